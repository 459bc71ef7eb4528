import { z } from 'zod';
import type { LatencyLaw } from '../../contract.js';
import { duration } from '../../quantities.js';
import { GammaTable } from '../gamma-table.js';

const params = z.strictObject({
  mean: duration().prefault('100 ms').describe('Mean one-way delay.'),
  shape: z
    .number()
    .min(0.5)
    .max(10_000)
    .prefault(4)
    .describe('Shape; the coefficient of variation is 1 / sqrt(shape), and 1 is the exponential law.'),
});

const gamma: LatencyLaw<z.output<typeof params>> = {
  name: 'gamma',
  describe: 'Gamma delays: the sum of several exponential hops.',
  params,
  make({ mean, shape }) {
    const table = new GammaTable(shape);
    const scale = mean / shape;
    return { delay: (u) => scale * table.quantile(u) };
  },
};
export default gamma;
