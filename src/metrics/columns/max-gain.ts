import { maxGain } from '../divergence.js';
import type { Metric } from '../metric.js';

const metric: Metric = {
  name: 'max_gain',
  describe: 'Largest share of the blocks that a producer has beyond its share of the weight.',
  decentralised: 'neither',
  compares: 'shares-with-weights',
  core: true,
  compute({ counts, weights }) {
    return maxGain(counts, weights);
  },
};

export default metric;
