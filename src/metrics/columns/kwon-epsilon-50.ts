import type { Metric } from '../metric.js';
import { kwonEpsilon } from '../tail.js';

const metric: Metric = {
  name: 'kwon_epsilon_50',
  describe: 'Largest active producer over the median one, minus 1.',
  decentralised: 'lower',
  compares: 'shares',
  core: false,
  compute({ counts }) {
    return kwonEpsilon(counts, { percentile: 50 });
  },
};

export default metric;
