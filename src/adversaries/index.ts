import type { Behaviour } from '../contract.js';

/** Every shipped behaviour of a faulty node, in the order in which they are listed. */
export const behaviours: readonly Behaviour[] = [];
