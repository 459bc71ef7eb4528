import { renyiEntropy } from '../entropy.js';
import type { Metric } from '../metric.js';

const metric: Metric = {
  name: 'renyi_2_bits',
  describe: 'Renyi entropy of order 2, the collision entropy, in bits.',
  decentralised: 'higher',
  compares: 'shares',
  core: false,
  compute({ counts }) {
    return renyiEntropy(counts, 2);
  },
};

export default metric;
