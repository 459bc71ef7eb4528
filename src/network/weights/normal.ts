import { z } from 'zod';
import type { WeightDistribution } from '../../contract.js';
import { normalQuantile } from '../normal-quantile.js';

const params = z.strictObject({
  mean: z.number().positive().prefault(400_000).describe('Mean weight, such as hashes per millisecond.'),
  sd: z.number().min(0).prefault(100_000).describe('Standard deviation.'),
  floor: z.number().min(0).prefault(1).describe('Least weight; what is drawn below it is raised to it.'),
});

const normal: WeightDistribution<z.output<typeof params>> = {
  name: 'normal',
  describe: 'Normally distributed weights, as SimBlock gives every node its hash power.',
  params,
  weigh({ mean, sd, floor }, n, random) {
    // The middle of the cell of the draw, which may be 0.
    const cell = 1 / 4_294_967_296;
    return {
      weights: Array.from({ length: n }, () => Math.max(floor, mean + sd * normalQuantile(random() + cell / 2))),
    };
  },
};
export default normal;
