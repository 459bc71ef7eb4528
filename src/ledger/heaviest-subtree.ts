import type { BlockId, BlockView } from '../contract.js';

/**
 * Where the greedy walk from genesis ends that goes on to the child with the most work in its subtree, the one that got there
 * first on a tie; kept up block by block. A block on the tip costs one step; any other, as many as its branch and the chain are
 * long since they parted. What is kept grows with the blocks off the chain only.
 */
export class HeaviestSubtree {
  private readonly blocks: BlockView;
  private head: BlockId = 0;
  /**
   * Work of the blocks below a block that can be reached without going along the chain: all its descendants, if it stands off
   * the chain. Absent: none.
   */
  private readonly aside = new Map<BlockId, number>();
  /** Of a block off the chain that has children: the one where the walk would go on. */
  private readonly heir = new Map<BlockId, BlockId>();
  /** One bit a block: whether it has been taken in. */
  private taken = new Uint32Array(16);

  constructor(blocks: BlockView) {
    this.blocks = blocks;
  }

  get tip(): BlockId {
    return this.head;
  }

  /** Takes in a block whose parent has been taken in, once however often it is told; the tip afterwards. */
  add(block: BlockId): BlockId {
    const { blocks } = this;
    if (!this.take(block)) return this.head;
    if (blocks.parent(block) === this.head) return (this.head = block);
    const work = this.ownWork(block);
    // Up the branch to the fork, and down the chain from the tip to the same height.
    let branch = block;
    let fork = blocks.parent(block);
    let main = this.head;
    let onMain = 0;
    for (;;) {
      while (blocks.height(main) > blocks.height(fork) + 1) {
        onMain += this.ownWork(main) + this.below(main);
        main = blocks.parent(main);
      }
      if (blocks.height(main) > blocks.height(fork) && blocks.parent(main) === fork) break;
      // The blocks in between were taken in before its memory was lost.
      if (fork === this.head) return (this.head = this.descend(branch));
      this.aside.set(fork, this.below(fork) + work);
      this.inherit(fork, branch);
      branch = fork;
      fork = blocks.parent(fork);
    }
    onMain += this.ownWork(main) + this.below(main);
    this.aside.set(fork, this.below(fork) + work);
    if (this.weight(branch) > onMain) this.turn(fork, main, branch);
    return this.head;
  }

  private take(block: BlockId): boolean {
    const word = block >>> 5;
    if (word >= this.taken.length) {
      const larger = new Uint32Array(2 * word);
      larger.set(this.taken);
      this.taken = larger;
    }
    const bit = 1 << (block & 31);
    if ((this.taken[word]! & bit) !== 0) return false;
    this.taken[word]! |= bit;
    return true;
  }

  /** Work of a block off the chain and of all its descendants. */
  private weight(block: BlockId): number {
    return this.ownWork(block) + this.below(block);
  }

  private below(block: BlockId): number {
    return this.aside.get(block) ?? 0;
  }

  private ownWork(block: BlockId): number {
    const { blocks } = this;
    return blocks.totalWork(block) - blocks.totalWork(blocks.parent(block));
  }

  private inherit(parent: BlockId, child: BlockId): void {
    const heir = this.heir.get(parent);
    if (heir === undefined || this.weight(child) > this.weight(heir)) this.heir.set(parent, child);
  }

  private keep(block: BlockId, aside: number): void {
    if (aside > 0) this.aside.set(block, aside);
    else this.aside.delete(block);
  }

  /** The chain leaves `main` for `branch`, both children of `fork`. */
  private turn(fork: BlockId, main: BlockId, branch: BlockId): void {
    const { blocks } = this;
    let left = this.weight(this.head);
    for (let at = this.head; at !== main;) {
      const parent = blocks.parent(at);
      this.keep(parent, this.below(parent) + left);
      this.heir.set(parent, at);
      left = this.weight(parent);
      at = parent;
    }
    this.keep(fork, this.below(fork) - this.weight(branch) + left);
    this.head = this.descend(branch);
  }

  /** The end of the chain from here on, which the blocks on the way join. */
  private descend(from: BlockId): BlockId {
    let at = from;
    for (let next = this.heir.get(at); next !== undefined; next = this.heir.get(at)) {
      this.keep(at, this.below(at) - this.weight(next));
      this.heir.delete(at);
      at = next;
    }
    return at;
  }
}
