import { supermajorityCoefficient } from '../dominance.js';
import type { Metric } from '../metric.js';

const metric: Metric = {
  name: 'supermajority_coefficient',
  describe: 'Least number of producers with more than two thirds, who are a quorum alone.',
  decentralised: 'higher',
  compares: 'shares',
  core: true,
  compute({ counts }) {
    return supermajorityCoefficient(counts);
  },
};

export default metric;
