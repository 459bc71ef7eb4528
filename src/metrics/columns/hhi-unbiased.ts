import { hhiUnbiased } from '../herfindahl.js';
import type { Metric } from '../metric.js';

const metric: Metric = {
  name: 'hhi_unbiased',
  describe: 'Chance that two of the blocks have one producer: an HHI that sampling does not bias.',
  decentralised: 'lower',
  compares: 'counts',
  core: false,
  compute({ counts }) {
    return hhiUnbiased(counts);
  },
};

export default metric;
