import { meanLogDeviation } from '../inequality.js';
import type { Metric } from '../metric.js';

const metric: Metric = {
  name: 'mean_log_deviation',
  describe: "Theil's L over the population, undefined where a member is silent.",
  decentralised: 'lower',
  compares: 'shares',
  core: false,
  compute({ counts, population }) {
    return meanLogDeviation(counts, { population });
  },
};

export default metric;
