import { shannonEntropy } from '../entropy.js';
import type { Metric } from '../metric.js';

const metric: Metric = {
  name: 'shannon_bits_miller_madow',
  describe: 'Shannon entropy in bits with the sampling correction of Miller and Madow.',
  decentralised: 'higher',
  compares: 'counts',
  core: false,
  compute({ counts }) {
    return shannonEntropy(counts, { correction: 'miller-madow' });
  },
};

export default metric;
