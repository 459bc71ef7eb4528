/** No unelected block: whoever made a block on the chain of a truthful node was entitled to by the election as it is meant. */
import type { Invariant } from '../contract.js';
import { LedgerJudge } from './ledger-audit.js';

const noUnelectedBlock: Invariant = {
  name: 'no-unelected-block',
  describe: 'Whoever made a block on a chain was elected to, by the rules as they are meant',
  sort: 'safety',
  make: (view) => new LedgerJudge(view, 'unelected'),
};

export default noUnelectedBlock;
