import { z } from 'zod';
import type { WeightDistribution } from '../../contract.js';

const params = z.strictObject({
  values: z.array(z.number().min(0)).min(1).describe('One weight per node, in the order of their ids.'),
});

const list: WeightDistribution<z.output<typeof params>> = {
  name: 'list',
  describe: 'Weights given one by one.',
  params,
  weigh({ values }, n) {
    if (values.length !== n) throw new Error(`weights list: ${values.length} values are given for ${n} nodes`);
    if (!values.some((weight) => weight > 0)) throw new Error('weights list: all values are 0');
    return { weights: [...values] };
  },
};
export default list;
