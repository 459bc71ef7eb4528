import { z } from 'zod';
import type { WeightDistribution } from '../../contract.js';
import { positiveDraw } from '../positive-draw.js';

const exponential: WeightDistribution = {
  name: 'exponential',
  describe: 'Weights drawn from an exponential law with mean 1.',
  params: z.strictObject({}),
  weigh(_params, n, random) {
    return { weights: Array.from({ length: n }, () => -Math.log(positiveDraw(random))) };
  },
};
export default exponential;
