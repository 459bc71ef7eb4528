import type { BlockId, NodeId, Time } from '../contract.js';
import type { BlockRing } from './block-ring.js';

/** Hears of each block once, when nothing can change any more whether it is on the chain. */
export interface SettlementListener {
  /** In order of height, without gaps. */
  canonical(block: BlockId, height: number, producer: NodeId, time: Time): void;
  stale(block: BlockId, height: number, producer: NodeId): void;
}

/**
 * What is beyond dispute: the chain up to `root`, from which everything descends that anybody mines on, holds back or still
 * has to hear of. As the root rises, blocks are counted and let go, so that memory is bounded by what is open.
 */
export class Settlement {
  root: BlockId = 0;
  private readonly ring: BlockRing;
  private readonly retained: number;
  private readonly listener: SettlementListener;
  /** Blocks of the chain by height, the last ones up to the root. */
  private readonly chain: Int32Array;
  private readonly chainMask: number;
  private path = new Int32Array(256);
  /** Dead blocks higher than the root: stale once the chain is as high. */
  private higher: { block: BlockId; height: number; producer: NodeId }[] = [];

  /** @param retained heights under the root that are kept, for rules that look back */
  constructor(ring: BlockRing, retained: number, listener: SettlementListener) {
    this.ring = ring;
    this.retained = retained;
    this.listener = listener;
    let size = 64;
    while (size <= retained + 1) size *= 2;
    this.chain = new Int32Array(size);
    this.chainMask = size - 1;
  }

  /** The ancestor at a height of at most `retained` under the root. */
  ancestor(block: BlockId, height: number): BlockId {
    const { ring, root, chain, chainMask } = this;
    const { heights, parents, mask } = ring;
    const rootHeight = heights[root & mask]!;
    if (height <= rootHeight && block >= root) {
      if (height < rootHeight - this.retained || height < 0) {
        throw new RangeError(`height ${height} is further back than the ${this.retained} heights that are kept`);
      }
      return chain[height & chainMask]!;
    }
    while (heights[block & mask]! > height) block = parents[block & mask]!;
    return block;
  }

  /** Everything that is still open descends from this block. */
  raise(root: BlockId): void {
    if (root === this.root) return;
    const { ring, chain, chainMask } = this;
    this.emit(root, ring.heights[root & ring.mask]!, root);
    this.root = root;
    const lowest = ring.heights[root & ring.mask]! - this.retained;
    ring.oldest = lowest <= 0 ? 0 : chain[lowest & chainMask]!;
  }

  /** The run is over: the chain ends in `tip`, and what is not on it up to its height is stale. */
  finish(tip: BlockId): void {
    const { ring } = this;
    this.emit(tip, ring.heights[tip & ring.mask]!, ring.next - 1);
  }

  /** Counts the chain from above the root to `tip`, and what else was made up to block `last`, up to this height. */
  private emit(tip: BlockId, height: number, last: BlockId): void {
    const { ring, listener, chain, chainMask } = this;
    const { heights, producers, times, mask } = ring;
    const length = this.walk(tip);
    let step = length - 1;
    this.higher = this.higher.filter((dead) => {
      if (dead.height > height) return true;
      listener.stale(dead.block, dead.height, dead.producer);
      return false;
    });
    for (let block = this.root + 1; block <= last; block++) {
      const at = block & mask;
      const own = heights[at]!;
      if (step >= 0 && this.path[step] === block) {
        chain[own & chainMask] = block;
        listener.canonical(block, own, producers[at]!, times[at]!);
        step--;
      } else if (own <= height) listener.stale(block, own, producers[at]!);
      else this.higher.push({ block, height: own, producer: producers[at]! });
    }
  }

  /** Puts the chain from `tip` down to above the root into `path`; its length. */
  private walk(tip: BlockId): number {
    const { parents, mask } = this.ring;
    let length = 0;
    for (let at = tip; at > this.root; at = parents[at & mask]!) {
      if (length === this.path.length) {
        const wider = new Int32Array(2 * length);
        wider.set(this.path);
        this.path = wider;
      }
      this.path[length++] = at;
    }
    return length;
  }
}
