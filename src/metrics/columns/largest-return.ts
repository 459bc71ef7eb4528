import { largestReturn } from '../returns.js';
import type { Metric } from '../metric.js';

const metric: Metric = {
  name: 'largest_return',
  describe: 'Share of the blocks of the heaviest holder over its share of the weight: above 1 the largest gains.',
  decentralised: 'neither',
  compares: 'shares-with-weights',
  core: false,
  compute: ({ counts, weights }) => largestReturn(counts, weights),
};

export default metric;
