/**
 * Proof of work that goes over to whatever block it heard last, whatever work stands behind it: one old block, made public
 * late, takes back what was long buried. The agreement judge must cry out.
 */
import { pow, reorganise } from '../protocols/pow.js';

const canary: typeof pow = {
  ...pow,
  name: 'pow-last-heard',
  describe: 'Broken on purpose: proof of work on the chain of the last peer heard',
  canaryOf: pow.name,
  on: {
    ...pow.on,
    block(s, m, _from, me) {
      if (m.block !== s.tip) reorganise(s, m.block, me);
    },
  },
};

export default canary;
