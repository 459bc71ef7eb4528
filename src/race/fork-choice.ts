import type { BlockId } from '../contract.js';
import type { BlockRing } from './block-ring.js';

/** Whether a miner on `tip` turns to a block that it has just seen; on a draw it stays with what it saw first. */
export type ForkChoice = (blocks: BlockRing, block: BlockId, tip: BlockId) => boolean;

/** Nakamoto 2008: the chain with the most work. */
export const mostWork: ForkChoice = ({ works, mask }, block, tip) => works[block & mask]! > works[tip & mask]!;
