/**
 * How long the branches are between which a coalition and all others are divided. Mostly a branch is as long as it has blocks, or
 * proofs of work; where a block takes several proofs, which lie beside the chain until it names them, those known for the last
 * block count as the protocol says, and a proof that makes a branch longer is worth keeping back.
 */
import type { BehaviourSetting, BlockId, BlockView } from '../contract.js';

/** How far below a fork proofs are remembered. */
const MEMORY = 64;

/** Where the chains that end in two blocks part. */
export function lastCommon(blocks: BlockView, a: BlockId, b: BlockId): BlockId {
  while (a !== b) {
    if (blocks.height(a) >= blocks.height(b)) a = blocks.parent(a);
    else b = blocks.parent(b);
  }
  return a;
}

export class BranchLengths {
  private readonly setting: Omit<BehaviourSetting, 'shared'>;
  /** By block: proofs for it that the coalition knows, and those among them that all know. */
  private readonly known = new Map<BlockId, number>();
  private readonly told = new Map<BlockId, number>();

  constructor(setting: Omit<BehaviourSetting, 'shared'>) {
    this.setting = setting;
  }

  /** Whether blocks take several proofs each. */
  get ofProofs(): boolean {
    return this.setting.protocol.mining?.branchLength !== undefined;
  }

  /** Whether a block is somebody's move: it makes the chain longer, as a fruit or a microblock does not. */
  isMove(block: BlockId): boolean {
    return this.upTo(block) > this.upTo(this.setting.blocks.parent(block));
  }

  /** Whether a block lies beside the chain, as a fruit does: it makes none longer. */
  isBeside(block: BlockId): boolean {
    const { blocks } = this.setting;
    const parent = blocks.parent(block);
    return blocks.height(block) === (this.ofProofs ? blocks.height(parent) : this.upTo(parent));
  }

  /** Up to a block, whatever is known on top of it. */
  upTo(block: BlockId): number {
    return this.with(block, 0);
  }

  /** Of the chain that ends in this block, with what the coalition knows, or what all do. */
  of(tip: BlockId, by: 'coalition' | 'all'): number {
    return this.with(tip, this.proofsFor(tip, by));
  }

  /** The coalition knows of one more proof. @returns whether it makes the branch longer */
  learn(proof: BlockId): boolean {
    return this.count(proof, this.known);
  }

  /** All know of one more proof. @returns whether it makes the branch longer */
  tell(proof: BlockId): boolean {
    return this.count(proof, this.told);
  }

  /** Whether proofs for a block make the branch longer that ends in it. */
  grows(block: BlockId): boolean {
    return this.ofProofs && this.with(block, 1) > this.with(block, 0);
  }

  /** How long a branch is published with this proof: by as many proofs for its block, or by the block that names it. */
  needed(proof: BlockId, tip: BlockId): number {
    const block = this.setting.blocks.parent(proof);
    const told = this.proofsFor(block, 'all');
    const [before, after] = [this.with(block, told), this.with(block, told + 1)];
    if (after > before) return after;
    return block === tip && !this.grows(block) ? before : before + 1;
  }

  /** Forgets proofs for blocks far below. */
  forget(fork: BlockId): void {
    if (this.known.size < 4 * MEMORY) return;
    const { blocks } = this.setting;
    const lowest = blocks.height(fork) - MEMORY;
    for (const counts of [this.known, this.told])
      for (const block of counts.keys()) if (blocks.height(block) < lowest) counts.delete(block);
  }

  private proofsFor(block: BlockId, by: 'coalition' | 'all'): number {
    return (by === 'all' ? this.told : this.known).get(block) ?? 0;
  }

  private with(block: BlockId, proofs: number): number {
    const { blocks, protocol, protocolParams } = this.setting;
    const { mining } = protocol;
    if (mining?.branchLength) return mining.branchLength(blocks, block, proofs, protocolParams as never);
    return mining?.proofs?.(blocks, block) ?? blocks.height(block);
  }

  private count(proof: BlockId, counts: Map<BlockId, number>): boolean {
    const block = this.setting.blocks.parent(proof);
    const before = counts.get(block) ?? 0;
    counts.set(block, before + 1);
    return this.with(block, before + 1) > this.with(block, before);
  }
}
