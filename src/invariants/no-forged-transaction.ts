/** No forged transaction: whatever a chain takes from an account or output, its owner has signed. */
import type { Invariant } from '../contract.js';
import { LedgerJudge } from './ledger-audit.js';

const noForgedTransaction: Invariant = {
  name: 'no-forged-transaction',
  describe: 'Whoever loses coins by a transaction on a chain has signed it',
  sort: 'safety',
  make: (view) => new LedgerJudge(view, 'forged'),
};

export default noForgedTransaction;
