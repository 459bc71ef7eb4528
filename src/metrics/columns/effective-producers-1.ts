import { effectiveProducers } from '../entropy.js';
import type { Metric } from '../metric.js';

const metric: Metric = {
  name: 'effective_producers_1',
  describe: 'Hill number of order 1, the exponential of the entropy.',
  decentralised: 'higher',
  compares: 'shares',
  core: true,
  compute({ counts }) {
    return effectiveProducers(counts, { order: 1 });
  },
};

export default metric;
