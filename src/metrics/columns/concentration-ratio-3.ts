import { concentrationRatio } from '../dominance.js';
import type { Metric } from '../metric.js';

const metric: Metric = {
  name: 'concentration_ratio_3',
  describe: 'Share of the three largest producers.',
  decentralised: 'lower',
  compares: 'shares',
  core: true,
  compute({ counts }) {
    return concentrationRatio(counts, 3);
  },
};

export default metric;
