import { livenessCoefficient } from '../dominance.js';
import type { Metric } from '../metric.js';

const metric: Metric = {
  name: 'liveness_coefficient',
  describe: 'Least number of producers with at least a third, who can stop a two-thirds quorum.',
  decentralised: 'higher',
  compares: 'shares',
  core: true,
  compute({ counts }) {
    return livenessCoefficient(counts);
  },
};

export default metric;
