import { hellinger } from '../divergence.js';
import type { Metric } from '../metric.js';

const metric: Metric = {
  name: 'hellinger',
  describe: 'Hellinger distance of the blocks from the weights, 0 to 1.',
  decentralised: 'neither',
  compares: 'shares-with-weights',
  core: false,
  compute({ counts, weights }) {
    return hellinger(counts, weights);
  },
};

export default metric;
