import { coefficientOfVariation } from '../inequality.js';
import type { Metric } from '../metric.js';

const metric: Metric = {
  name: 'coefficient_of_variation',
  describe: 'Standard deviation over mean of the population.',
  decentralised: 'lower',
  compares: 'shares',
  core: false,
  compute({ counts, population }) {
    return coefficientOfVariation(counts, { population });
  },
};

export default metric;
