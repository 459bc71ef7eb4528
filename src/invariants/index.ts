import type { Invariant } from '../contract.js';
import accountability from './accountability.js';
import agreement from './agreement.js';
import certificates from './certificates.js';
import liveness from './liveness.js';
import locks from './locks.js';
import noEquivocation from './no-equivocation.js';
import order from './order.js';
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
];
