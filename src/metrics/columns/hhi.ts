import { hhi } from '../herfindahl.js';
import type { Metric } from '../metric.js';

const metric: Metric = {
  name: 'hhi',
  describe: 'Herfindahl-Hirschman index: sum of squared shares, 0 to 1.',
  decentralised: 'lower',
  compares: 'shares',
  core: true,
  compute({ counts }) {
    return hhi(counts);
  },
};

export default metric;
