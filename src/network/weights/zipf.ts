import { z } from 'zod';
import type { WeightDistribution } from '../../contract.js';

const params = z.strictObject({
  exponent: z.number().min(0).max(100).prefault(1).describe('Node i weighs (i + 1)^−exponent; 0 makes all equal.'),
});

const zipf: WeightDistribution<z.output<typeof params>> = {
  name: 'zipf',
  describe: 'Weights fall as a power of the rank; node 0 is the heaviest. Nothing is drawn.',
  params,
  weigh({ exponent }, n) {
    return { weights: Array.from({ length: n }, (_, node) => Math.exp(-exponent * Math.log(node + 1))) };
  },
};
export default zipf;
