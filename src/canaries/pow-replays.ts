/**
 * Proof of work whose miners forget what their chain has confirmed and put it into blocks again. The validity judge must
 * cry out.
 */
import { pow } from '../protocols/pow.js';

const canary: typeof pow = {
  ...pow,
  name: 'pow-replays',
  describe: 'Broken on purpose: proof of work that confirms a transaction again and again',
  canaryOf: pow.name,
  input: {
    ...pow.input!,
    mined(s, me) {
      for (const value of s.included) s.pool.add(value);
      pow.input!.mined!(s, me);
    },
  },
};

export default canary;
