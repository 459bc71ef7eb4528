import { effectiveProducers } from '../entropy.js';
import type { Metric } from '../metric.js';

const metric: Metric = {
  name: 'effective_producers',
  describe: 'Hill number of order 2, 1/HHI: how many equal producers would be as concentrated.',
  decentralised: 'higher',
  compares: 'shares',
  core: true,
  compute({ counts }) {
    return effectiveProducers(counts, { order: 2 });
  },
};

export default metric;
