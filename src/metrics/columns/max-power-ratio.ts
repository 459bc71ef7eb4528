import { maxPowerRatio } from '../dominance.js';
import type { Metric } from '../metric.js';

const metric: Metric = {
  name: 'max_power_ratio',
  describe: 'Share of the largest producer.',
  decentralised: 'lower',
  compares: 'shares',
  core: true,
  compute({ counts }) {
    return maxPowerRatio(counts);
  },
};

export default metric;
