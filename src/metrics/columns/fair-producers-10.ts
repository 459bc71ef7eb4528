import { fairHolders } from '../returns.js';
import type { Metric } from '../metric.js';

const metric: Metric = {
  name: 'fair_producers_10',
  describe: 'Share of the holders of weight whose share of the blocks is within 10 % of their share of the weight.',
  decentralised: 'neither',
  compares: 'shares-with-weights',
  core: false,
  compute: ({ counts, weights }) => fairHolders(counts, weights, 0.1),
};

export default metric;
