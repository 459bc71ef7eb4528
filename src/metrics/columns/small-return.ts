import { smallReturn } from '../returns.js';
import type { Metric } from '../metric.js';

const metric: Metric = {
  name: 'small_return',
  describe:
    'Share of the blocks of the lighter half of the holders over their share of the weight: below 1 the small lose.',
  decentralised: 'neither',
  compares: 'shares-with-weights',
  core: false,
  compute: ({ counts, weights }) => smallReturn(counts, weights),
};

export default metric;
