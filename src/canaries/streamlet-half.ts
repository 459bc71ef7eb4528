/**
 * Streamlet in which half of the nodes notarize a block: the two halves of a split network need share nobody, and each goes
 * on alone. The agreement judge must cry out.
 */
import { Tally } from '../ledger/tally.js';
import { streamlet } from '../protocols/streamlet.js';

const canary: typeof streamlet = {
  ...streamlet,
  name: 'streamlet-half',
  describe: 'Broken on purpose: Streamlet with votes of n/2',
  canaryOf: streamlet.name,
  quorum: { enough: (votes, total) => 2 * votes >= total },
  init(me, params) {
    const q = Math.ceil(me.n / 2);
    const tally = new Tally({ kind: 'vote', n: me.n, enough: (votes) => votes >= q });
    return { ...streamlet.init(me, params), q, tally };
  },
};

export default canary;
