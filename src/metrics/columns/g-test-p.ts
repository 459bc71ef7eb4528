import { gTest } from '../fairness.js';
import type { Metric } from '../metric.js';
import { isUndefined } from '../undefined.js';

const metric: Metric = {
  name: 'g_test_p',
  describe: 'P-value of a G-test that the blocks were drawn by the weights: small values were not luck.',
  decentralised: 'neither',
  compares: 'shares-with-weights',
  core: false,
  compute({ counts, weights }) {
    const test = gTest(counts, weights);
    return isUndefined(test) ? test : test.pValue;
  },
};

export default metric;
