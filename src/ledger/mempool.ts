import type { BlockId, BlockView, NodeId, Value } from '../contract.js';
import { ValueSet } from './value-set.js';

/** Blocks between two full tables of what a chain confirms. */
const SPAN = 64;
const UNKNOWN: NodeId = -1;

/** What one node knows of the transactions: those that wait, and those that its chain confirms. */
export class Mempool {
  /** Waiting transactions with the node that sent each (−1: not known), in the order in which they came. */
  readonly waiting = new Map<Value, NodeId>();
  /** How many each sender has waiting; absent when none. */
  readonly bySender = new Map<NodeId, number>();
  private readonly confirmed = new ValueSet();

  get size(): number {
    return this.waiting.size;
  }

  /** Whether the transaction is new: neither waiting nor confirmed. */
  add(value: Value, sender: NodeId = UNKNOWN): boolean {
    if (this.waiting.has(value) || this.confirmed.has(value)) return false;
    this.waiting.set(value, sender);
    this.bySender.set(sender, (this.bySender.get(sender) ?? 0) + 1);
    return true;
  }

  /** Whether the chain confirms this transaction. */
  confirms(value: Value): boolean {
    return this.confirmed.has(value);
  }

  /** The transactions that have waited longest, at most this many; they stay until a block confirms them. */
  oldest(most: number): Value[] {
    const values: Value[] = [];
    for (const value of this.waiting.keys()) {
      if (values.length === most) break;
      values.push(value);
    }
    return values;
  }

  /** The transaction of this sender that has waited longest. */
  oldestOf(sender: NodeId): Value | undefined {
    if (!this.bySender.has(sender)) return undefined;
    for (const [value, from] of this.waiting) if (from === sender) return value;
    return undefined;
  }

  /** The oldest transaction of a node that has one waiting, then the oldest of all, with their senders. */
  batch(first: NodeId, most: number, onePerSender: boolean): { contents: Value[]; senders: NodeId[] } {
    const entries = [...this.waiting];
    entries.unshift(
      ...entries.splice(
        entries.findIndex(([, sender]) => sender === first),
        1,
      ),
    );
    const present = new Set<NodeId>();
    const taken = entries.filter(([, sender]) => !onePerSender || (!present.has(sender) && present.add(sender)));
    taken.length = Math.min(most, taken.length);
    return { contents: taken.map(([value]) => value), senders: taken.map(([, sender]) => sender) };
  }

  /**
   * Goes over from one chain to another: what only the old one confirmed waits again, what the new one confirms waits no
   * longer. `sendersOf` names the senders of a block's contents, in their order.
   */
  follow(blocks: BlockView, from: BlockId, to: BlockId, sendersOf?: (block: BlockId) => ArrayLike<NodeId>): void {
    if (blocks.parent(to) === from) return this.confirmAll(blocks.contents(to));
    const joined: BlockId[] = [];
    let left = from;
    for (let right = to; left !== right;) {
      if (blocks.height(right) > blocks.height(left)) {
        joined.push(right);
        right = blocks.parent(right);
        continue;
      }
      const senders = sendersOf?.(left);
      for (const [place, value] of blocks.contents(left).entries()) {
        this.confirmed.delete(value);
        this.add(value, senders?.[place]);
      }
      left = blocks.parent(left);
    }
    for (const block of joined) this.confirmAll(blocks.contents(block));
  }

  private confirmAll(values: readonly Value[]): void {
    for (let i = 0; i < values.length; i++) this.confirm(values[i]!);
  }

  private confirm(value: Value): void {
    this.confirmed.add(value);
    const sender = this.waiting.get(value);
    if (sender === undefined) return;
    this.waiting.delete(value);
    const left = this.bySender.get(sender)! - 1;
    if (left === 0) this.bySender.delete(sender);
    else this.bySender.set(sender, left);
  }
}

/** Whether a block confirms a transaction twice, or one that its own chain has confirmed before: a replay. */
export function replays(blocks: BlockView, block: BlockId): boolean {
  const contents = blocks.contents(block);
  if (contents.length === 0) return false;
  const fresh = new Set(contents);
  if (fresh.size !== contents.length) return true;
  let at = blocks.parent(block);
  for (; blocks.height(at) % SPAN !== 0; at = blocks.parent(at)) {
    if (blocks.contents(at).some((value) => fresh.has(value))) return true;
  }
  const before = confirmedUpTo(blocks, at);
  return contents.some((value) => before.has(value));
}

/** Everything that the chain confirms up to a block whose height is a multiple of `SPAN`; never written to. */
function confirmedUpTo(blocks: BlockView, block: BlockId): ValueSet {
  return blocks.derive('confirmed', block, () => {
    if (blocks.height(block) === 0) return new ValueSet();
    const values: Value[] = [];
    let at = block;
    do {
      values.push(...blocks.contents(at));
      at = blocks.parent(at);
    } while (blocks.height(at) % SPAN !== 0);
    const confirmed = confirmedUpTo(blocks, at).copy();
    for (const value of values) confirmed.add(value);
    return confirmed;
  });
}
