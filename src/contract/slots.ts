/** Lotteries of slots, as those reckon with them who would do other than the rules say. */
import type { BlockView } from './blocks.js';
import type { NodeContext } from './node.js';
import type { BlockId, NodeId, Time } from './plugin.js';
import type { ChainFacts } from './protocol.js';

/** What everybody knows, and the blocks that somebody has seen. */
export interface Seen extends ChainFacts {
  readonly blocks: BlockView;
}

/** Slots whose blocks make the randomness by which others are drawn; each from its first slot until the first after it. */
export interface NonceWindow {
  /** The first slot whose block gives nothing any more. */
  readonly until: number;
  /** The slots that are drawn with what was given. */
  readonly drawn: { readonly from: number; readonly until: number };
}

/**
 * Leaders who are drawn for each slot by itself: it has none, one or several, who each make a block as it begins. Who leads on
 * top of a chain depends on the slots and leaders of its blocks alone (D, the draws of a chain), so that it can be worked out
 * for chains that nobody has made.
 */
export interface SlotLottery<P = any, D = any> {
  /** Of one slot; slot s begins at s times it, genesis is in slot 0. */
  length(params: P): Time;
  /** Probability that stakers with this share of the stake, together, lead a slot. */
  chance(share: number, params: P): number;
  /** The slot of a block; 0 of genesis. */
  slotOf(block: BlockId, seen: Seen, params: P): number;
  /** What decides who may build on a block. */
  draws(block: BlockId, seen: Seen, params: P): D;
  /** The same of a chain with one block more, that is only thought of. */
  extended(draws: D, leader: NodeId, slot: number, seen: Seen, params: P): D;
  /** The first slot from `least` on in which a staker leads; undefined for one without stake. */
  turn(draws: D, staker: NodeId, least: number, seen: Seen, params: P): number | undefined;
  /** What a slot's block gives to; undefined where every block renews the randomness. */
  window(slot: number, params: P): NonceWindow | undefined;
  /** Makes a block of the node's own in a slot that has come. */
  mint(me: NodeContext, parent: BlockId, slot: number): BlockId;
  /** Tells everybody of a block. */
  tell(me: NodeContext, block: BlockId): void;
}
