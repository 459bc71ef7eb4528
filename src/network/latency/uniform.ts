import { z } from 'zod';
import type { LatencyLaw } from '../../contract.js';
import { duration } from '../../quantities.js';

const params = z.strictObject({
  min: duration().prefault('50 ms').describe('Shortest one-way delay.'),
  max: duration().prefault('150 ms').describe('Longest one-way delay.'),
});

const uniform: LatencyLaw<z.output<typeof params>> = {
  name: 'uniform',
  describe: 'Delays evenly spread between two bounds.',
  params,
  make({ min, max }) {
    if (min > max) throw new Error(`latency uniform: min is ${min} us, which is above max, ${max} us`);
    const width = max - min;
    return { delay: (u) => min + width * u };
  },
};
export default uniform;
