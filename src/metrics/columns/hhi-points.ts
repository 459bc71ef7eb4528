import { hhiPoints } from '../herfindahl.js';
import type { Metric } from '../metric.js';

const metric: Metric = {
  name: 'hhi_points',
  describe: 'Herfindahl-Hirschman index in points, 10,000 for a monopoly.',
  decentralised: 'lower',
  compares: 'shares',
  core: true,
  compute({ counts }) {
    return hhiPoints(counts);
  },
};

export default metric;
