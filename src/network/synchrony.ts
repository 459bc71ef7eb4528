import type { NodeId, Time } from '../contract.js';
import type { Scheduler } from './scheduler.js';

/** What is promised about delays. */
export interface SynchronyTerms {
  /** Global stabilisation time: from here on delays are bounded. */
  readonly gst: Time;
  /** The bound, above 0. */
  readonly delta: Time;
}

const NOTHING = { kind: -1, body: undefined };

/**
 * Partial synchrony (Dwork, Lynch and Stockmeyer, "Consensus in the Presence of Partial Synchrony", J. ACM 35 (1988),
 * the model in which the bound holds from an unknown time on): what is sent at `gst` or later takes at most `delta`,
 * and what was sent before arrives by `gst + delta`. Nothing is lost here.
 *
 * A scheduler chooses within that what each message takes: nothing, what the latency law says, or as long as is allowed
 * (before `gst` until exactly `gst + delta`, after it `delta`). Without a scheduler, a message sent before `gst` arrives at a
 * time drawn uniformly between the one that the law gives and `gst + delta`.
 */
export class Synchrony {
  private readonly gst: Time;
  private readonly delta: Time;
  private readonly scheduler: Scheduler | undefined;

  /** @throws when delta is not above 0 or gst is negative */
  constructor(terms: SynchronyTerms, scheduler?: Scheduler) {
    if (!(terms.delta > 0)) throw new Error(`synchrony: delta is ${terms.delta} us and must be above 0`);
    if (!(terms.gst >= 0)) throw new Error(`synchrony: gst is ${terms.gst} us and must be at least 0`);
    this.gst = terms.gst;
    this.delta = terms.delta;
    this.scheduler = scheduler;
  }

  /** The latest time at which something sent at `sentAt` arrives. */
  bound(sentAt: Time): Time {
    return Math.max(sentAt, this.gst) + this.delta;
  }

  /**
   * When a message arrives, in microseconds and not rounded; from `sentAt` to `bound(sentAt)`.
   * @param delay what the latency law, and transfer where there is any, say: at least 0
   * @param u a uniform draw in (0, 1) of this message, independent of the one behind `delay`
   * @throws when the bound does not hold, which a delay that is negative or not a number brings about
   */
  arrival(
    sentAt: Time,
    delay: number,
    from: NodeId,
    to: NodeId,
    u: number,
    message: { readonly kind: number; readonly body: unknown } = NOTHING,
  ): number {
    const bound = this.bound(sentAt);
    const lawful = Math.min(sentAt + delay, bound);
    const time = this.chosen(sentAt, lawful, bound, from, to, u, message);
    if (!(time >= sentAt && time <= bound)) {
      throw new Error(
        `synchrony: sent at ${sentAt} us with delay ${delay} us, due by ${bound} us, arrives at ${time} us`,
      );
    }
    return time;
  }

  private chosen(
    sentAt: Time,
    lawful: number,
    bound: Time,
    from: NodeId,
    to: NodeId,
    u: number,
    { kind, body }: { readonly kind: number; readonly body: unknown },
  ): number {
    const { scheduler } = this;
    const early = sentAt < this.gst;
    if (!scheduler) return early ? Math.min(lawful + u * (bound - lawful), bound) : lawful;
    if (!early && !scheduler.actsAfterGst) return lawful;
    const treatment = scheduler.treat(sentAt, from, to, kind, body);
    if (treatment === 'soon') return sentAt;
    return treatment === 'late' ? bound : lawful;
  }
}
