import type { BlockId, BlockView, NodeId, Value } from '../contract.js';
import { changeOfChain } from './change-of-chain.js';
import { ValueSet } from './value-set.js';

/** Blocks between two full tables of what a chain confirms. */
const SPAN = 64;
const UNKNOWN: NodeId = -1;

class Contents {
  readonly waiting = new Map<Value, NodeId>();
  readonly bySender = new Map<NodeId, number>();
  readonly confirmed = new ValueSet();
}
/** What all pools hold that never held anything; it is never written to. */
const NOTHING = new Contents();

/**
 * What one node knows of the transactions: those that wait, and those that its chain confirms. Where there are none, a pool
 * takes no memory, for there may be a million nodes.
 */
export class Mempool {
  private contents: Contents = NOTHING;

  /** Waiting transactions with the node that sent each (−1: not known), in the order in which they came. */
  get waiting(): ReadonlyMap<Value, NodeId> {
    return this.contents.waiting;
  }

  /** How many each sender has waiting; absent when none. */
  get bySender(): ReadonlyMap<NodeId, number> {
    return this.contents.bySender;
  }

  private get own(): Contents {
    if (this.contents === NOTHING) this.contents = new Contents();
    return this.contents;
  }

  get size(): number {
    return this.waiting.size;
  }

  /** Whether the transaction is new: neither waiting nor confirmed. */
  add(value: Value, sender: NodeId = UNKNOWN): boolean {
    const { waiting, bySender, confirmed } = this.own;
    if (waiting.has(value) || confirmed.has(value)) return false;
    waiting.set(value, sender);
    bySender.set(sender, (bySender.get(sender) ?? 0) + 1);
    return true;
  }

  /** Whether the chain confirms this transaction. */
  confirms(value: Value): boolean {
    return this.contents.confirmed.has(value);
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
    const { left, joined } = changeOfChain(blocks, from, to);
    for (const block of left) {
      const senders = sendersOf?.(block);
      for (const [place, value] of blocks.contents(block).entries()) {
        this.own.confirmed.delete(value);
        this.add(value, senders?.[place]);
      }
    }
    for (const block of joined) this.confirmAll(blocks.contents(block));
  }

  private confirmAll(values: readonly Value[]): void {
    for (let i = 0; i < values.length; i++) this.confirm(values[i]!);
  }

  private confirm(value: Value): void {
    const { waiting, bySender, confirmed } = this.own;
    confirmed.add(value);
    const sender = waiting.get(value);
    if (sender === undefined) return;
    waiting.delete(value);
    const left = bySender.get(sender)! - 1;
    if (left === 0) bySender.delete(sender);
    else bySender.set(sender, left);
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
