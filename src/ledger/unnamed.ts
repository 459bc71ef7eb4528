import type { BlockId, BlockView } from '../contract.js';

/** What hangs beside the chain, such as fruits, and is named by no block of it yet; in the order in which it was heard of. */
export class Unnamed {
  readonly waiting = new Set<BlockId>();

  add(block: BlockId): void {
    this.waiting.add(block);
  }

  /** Goes over from one chain to another: what only the old one names waits again, what the new one names waits no longer. */
  follow(blocks: BlockView, from: BlockId, to: BlockId): void {
    const joined: BlockId[] = [];
    let left = from;
    for (let right = to; left !== right;) {
      if (blocks.height(right) > blocks.height(left)) {
        joined.push(right);
        right = blocks.parent(right);
        continue;
      }
      for (const named of blocks.references(left)) this.waiting.add(named);
      left = blocks.parent(left);
    }
    for (const block of joined) for (const named of blocks.references(block)) this.waiting.delete(named);
  }
}
