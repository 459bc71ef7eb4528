import { z } from 'zod';
import type { WeightDistribution } from '../../contract.js';
import { positiveDraw } from '../positive-draw.js';

const params = z.strictObject({
  shape: z
    .number()
    .min(0.1)
    .prefault(1.16)
    .describe('Tail exponent; 1.16 gives a fifth of the nodes four fifths of the weight, and larger is more even.'),
});

const pareto: WeightDistribution<z.output<typeof params>> = {
  name: 'pareto',
  describe: 'Weights drawn from a Pareto law with minimum 1.',
  params,
  weigh({ shape }, n, random) {
    return { weights: Array.from({ length: n }, () => Math.exp(-Math.log(positiveDraw(random)) / shape)) };
  },
};
export default pareto;
