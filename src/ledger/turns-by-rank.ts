import type { BlockId, BlockView, ChainFacts, NodeContext, NodeId, Time } from '../contract.js';

/** Ranks that are worked out for every block; the whole order only once these have all been silent. */
const FIRST_RANKS = 8;

/** The state of a node that stands on a tip. */
interface OnTip<P> {
  readonly params: P;
  readonly tip: BlockId;
}

/** How the makers of a block are put in order. */
export interface Ranking<P> {
  /** The first on top of `parent`, at most so many; fewer: there are no more. */
  draw(blocks: BlockView, parent: BlockId, facts: ChainFacts, params: P, most: number): NodeId[];
  /** Time from a block until the owner of rank 0 may make the next. */
  interval(params: P): Time;
  /** Further time until the owner of the next rank may. */
  timeout(params: P): Time;
}

/**
 * Makers of a block in an order that is drawn: the owner of rank r may make it from `interval + r · timeout` after its parent on,
 * so that the silent cost a time-out each.
 */
export class TurnsByRank<P> {
  private readonly ranking: Ranking<P>;

  constructor(ranking: Ranking<P>) {
    this.ranking = ranking;
  }

  /** The first in turn on top of `parent`. */
  first(blocks: BlockView, parent: BlockId, facts: ChainFacts, params: P): readonly NodeId[] {
    return blocks.derive('first ranks', parent, () => this.ranking.draw(blocks, parent, facts, params, FIRST_RANKS));
  }

  /** Everyone who may make the block on top of `parent`, in turn. */
  all(blocks: BlockView, parent: BlockId, facts: ChainFacts, params: P): readonly NodeId[] {
    const most = facts.weights.length;
    return blocks.derive('all ranks', parent, () => this.ranking.draw(blocks, parent, facts, params, most));
  }

  /** The order on top of `parent`, to this rank at least. */
  upTo(rank: number, blocks: BlockView, parent: BlockId, facts: ChainFacts, params: P): readonly NodeId[] {
    return rank < FIRST_RANKS ? this.first(blocks, parent, facts, params) : this.all(blocks, parent, facts, params);
  }

  /** Whether a block is of the owner of this rank, whose turn had come. */
  isDue(blocks: BlockView, block: BlockId, rank: number, facts: ChainFacts, params: P): boolean {
    const parent = blocks.parent(block);
    return (
      this.upTo(rank, blocks, parent, facts, params)[rank] === blocks.producer(block) &&
      blocks.time(block) >= this.begin(blocks, parent, rank, params)
    );
  }

  /**
   * Sets the timer `turn` for this node's turn on its tip, after `atLeast`. Whoever is not among the first ranks looks again
   * when these have all had their turn.
   */
  await({ tip, params }: OnTip<P>, atLeast: Time, me: NodeContext): void {
    const first = this.first(me.blocks, tip, me, params);
    const place = first.indexOf(me.id);
    if (place < 0 && first.length < FIRST_RANKS) return me.cancelTimer('turn');
    const time = this.begin(me.blocks, tip, place < 0 ? first.length : place, params);
    me.setTimer('turn', Math.max(atLeast, time - me.now));
  }

  /** When the timer `turn` has run out: this node's rank, if its turn has come; else undefined, and the timer is set again if there will be one. */
  due({ tip, params }: OnTip<P>, me: NodeContext): number | undefined {
    const rank = this.rankOf(tip, params, me);
    if (rank < 0) return undefined;
    const wait = this.begin(me.blocks, tip, rank, params) - me.now;
    if (wait <= 0) return rank;
    me.setTimer('turn', wait);
    return undefined;
  }

  /** The place of this node on a tip; −1: it has none. */
  private rankOf(tip: BlockId, params: P, me: NodeContext): number {
    const first = this.first(me.blocks, tip, me, params);
    const place = first.indexOf(me.id);
    return place >= 0 || first.length < FIRST_RANKS ? place : this.all(me.blocks, tip, me, params).indexOf(me.id);
  }

  /** From when on the owner of this rank may make a block on top of `parent`. */
  private begin(blocks: BlockView, parent: BlockId, rank: number, params: P): Time {
    return blocks.time(parent) + this.ranking.interval(params) + rank * this.ranking.timeout(params);
  }
}
