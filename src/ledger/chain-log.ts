import type { BlockId, NodeContext, Value } from '../contract.js';

/** One node's output of a chain whose headers hold the `value` that a block decides, and the requests that wait for it. */
export class ChainLog {
  /** The newest decided block, and its height. */
  tip: BlockId = 0;
  height = 0;
  private readonly waiting = new Set<Value>();

  add(request: Value): void {
    this.waiting.add(request);
  }

  /** The requests that have waited longest and stand in no block on the way to `parent`; at most so many. */
  batch(parent: BlockId, most: number, { blocks }: NodeContext): Value[] {
    const batch: Value[] = [];
    if (this.waiting.size === 0) return batch;
    const pending = new Set<Value>();
    for (let at = parent; blocks.height(at) > this.height; at = blocks.parent(at)) {
      for (const request of blocks.contents(at)) pending.add(request);
    }
    for (const request of this.waiting) {
      if (batch.length === most) break;
      if (!pending.has(request)) batch.push(request);
    }
    return batch;
  }

  /** Decides a block and its undecided ancestors, in their order; whether there was anything to decide. */
  decideThrough(block: BlockId, me: NodeContext): boolean {
    const { blocks } = me;
    if (blocks.height(block) <= this.height) return false;
    const fresh: BlockId[] = [];
    for (let at = block; blocks.height(at) > this.height; at = blocks.parent(at)) fresh.push(at);
    for (const next of fresh.reverse()) {
      for (const request of blocks.contents(next)) this.waiting.delete(request);
      me.decide(++this.height, blocks.header(next).value);
    }
    this.tip = block;
    // Whoever is asked for blocks learns from it which ones are known.
    me.adopt(block);
    return true;
  }
}
