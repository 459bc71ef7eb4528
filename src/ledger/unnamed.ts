import type { BlockId, BlockView } from '../contract.js';
import { changeOfChain } from './change-of-chain.js';

/** What hangs beside the chain, such as fruits, and is named by no block of it yet; in the order in which it was heard of. */
export class Unnamed {
  readonly waiting = new Set<BlockId>();

  add(block: BlockId): void {
    this.waiting.add(block);
  }

  /** Goes over from one chain to another: what only the old one names waits again, what the new one names waits no longer. */
  follow(blocks: BlockView, from: BlockId, to: BlockId): void {
    const { left, joined } = changeOfChain(blocks, from, to);
    for (const block of left) for (const named of blocks.references(block)) this.waiting.add(named);
    for (const block of joined) for (const named of blocks.references(block)) this.waiting.delete(named);
  }
}
