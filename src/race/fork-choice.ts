import type { BlockId } from '../contract.js';
import type { BlockRing } from './block-ring.js';
import type { Settlement } from './settlement.js';

/** How a miner chooses among the chains that it has seen; on a draw it stays with what it saw first. */
export interface ForkChoice {
  /** A block has been made that nobody has seen yet. */
  made(block: BlockId): void;
  /** A miner on `tip` has the next block, its parent before it; where it mines from now on. */
  sees(miner: number, block: BlockId, tip: BlockId): BlockId;
}

export type MakeForkChoice = (blocks: BlockRing, settlement: Settlement) => ForkChoice;

/** Nakamoto 2008: the chain with the most work. */
export const mostWork: MakeForkChoice = (blocks) => ({
  made: () => undefined,
  sees: (_miner, block, tip) => {
    const { works, mask } = blocks;
    return works[block & mask]! > works[tip & mask]! ? block : tip;
  },
});

/** Sompolinsky & Zohar 2015, Algorithm 1: from the root on, always to the child with the most work in its subtree. */
export const heaviestSubtree: MakeForkChoice = (blocks, settlement) => new HeaviestSubtree(blocks, settlement);

const NONE = -1;

class HeaviestSubtree implements ForkChoice {
  private readonly blocks: BlockRing;
  private readonly settlement: Settlement;
  private mask: number;
  /** By block and miner: work of what it has seen of the subtree, and the child where the walk goes on. */
  private weights: Float64Array;
  private heirs: Int32Array;

  constructor(blocks: BlockRing, settlement: Settlement) {
    this.blocks = blocks;
    this.settlement = settlement;
    this.mask = blocks.mask;
    this.weights = new Float64Array((this.mask + 1) * blocks.miners);
    this.heirs = new Int32Array(this.weights.length).fill(NONE);
  }

  made(block: BlockId): void {
    if (this.mask !== this.blocks.mask) this.grow(block);
    const { miners } = this.blocks;
    const at = (block & this.mask) * miners;
    this.weights.fill(0, at, at + miners);
    this.heirs.fill(NONE, at, at + miners);
  }

  sees(miner: number, block: BlockId, tip: BlockId): BlockId {
    const { blocks, weights, heirs, mask } = this;
    const { parents, works, miners } = blocks;
    const { root } = this.settlement;
    const parent = parents[block & mask]!;
    const work = works[block & mask]! - works[parent & mask]!;
    let at = block;
    let place = (block & mask) * miners + miner;
    weights[place]! += work;
    while (at > root) {
      const above = parents[at & mask]!;
      const placeAbove = (above & mask) * miners + miner;
      const heir = heirs[placeAbove]!;
      if (heir === NONE) heirs[placeAbove] = at;
      else if (heir !== at && weights[place]! > weights[(heir & mask) * miners + miner]!) heirs[placeAbove] = at;
      weights[placeAbove]! += work;
      at = above;
      place = placeAbove;
    }
    // Its own chain has only become heavier.
    return parent === tip ? block : this.walk(miner);
  }

  private walk(miner: number): BlockId {
    const { heirs, mask } = this;
    const { miners } = this.blocks;
    let at = this.settlement.root;
    for (;;) {
      const heir = heirs[(at & mask) * miners + miner]!;
      if (heir === NONE) return at;
      at = heir;
    }
  }

  /** The blocks have more room; those before `made` keep what is known of them. */
  private grow(made: BlockId): void {
    const { blocks } = this;
    const { miners, mask } = blocks;
    const weights = new Float64Array((mask + 1) * miners);
    const heirs = new Int32Array(weights.length).fill(NONE);
    for (let block = blocks.oldest; block < made; block++) {
      const before = (block & this.mask) * miners;
      weights.set(this.weights.subarray(before, before + miners), (block & mask) * miners);
      heirs.set(this.heirs.subarray(before, before + miners), (block & mask) * miners);
    }
    this.weights = weights;
    this.heirs = heirs;
    this.mask = mask;
  }
}
