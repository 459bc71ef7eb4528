/** No double spend: no coin, and no transaction of accounts, is used up twice in the chain of a truthful node. */
import type { Invariant } from '../contract.js';
import { LedgerJudge } from './ledger-audit.js';

const noDoubleSpend: Invariant = {
  name: 'no-double-spend',
  describe: 'No output and no transaction is used up twice in one chain',
  sort: 'safety',
  make: (view) => new LedgerJudge(view, 'twice'),
};

export default noDoubleSpend;
