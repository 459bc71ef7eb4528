import { z } from 'zod';
import type { LatencyLaw } from '../../contract.js';
import { duration } from '../../quantities.js';
import { normalQuantile } from '../normal-quantile.js';
import { QuantileTable } from '../quantile-table.js';

const params = z.strictObject({
  median: duration().prefault('100 ms').describe('Median one-way delay.'),
  sigma: z
    .number()
    .min(0)
    .max(2)
    .prefault(0.4)
    .describe('Standard deviation of the natural logarithm of the delay; the mean is median · exp(sigma² / 2).'),
});

const lognormal: LatencyLaw<z.output<typeof params>> = {
  name: 'lognormal',
  describe: 'Log-normal delays: a body around the median and a tail towards long delays.',
  params,
  make({ median, sigma }) {
    const table = new QuantileTable((u) => Math.exp(sigma * normalQuantile(u)), 1024);
    return { delay: (u) => median * table.quantile(u) };
  },
};
export default lognormal;
