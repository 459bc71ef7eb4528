import type { Protocol } from '../contract.js';
import pbft from './pbft.js';
import pow from './pow.js';

/** Every shipped protocol, in the order in which they are listed. */
export const protocols: readonly Protocol[] = [pow, pbft];
