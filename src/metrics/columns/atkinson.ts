import { atkinson } from '../inequality.js';
import type { Metric } from '../metric.js';

const metric: Metric = {
  name: 'atkinson',
  describe: 'Atkinson index over the population at an aversion of 1/2.',
  decentralised: 'lower',
  compares: 'shares',
  core: false,
  compute({ counts, population }) {
    return atkinson(counts, 0.5, { population });
  },
};

export default metric;
