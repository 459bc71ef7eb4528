import type { DoubleVote, NodeId, Time, Value } from '../contract.js';

const NOBODY = -1;
const NOTHING: readonly Value[] = [];
const NO_PROOFS: readonly DoubleVote[] = [];

/** Handles of requests and of proposed batches. Handle 0 is the null value, which nobody proposes and all know. */
export class ValueBook {
  private readonly proposers: NodeId[] = [NOBODY];
  private readonly contentsOf: (readonly Value[] | undefined)[] = [NOTHING];
  private readonly times: Time[] = [0];
  /** Of requests that say something. */
  private readonly payloads = new Map<Value, unknown>();

  /** Of the batches that prove something. */
  private readonly proofsOf = new Map<Value, readonly DoubleVote[]>();

  /** A client's request made now, with what it says. */
  request(now: Time, payload?: unknown): Value {
    const value = this.add(NOBODY, undefined, now);
    if (payload !== undefined) this.payloads.set(value, payload);
    return value;
  }

  /** What a request says; undefined where it is no more than a request. */
  payload(value: Value): unknown {
    return this.payloads.get(value);
  }

  /** A batch of requests proposed by a node now, with what it proves. */
  propose(node: NodeId, contents: readonly Value[], now: Time, proofs = NO_PROOFS): Value {
    const value = this.add(node, contents, now);
    if (proofs.length > 0) this.proofsOf.set(value, proofs);
    return value;
  }

  /** Double votes that a batch proves. */
  proofs(value: Value): readonly DoubleVote[] {
    return this.proofsOf.get(value) ?? NO_PROOFS;
  }

  /** Number of handles given out, the null value included. */
  get size(): number {
    return this.times.length;
  }

  isRequest(value: Value): boolean {
    return value > 0 && value < this.times.length && this.contentsOf[value] === undefined;
  }

  /** Who proposed it; −1 for a request, the null value, or a handle never given out. */
  proposer(value: Value): NodeId {
    return this.proposers[value] ?? NOBODY;
  }

  contents(value: Value): readonly Value[] {
    return this.contentsOf[value] ?? NOTHING;
  }

  /** When it was requested or proposed. */
  time(value: Value): Time {
    return this.times[value]!;
  }

  private add(proposer: NodeId, contents: readonly Value[] | undefined, now: Time): Value {
    this.proposers.push(proposer);
    this.contentsOf.push(contents);
    this.times.push(now);
    return this.times.length - 1;
  }
}
