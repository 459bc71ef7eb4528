import { topShare } from '../lorenz.js';
import type { Metric } from '../metric.js';

const metric: Metric = {
  name: 'top_share_10',
  describe: 'Share of the richest tenth of the population, rounded up.',
  decentralised: 'lower',
  compares: 'shares',
  core: false,
  compute({ counts, population }) {
    return topShare(counts, 0.1, { population });
  },
};

export default metric;
