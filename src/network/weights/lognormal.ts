import { z } from 'zod';
import type { WeightDistribution } from '../../contract.js';
import { normalQuantile } from '../normal-quantile.js';
import { positiveDraw } from '../positive-draw.js';

const params = z.strictObject({
  sigma: z.number().min(0).max(20).prefault(1).describe('Standard deviation of the natural logarithm of a weight.'),
});

const lognormal: WeightDistribution<z.output<typeof params>> = {
  name: 'lognormal',
  describe: 'Weights drawn from a log-normal law with median 1.',
  params,
  weigh({ sigma }, n, random) {
    return { weights: Array.from({ length: n }, () => Math.exp(sigma * normalQuantile(positiveDraw(random)))) };
  },
};
export default lognormal;
