import { bottomShare } from '../lorenz.js';
import type { Metric } from '../metric.js';

const metric: Metric = {
  name: 'bottom_share_50',
  describe: 'Share of the poorest half of the population, rounded down.',
  decentralised: 'higher',
  compares: 'shares',
  core: false,
  compute({ counts, population }) {
    return bottomShare(counts, 0.5, { population });
  },
};

export default metric;
