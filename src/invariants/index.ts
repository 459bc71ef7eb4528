import type { Invariant } from '../contract.js';
import accountability from './accountability.js';
import agreement from './agreement.js';
import certificates from './certificates.js';
import liveness from './liveness.js';
import locks from './locks.js';
import noDoubleSpend from './no-double-spend.js';
import noEquivocation from './no-equivocation.js';
import noForgedTransaction from './no-forged-transaction.js';
import noNegativeBalance from './no-negative-balance.js';
import noUnelectedBlock from './no-unelected-block.js';
import order from './order.js';
import supply from './supply.js';
import validity from './validity.js';

/** Every invariant; all of them judge every run. */
export const invariants: readonly Invariant[] = [
  agreement,
  validity,
  liveness,
  order,
  certificates,
  locks,
  noEquivocation,
  accountability,
  supply,
  noNegativeBalance,
  noDoubleSpend,
  noForgedTransaction,
  noUnelectedBlock,
];
