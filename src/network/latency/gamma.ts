import gammaQuantile from '@stdlib/stats-base-dists-gamma-quantile';
import { z } from 'zod';
import type { LatencyLaw } from '../../contract.js';
import { duration } from '../../quantities.js';
import { QuantileTable } from '../quantile-table.js';

// From a shape of about 800 on, the library's quantiles are off by up to 6e-3; 500 is a deviation of 4.5 %.
const params = z.strictObject({
  mean: duration().prefault('100 ms').describe('Mean one-way delay.'),
  shape: z
    .number()
    .min(0.5)
    .max(500)
    .prefault(4)
    .describe('Shape; the coefficient of variation is 1 / sqrt(shape), and 1 is the exponential law.'),
});

const gamma: LatencyLaw<z.output<typeof params>> = {
  name: 'gamma',
  describe: 'Gamma delays: the sum of several exponential hops.',
  params,
  make({ mean, shape }) {
    // An exact value costs microseconds, so a coarser table; relative error below 1e-6.
    const table = new QuantileTable(gammaQuantile.factory(shape, shape), 512);
    return { delay: (u) => mean * table.quantile(u) };
  },
};
export default gamma;
