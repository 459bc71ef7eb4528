/**
 * Lock monotonicity: at one height, a truthful node's lock goes to higher views only, and in one view it stays on one value.
 * A lock may change its value in a higher view; that is the protocol's own unlock rule, which agreement judges by its fruit.
 */
import type { Invariant, Judge, JudgeView, NodeId, Time, Value, Verdict } from '../contract.js';
import { clock, nodeAt, slotInWords, voteInWords } from './wording.js';

/** A node's locks are kept for so many heights after it has decided them. */
const KEPT = 64;

interface Lock {
  readonly view: number;
  readonly value: number;
  readonly time: Time;
}

class LockMonotonicity implements Judge {
  private readonly view: JudgeView;
  /** By node, then by height. */
  private readonly locks: Map<number, Lock>[];
  private locked = false;
  private violation: Verdict | undefined;

  constructor(view: JudgeView) {
    this.view = view;
    this.locks = view.truthful.map(() => new Map<number, Lock>());
  }

  onLock(time: Time, node: NodeId, height: number, view: number, value: number): void {
    if (this.violation || !this.view.truthful[node]) return;
    this.locked = true;
    const before = this.locks[node]!.get(height);
    if (before && (view < before.view || (view === before.view && value !== before.value))) {
      const now = `on ${voteInWords(value)} in ${slotInWords({ height, view })}`;
      const then = `on ${voteInWords(before.value)} in ${slotInWords({ height, view: before.view })}`;
      const witness = `${nodeAt(node, time)} locks ${now}, after a lock ${then} at ${clock(before.time)}`;
      this.violation = { is: 'violated', witness, at: time };
    }
    this.locks[node]!.set(height, { view, value, time });
  }

  onDecide(_time: Time, node: NodeId, height: number, _value: Value): void {
    if (height > KEPT) this.locks[node]!.delete(height - KEPT);
  }

  verdict(_end: Time): Verdict {
    if (this.violation) return this.violation;
    return this.locked ? { is: 'holds' } : { is: 'unknown', why: 'no truthful node ever locked anything' };
  }
}

const locks: Invariant = {
  name: 'locks',
  describe: 'No truthful node locks at a lower view than before, nor on another value in the same view of a height',
  sort: 'safety',
  make: (view) => new LockMonotonicity(view),
};

export default locks;
