import { totalVariation } from '../divergence.js';
import type { Metric } from '../metric.js';

const metric: Metric = {
  name: 'total_variation',
  describe: 'Share of the blocks that went to others than the weights say.',
  decentralised: 'neither',
  compares: 'shares-with-weights',
  core: true,
  compute({ counts, weights }) {
    return totalVariation(counts, weights);
  },
};

export default metric;
