import { metricDelta } from '../fairness.js';
import { hhi } from '../herfindahl.js';
import type { Metric } from '../metric.js';

const metric: Metric = {
  name: 'concentration_delta',
  describe: 'HHI of the blocks minus HHI of the weights: concentration that the protocol added.',
  decentralised: 'lower',
  compares: 'shares-with-weights',
  core: true,
  compute({ counts, weights }) {
    return metricDelta(counts, weights, hhi);
  },
};

export default metric;
