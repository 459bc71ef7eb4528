import type { BlockId, BlockView, NodeContext, Value } from '../contract.js';

/** One node's log under a protocol that decides blocks of a chain, and the requests that no decided block holds yet. */
export class DecidedChain {
  /** The last decided block. */
  tip: BlockId = 0;
  /** In the order in which they came. */
  private readonly waiting = new Set<Value>();
  private height = 0;

  add(request: Value): void {
    this.waiting.add(request);
  }

  /**
   * Decides a block and those of its ancestors that are not decided yet, parents first; whether there were any. A block's
   * header holds the handle of its batch as `value`.
   */
  commit(block: BlockId, me: NodeContext): boolean {
    const { blocks } = me;
    const fresh: BlockId[] = [];
    for (let at = block; blocks.height(at) > this.height; at = blocks.parent(at)) fresh.push(at);
    if (fresh.length === 0) return false;
    for (const at of fresh.reverse()) {
      for (const request of blocks.contents(at)) this.waiting.delete(request);
      me.decide(blocks.height(at), blocks.header(at).value);
    }
    this.tip = block;
    this.height = blocks.height(block);
    // Whoever lacks blocks asks for those above the last one it has decided.
    me.adopt(block);
    return true;
  }

  /** The requests that have waited longest and that no undecided block up to `parent` holds, at most `most`. */
  batch(parent: BlockId, most: number, me: NodeContext): Value[] {
    const { blocks } = me;
    const taken = new Set<Value>();
    for (let at = parent; !this.holds(at, blocks); at = blocks.parent(at)) {
      for (const request of blocks.contents(at)) taken.add(request);
    }
    const batch: Value[] = [];
    for (const request of this.waiting) {
      if (batch.length === most) break;
      if (!taken.has(request)) batch.push(request);
    }
    return batch;
  }

  private holds(block: BlockId, blocks: BlockView): boolean {
    const height = blocks.height(block);
    return height <= this.height && blocks.ancestor(this.tip, height) === block;
  }
}
