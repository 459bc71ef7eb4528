/** No negative balance: nobody has paid what it does not have, but for accounts that bring coins into being. */
import type { Invariant } from '../contract.js';
import { LedgerJudge } from './ledger-audit.js';

const noNegativeBalance: Invariant = {
  name: 'no-negative-balance',
  describe: 'No transaction on a chain takes more from an account than it holds',
  sort: 'safety',
  make: (view) => new LedgerJudge(view, 'negative'),
};

export default noNegativeBalance;
