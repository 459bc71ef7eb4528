import type { Invariant } from '../contract.js';
import agreement from './agreement.js';
import liveness from './liveness.js';
import validity from './validity.js';

/** Every invariant; all of them judge every run. */
export const invariants: readonly Invariant[] = [agreement, validity, liveness];
