import type { NodeContext, NodeId, SizeFacts, Value } from '../contract.js';
import { byzantineFaults, byzantineQuorum } from './quorum.js';

/** Most values in one message. */
const MOST = 500;

/** Decided values with their commit certificates, from sequence number `first` on. */
export interface Certified {
  readonly first: number;
  readonly values: readonly Value[];
}

/** What a node has decided, from sequence number 1 on without gaps, for those that lag behind. */
export class DecidedLog {
  private readonly values: Value[] = [];

  get length(): number {
    return this.values.length;
  }

  /** @returns its sequence number */
  add(value: Value): number {
    return this.values.push(value);
  }

  /** What a node lacks that has decided `length` values; undefined: nothing. */
  beyond(length: number): Certified | undefined {
    if (length >= this.values.length) return undefined;
    return { first: length + 1, values: this.values.slice(length, length + MOST) };
  }

  /** What of these comes next here. */
  continuedBy({ first, values }: Certified): readonly Value[] {
    const skip = this.values.length + 1 - first;
    return skip < 0 ? [] : values.slice(skip);
  }
}

/** Size on the wire: digests, and the commits of a quorum for each. */
export function certifiedBytes({ values }: Certified, { n }: SizeFacts): number {
  return 200 + values.length * (100 + 64 * byzantineQuorum(n, byzantineFaults(n)));
}

/** Whether this node is among the f + 1 after one that lags, who answer it: at least one of them is correct. */
export function helps(lagging: NodeId, me: NodeContext): boolean {
  const distance = (me.id - lagging + me.n) % me.n;
  return distance > 0 && distance <= me.f + 1;
}

/** Another node, drawn at random; only where there is one. */
export function anotherNode(me: NodeContext): NodeId {
  return (me.id + 1 + Math.floor(me.random() * (me.n - 1))) % me.n;
}
