import { jsDistance } from '../divergence.js';
import type { Metric } from '../metric.js';

const metric: Metric = {
  name: 'js_distance',
  describe: 'Jensen-Shannon distance of the blocks from the weights, 0 to 1.',
  decentralised: 'neither',
  compares: 'shares-with-weights',
  core: true,
  compute({ counts, weights }) {
    return jsDistance(counts, weights);
  },
};

export default metric;
