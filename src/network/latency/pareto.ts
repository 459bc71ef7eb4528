import { z } from 'zod';
import type { LatencyLaw } from '../../contract.js';
import { duration } from '../../quantities.js';
import { QuantileTable } from '../quantile-table.js';

const params = z.strictObject({
  min: duration().prefault('50 ms').describe('Shortest one-way delay, the scale of the law.'),
  shape: z
    .number()
    .gt(1)
    .prefault(2.5)
    .describe('Tail exponent, above 1: the mean is min · shape / (shape − 1); the variance is finite above 2.'),
});

const pareto: LatencyLaw<z.output<typeof params>> = {
  name: 'pareto',
  describe: 'Pareto delays: a sharp minimum and a heavy tail.',
  params,
  make({ min, shape }) {
    const slope = -1 / shape;
    const table = new QuantileTable((u) => Math.exp(slope * Math.log1p(-u)), 1024);
    return { delay: (u) => min * table.quantile(u) };
  },
};
export default pareto;
