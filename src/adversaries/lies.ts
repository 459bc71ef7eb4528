import type { BlockDraft, BlockId, NodeContext, Protocol, Value } from '../contract.js';
import { WrappedContext } from '../host/wrapped-context.js';
import { Slots } from './slots.js';
import { restated, statementOf } from './statements.js';

/** One lie a message: liars who know of no other salt tell the same one. */
const SALT = 1;

/**
 * What a coalition says in the place of the truth, so that all its members tell the same lie: a proposal has one rival for
 * the whole run, and a vote for it towards the deceived is a vote for the rival; any other statement has one in its slot.
 */
export class Lies {
  private readonly protocol: Protocol;
  private readonly rivals = new Rivals();
  private readonly told = new Slots(() => new Map<number, number>());

  constructor(protocol: Protocol) {
    this.protocol = protocol;
  }

  /** What the deceived hear instead of this message; its kind can be altered. */
  insteadOf(kind: string, body: unknown, me: NodeContext): unknown {
    const { protocol, rivals } = this;
    const truth = statementOf(protocol, kind, body);
    // Another behaviour of the same node has lied before.
    if (truth && rivals.include(truth.value)) return body;
    const told = truth && this.told.of(truth);
    const known = truth && (rivals.of(truth.value) ?? told!.get(truth.value));
    const again = known === undefined ? undefined : restated(protocol, kind, body, known);
    if (again !== undefined) return again;
    const forger = new Forger(me, rivals);
    const lie = protocol.forge![kind]!(body as never, SALT, forger);
    const untruth = truth && statementOf(protocol, kind, lie);
    if (untruth && untruth.value !== truth.value) {
      if (forger.made === untruth.value) rivals.add(truth.value, untruth.value);
      else told!.set(truth.value, untruth.value);
    }
    return lie;
  }
}

/** Proposed values and blocks, and those that were made to stand in their place. */
class Rivals {
  private readonly byTruth = new Map<number, number>();
  private readonly made = new Set<number>();

  add(truth: number, rival: number): void {
    this.byTruth.set(truth, rival);
    this.made.add(rival);
  }

  of(truth: number): number | undefined {
    return this.byTruth.get(truth);
  }

  include(value: number): boolean {
    return this.made.has(value);
  }
}

/** The door through which a lie is made: it notes what is made in the place of what, and makes no second rival. */
class Forger extends WrappedContext {
  /** What was made last. */
  made: number | undefined;
  private readonly rivals: Rivals;
  private lookedAt: Value = 0;
  private batch: readonly Value[] | undefined;

  constructor(inner: NodeContext, rivals: Rivals) {
    super(inner);
    this.rivals = rivals;
  }

  override contents(value: Value): readonly Value[] {
    this.lookedAt = value;
    return (this.batch = this.inner.contents(value));
  }

  override propose(contents: readonly Value[]): Value {
    const isRival = contents === this.batch && this.lookedAt > 0;
    const known = isRival ? this.rivals.of(this.lookedAt) : undefined;
    if (known !== undefined) return known;
    this.made = this.inner.propose(contents);
    if (isRival) this.rivals.add(this.lookedAt, this.made);
    return this.made;
  }

  override mint(parent: BlockId, draft?: BlockDraft): BlockId {
    return (this.made = this.inner.mint(parent, draft));
  }
}
