import { evenness } from '../entropy.js';
import type { Metric } from '../metric.js';

const metric: Metric = {
  name: 'evenness',
  describe: 'Shannon entropy over the logarithm of the population, 0 to 1.',
  decentralised: 'higher',
  compares: 'shares',
  core: true,
  compute({ counts, population }) {
    return evenness(counts, { population });
  },
};

export default metric;
