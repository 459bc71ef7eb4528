import { hoover } from '../inequality.js';
import type { Metric } from '../metric.js';

const metric: Metric = {
  name: 'hoover',
  describe: 'Hoover index over the population: share of the blocks that would have to move to make all equal.',
  decentralised: 'lower',
  compares: 'shares',
  core: false,
  compute({ counts, population }) {
    return hoover(counts, { population });
  },
};

export default metric;
