import { nakamotoCoefficient } from '../dominance.js';
import type { Metric } from '../metric.js';

const metric: Metric = {
  name: 'nakamoto',
  describe: 'Nakamoto coefficient: least number of producers with more than half.',
  decentralised: 'higher',
  compares: 'shares',
  core: true,
  compute({ counts }) {
    return nakamotoCoefficient(counts);
  },
};

export default metric;
