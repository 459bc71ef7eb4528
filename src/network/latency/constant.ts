import { z } from 'zod';
import type { LatencyLaw } from '../../contract.js';
import { duration } from '../../quantities.js';

const params = z.strictObject({
  delay: duration().prefault('100 ms').describe('One-way delay of every message.'),
});

const constant: LatencyLaw<z.output<typeof params>> = {
  name: 'constant',
  describe: 'Every message takes the same time.',
  params,
  make({ delay }) {
    return { delay: () => delay, least: () => delay, isFixed: true };
  },
};
export default constant;
