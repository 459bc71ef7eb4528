import type { BlockId, NodeId, Time } from '../../contract.js';
import type { BlockTree } from '../../ledger/block-tree.js';

/** How long news is waited for where a request is waited for without end. */
const DEFAULT_PATIENCE: Time = 20_000_000;

interface Return {
  /** Those asked for their tips who have not answered. */
  readonly silent: Set<NodeId>;
  /** Tips that it was told of and had not. */
  readonly wanted: Set<BlockId>;
  /** When it goes on with what it has. */
  deadline: Time;
}

/**
 * Nodes that are back from a crash and do not know yet what they missed. As in Bitcoin's initial block download a node mines
 * nothing meanwhile: not before it has the tips of all whom it has asked, and all that these build on. Who has neither got a
 * block nor an answer for as long as a request may take goes on with what it has: those it asks may be off themselves.
 */
export class CatchUp {
  private readonly tree: BlockTree;
  private readonly patience: Time;
  private readonly now: (endpoint: number) => Time;
  private readonly returns = new Map<number, Return>();

  /** @param options when a request times out; null: never */
  constructor(options: { readonly tree: BlockTree; readonly requestTimeout: Time | null }, now: CatchUp['now']) {
    this.tree = options.tree;
    this.patience = options.requestTimeout ?? DEFAULT_PATIENCE;
    this.now = now;
  }

  begin(endpoint: number, asked: Iterable<NodeId>): void {
    this.returns.set(endpoint, { silent: new Set(asked), wanted: new Set(), deadline: this.later(endpoint) });
  }

  /** Somebody has said that it has a block. */
  toldOf(endpoint: number, block: BlockId, by: NodeId): void {
    const back = this.returns.size > 0 ? this.returns.get(endpoint) : undefined;
    if (!back) return;
    back.silent.delete(by);
    if (!this.tree.has(endpoint, block)) back.wanted.add(block);
    back.deadline = this.later(endpoint);
  }

  /** A block has come whole. */
  got(endpoint: number): void {
    const back = this.returns.size > 0 ? this.returns.get(endpoint) : undefined;
    if (back) back.deadline = this.later(endpoint);
  }

  /** Whether an endpoint knows what it missed, as far as others tell it. */
  isOver(endpoint: number): boolean {
    const back = this.returns.get(endpoint);
    if (!back) return true;
    const isCaughtUp = back.silent.size === 0 && [...back.wanted].every((block) => this.tree.has(endpoint, block));
    if (!isCaughtUp && this.now(endpoint) < back.deadline) return false;
    this.returns.delete(endpoint);
    return true;
  }

  private later(endpoint: number): Time {
    return this.now(endpoint) + this.patience;
  }
}
