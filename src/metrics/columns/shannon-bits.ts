import { shannonEntropy } from '../entropy.js';
import type { Metric } from '../metric.js';

const metric: Metric = {
  name: 'shannon_bits',
  describe: 'Shannon entropy of the shares in bits.',
  decentralised: 'higher',
  compares: 'shares',
  core: true,
  compute({ counts }) {
    return shannonEntropy(counts);
  },
};

export default metric;
