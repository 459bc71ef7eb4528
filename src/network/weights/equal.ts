import { z } from 'zod';
import type { WeightDistribution } from '../../contract.js';

const equal: WeightDistribution = {
  name: 'equal',
  describe: 'Every node has weight 1.',
  params: z.strictObject({}),
  weigh: (_params, n) => ({ weights: new Array<number>(n).fill(1) }),
};
export default equal;
