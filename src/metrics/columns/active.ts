import type { Metric } from '../metric.js';
import { distributionOf } from '../weights.js';

const metric: Metric = {
  name: 'active',
  describe: 'Producers with at least one block.',
  decentralised: 'higher',
  compares: 'shares',
  core: true,
  compute({ counts }) {
    return distributionOf(counts).active;
  },
};

export default metric;
