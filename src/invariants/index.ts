import type { Invariant } from '../contract.js';

/** Every invariant; all of them judge every run. */
export const invariants: readonly Invariant[] = [];
