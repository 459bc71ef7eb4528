import { gini } from '../inequality.js';
import type { Metric } from '../metric.js';

const metric: Metric = {
  name: 'gini',
  describe: 'Gini index over the population.',
  decentralised: 'lower',
  compares: 'shares',
  core: true,
  compute({ counts, population }) {
    return gini(counts, { population });
  },
};

export default metric;
