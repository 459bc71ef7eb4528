/**
 * QBFT without its Algorithm 4: the leader of a later round proposes what it has itself prepared, or anything, and nobody
 * checks it. So did the first IBFT, before it had locks (Moniz, arXiv 2002.03613, section 1): a leader that has not seen a
 * quorum of PREPAREs replaces a block that others have finalized, and a lying one does so at will. The agreement judge must
 * cry out.
 */
import { qbft } from '../protocols/qbft.js';

const canary: typeof qbft = {
  ...qbft,
  name: 'qbft-unjustified-proposal',
  describe: 'Broken on purpose: QBFT in which nobody justifies, or checks, what a later round proposes',
  canaryOf: qbft.name,
  init(me, params) {
    const s = qbft.init(me, params);
    return Object.assign(s, { rules: { accepts: () => true, binding: () => s.prepared?.value } });
  },
};

export default canary;
