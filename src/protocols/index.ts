import type { Protocol } from '../contract.js';
import pbft from './pbft.js';
import posLots from './pos-lots.js';
import pow from './pow.js';
import raft from './raft.js';
import trudec from './trudec.js';

/** Every shipped protocol, in the order in which they are listed. */
export const protocols: readonly Protocol[] = [pow, pbft, posLots, trudec, raft];
