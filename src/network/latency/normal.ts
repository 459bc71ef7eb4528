import { z } from 'zod';
import type { LatencyLaw } from '../../contract.js';
import { duration } from '../../quantities.js';
import { normalQuantile } from '../normal-quantile.js';
import { QuantileTable } from '../quantile-table.js';

const params = z.strictObject({
  mean: duration().prefault('100 ms').describe('Mean before truncation; truncation at `min` raises it.'),
  sd: duration().prefault('20 ms').describe('Standard deviation before truncation; truncation at `min` lowers it.'),
  min: duration().prefault('0 ms').describe('Below this nothing is drawn: the law is truncated there, not clamped.'),
});

/** Beyond this many standard deviations the tail probability is too small for a double to hold. */
const FARTHEST = 37;

const normal: LatencyLaw<z.output<typeof params>> = {
  name: 'normal',
  describe: 'Normal delays, truncated at a minimum.',
  params,
  make({ mean, sd, min }) {
    if (min > mean + FARTHEST * sd) {
      throw new Error(
        `latency normal: min is ${min} us, more than ${FARTHEST} standard deviations (${sd} us) above mean, ${mean} us`,
      );
    }
    if (sd === 0) return { delay: () => mean };
    const above = survival((min - mean) / sd);
    // P(X > x | X > min) = 1 − u; by symmetry the normal quantile of a small probability keeps its precision.
    const table = new QuantileTable((u) => mean - sd * normalQuantile(above * (1 - u)), 1024);
    return { delay: (u) => Math.max(min, table.quantile(u)) };
  },
};
export default normal;

/**
 * Probability that a standard normal draw exceeds `x`, found by inverting the quantile function: bisection on the
 * logarithm of the smaller tail, so that both tails keep their relative precision.
 */
function survival(x: number): number {
  const far = Math.abs(x);
  if (far > FARTHEST) return x < 0 ? 1 : 0;
  let low = -700;
  let high = -Math.LN2;
  for (let step = 0; step < 64; step++) {
    const middle = (low + high) / 2;
    if (-normalQuantile(Math.exp(middle)) > far) low = middle;
    else high = middle;
  }
  const tail = Math.exp(high);
  return x < 0 ? 1 - tail : tail;
}
