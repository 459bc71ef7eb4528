import type { Metric } from '../metric.js';
import { populationSize } from '../population.js';
import { distributionOf } from '../weights.js';

const metric: Metric = {
  name: 'population',
  describe: 'Members of the population that Gini and evenness refer to, silent ones included as its mode says.',
  decentralised: 'neither',
  compares: 'shares',
  core: true,
  compute({ counts, population }) {
    return populationSize(distributionOf(counts), population);
  },
};

export default metric;
