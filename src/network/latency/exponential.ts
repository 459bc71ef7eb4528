import { z } from 'zod';
import type { LatencyLaw } from '../../contract.js';
import { duration } from '../../quantities.js';

const params = z.strictObject({
  mean: duration().prefault('100 ms').describe('Mean one-way delay.'),
});

const exponential: LatencyLaw<z.output<typeof params>> = {
  name: 'exponential',
  describe: 'Exponential delays: often short, now and then several times the mean.',
  params,
  make({ mean }) {
    return { delay: (u) => -mean * Math.log1p(-u) };
  },
};
export default exponential;
