import { profitSlope } from '../fairness.js';
import type { Metric } from '../metric.js';

const metric: Metric = {
  name: 'profit_slope',
  describe: "Slope of a producer's relative gain on its share of the weight: above 0 the large gain per unit.",
  decentralised: 'lower',
  compares: 'shares-with-weights',
  core: false,
  compute({ counts, weights }) {
    return profitSlope(counts, weights);
  },
};

export default metric;
