/**
 * Delegated proof of stake that takes a block as irreversible as soon as it is the head, whoever has built on it: a producer who
 * makes two blocks in one slot forks it. The agreement judge must cry out.
 */
import { dpos, stateOf } from '../protocols/dpos.js';

const canary: typeof dpos = {
  ...dpos,
  name: 'dpos-at-once',
  describe: 'Broken on purpose: delegated proof of stake in which one block makes itself irreversible',
  canaryOf: dpos.name,
  init: (me, params) => stateOf(params, me.n, () => Infinity),
};

export default canary;
