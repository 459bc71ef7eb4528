/** Supply: in the chain of a truthful node, accounts never hold more or fewer coins than the rules have brought into being. */
import type { Invariant } from '../contract.js';
import { LedgerJudge } from './ledger-audit.js';

const supply: Invariant = {
  name: 'supply',
  describe: 'Accounts together hold the coins that the rules have brought into being, no more and no fewer',
  sort: 'safety',
  make: (view) => new LedgerJudge(view, 'supply'),
};

export default supply;
