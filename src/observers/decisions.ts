import type { NodeId, Time, Value } from '../contract.js';
import type { ValueBook } from '../ledger/value-book.js';
import { FinalityTimes } from './finality-times.js';
import type { CanonicalBlock, Outcome, OutcomeListeners, Units } from './outcome.js';
import { Samples } from './samples.js';

export interface DecisionsOptions {
  readonly book: ValueBook;
  readonly correct: readonly boolean[];
  /** Nodes whose decision makes a quorum: all but as many as may be faulty. */
  readonly quorum: number;
  readonly target: number;
  readonly listeners: OutcomeListeners;
}

/** The outcome of protocols that decide: a list of values, and how far along it each correct node is. */
export class Decisions implements Outcome {
  readonly latencies = new Samples();
  readonly finality: FinalityTimes;
  private readonly book: ValueBook;
  private readonly correct: readonly boolean[];
  private correctCount: number;
  private readonly target: number;
  private readonly listeners: OutcomeListeners;
  private readonly heights: Int32Array;
  private readonly values: Value[] = [];
  private readonly decidedAt: Time[] = [];
  private readonly proposals: Value[] = [];
  private reached = 0;

  constructor({ book, correct, quorum, target, listeners }: DecisionsOptions) {
    this.book = book;
    this.finality = new FinalityTimes(correct, quorum);
    this.correct = correct;
    this.correctCount = correct.filter(Boolean).length;
    this.target = target;
    this.listeners = listeners;
    this.heights = new Int32Array(correct.length);
  }

  get decisions(): number {
    return this.values.length;
  }

  onPropose(_time: Time, _node: NodeId, value: Value): void {
    this.proposals.push(value);
  }

  onDecide(time: Time, node: NodeId, height: number, value: Value): void {
    if (!this.correct[node]) return;
    const requests = this.book.contents(value);
    if (value > 0) this.latencies.add(time - this.bornAt(value, requests));
    if (value > 0 && height > this.heights[node]!) this.finality.add(time, value, height, this.book.time(value));
    if (height === this.values.length + 1) {
      this.values.push(value);
      this.decidedAt.push(time);
      this.listeners.settled({ id: value, height, producer: this.book.proposer(value) });
      // The last answer brings no further request, so that a run's messages are those of its own decisions.
      if (height < this.target) this.listeners.answered(requests);
    }
    this.heights[node] = Math.max(this.heights[node]!, height);
    if (height === this.target && ++this.reached === this.correctCount) this.listeners.reached();
  }

  onCorrupt(_time: Time, node: NodeId): void {
    this.correctCount--;
    this.finality.withdraw(this.heights[node]!);
    if (this.heights[node]! >= this.target) this.reached--;
    if (this.correctCount > 0 && this.reached === this.correctCount) this.listeners.reached();
  }

  agreedHeight(): number {
    let least = Infinity;
    this.correct.forEach((correct, node) => {
      if (correct) least = Math.min(least, this.heights[node]!);
    });
    return Number.isFinite(least) ? least : 0;
  }

  canonical(upTo: number): CanonicalBlock[] {
    return this.values.slice(0, upTo).map((value, i) => {
      const producer = this.book.proposer(value);
      return { id: value, height: i + 1, producer, appointed: producer, time: this.decidedAt[i]! };
    });
  }

  /**
   * Proposals that lost: never decided, and older than the last one that was. Younger ones may stand on it, and be decided
   * after it: where proposals follow each other before the first is decided, some are always under way. So rivals of the
   * very last one that are no older are not counted.
   */
  stale(upTo: number): NodeId[] {
    const last = this.values.slice(0, upTo).findLast((value) => value > 0);
    if (last === undefined) return [];
    const end = this.book.time(last);
    const decided = new Set(this.values);
    return this.proposals
      .filter((value) => !decided.has(value) && this.book.time(value) < end)
      .map((value) => this.book.proposer(value));
  }

  units(upTo: number): Units {
    return { canonical: this.canonical(upTo), lost: this.stale(upTo) };
  }

  private bornAt(value: Value, requests: readonly Value[]): Time {
    let earliest = this.book.time(value);
    for (const request of requests) earliest = Math.min(earliest, this.book.time(request));
    return earliest;
  }
}
