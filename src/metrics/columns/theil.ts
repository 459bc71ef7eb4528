import { theil } from '../inequality.js';
import type { Metric } from '../metric.js';

const metric: Metric = {
  name: 'theil',
  describe: "Theil's T over the population: divergence from equality in nats.",
  decentralised: 'lower',
  compares: 'shares',
  core: false,
  compute({ counts, population }) {
    return theil(counts, { population });
  },
};

export default metric;
