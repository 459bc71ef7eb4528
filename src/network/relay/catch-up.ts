import type { BlockId, NodeId, Time } from '../../contract.js';
import type { BlockTree } from '../../ledger/block-tree.js';

/** How long news is waited for where a request is waited for without end. */
const DEFAULT_PATIENCE: Time = 20_000_000;

interface Return {
  /** Those asked for their tips who have not answered. */
  readonly silent: Set<NodeId>;
  readonly asked: number;
  /** Tips that it was told of in answer and had not. */
  readonly wanted: Set<BlockId>;
  /** Height of the highest of these. */
  height: number;
  /** When it goes on with what it has. */
  deadline: Time;
}

/**
 * Nodes that are back from a crash and do not know yet what they missed. As in Bitcoin's initial block download a node mines
 * nothing meanwhile: not before somebody whom it asked has told it of a tip, and it has the tips told so far and all that these
 * build on. Who has got no answer, or no more of what it missed, for as long as a request may take goes on with what it has:
 * those it asks may be off themselves.
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
    const silent = new Set(asked);
    const deadline = this.later(endpoint);
    this.returns.set(endpoint, { silent, asked: silent.size, wanted: new Set(), height: 0, deadline });
  }

  /** Somebody has said that it has a block; the first word of whoever was asked is its answer. */
  toldOf(endpoint: number, block: BlockId, by: NodeId): void {
    const back = this.returns.size > 0 ? this.returns.get(endpoint) : undefined;
    if (!back?.silent.delete(by) || this.tree.has(endpoint, block)) return;
    back.wanted.add(block);
    back.height = Math.max(back.height, this.tree.height(block));
    back.deadline = this.later(endpoint);
  }

  /** A block has come whole. What is new to everybody is nothing that was missed. */
  got(endpoint: number, block: BlockId): void {
    const back = this.returns.size > 0 ? this.returns.get(endpoint) : undefined;
    if (back && this.tree.height(block) <= back.height) back.deadline = this.later(endpoint);
  }

  /** Whether an endpoint knows what it missed, as far as others tell it. */
  isOver(endpoint: number): boolean {
    const back = this.returns.get(endpoint);
    if (!back) return true;
    const isAnswered = back.asked === 0 || back.silent.size < back.asked;
    const isCaughtUp = isAnswered && [...back.wanted].every((block) => this.tree.has(endpoint, block));
    if (!isCaughtUp && this.now(endpoint) < back.deadline) return false;
    this.returns.delete(endpoint);
    return true;
  }

  private later(endpoint: number): Time {
    return this.now(endpoint) + this.patience;
  }
}
