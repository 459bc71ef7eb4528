import { bisectRight, cumsum } from 'd3-array';
import type { BlockId, BlockView, ChainFacts, NodeId } from '../contract.js';
import { oracle, oracleUnit } from './oracle.js';
import { stakesAfter, stakesStand } from './stakes.js';

/** Whom a slot on top of `parent` falls to: one node, drawn by its stake on that chain, for this height and slot. */
export function slotProposer(blocks: BlockView, parent: BlockId, slot: number, facts: ChainFacts): NodeId {
  const draw = oracleUnit(oracle(facts.genesisSeed, blocks.height(parent) + 1), slot);
  return drawnByStake(stakesUpToAfter(blocks, parent, facts), draw);
}

/** The sums of the stakes after a block, for `drawnByStake`. */
export function stakesUpToAfter(blocks: BlockView, block: BlockId, facts: ChainFacts): Float64Array {
  const from = stakesStand(facts) ? 0 : block;
  return blocks.derive('stakes up to', from, () => stakesUpTo(stakesAfter(blocks, from, facts)));
}

function stakesUpTo(stakes: ArrayLike<number>): Float64Array {
  return cumsum(Float64Array.from(stakes));
}

/** The node whose stretch of the sums holds the point `u` in [0, 1); who has no stake is never drawn. */
export function drawnByStake(upTo: Float64Array, u: number): NodeId {
  return bisectRight(upTo, u * upTo.at(-1)! * (1 - Number.EPSILON));
}
