import type { NodeId, Time } from '../contract.js';

/** What is promised about delays, and who chooses them before the promise holds. */
export interface SynchronyTerms {
  /** Global stabilisation time: from here on delays are bounded. */
  readonly gst: Time;
  /** The bound, above 0. */
  readonly delta: Time;
  readonly before: 'adversarial' | 'random';
}

/**
 * Partial synchrony (Dwork, Lynch and Stockmeyer, "Consensus in the Presence of Partial Synchrony", J. ACM 35 (1988),
 * the model in which the bound holds from an unknown time on): what is sent at `gst` or later takes at most `delta`,
 * and what was sent before arrives by `gst + delta`. Nothing is lost here.
 *
 * Before `gst` with `before: 'random'`, a message arrives at a time drawn uniformly between the one that the latency law
 * gives and `gst + delta`.
 *
 * Before `gst` with `before: 'adversarial'`, time is cut into epochs of `delta`. In each epoch a fair coin per node puts
 * it on one of two sides. A message sent within one side takes what the latency law says; one sent across the sides is
 * held until exactly `gst + delta`. So the scheduler can keep any set of nodes from hearing the others, show them
 * different messages in different orders, let a quorum form on one side while the other side misses it, and hand over
 * everything late and at once. All of it happens by chance and not by design: it does not look into messages, does not
 * know the protocol, and does not treat two messages that a node sends to another in one epoch differently. It cannot
 * drop, forge, duplicate or reorder messages beyond what the law's own delays and the holding do, and in an epoch in
 * which all coins agree it does nothing.
 */
export class Synchrony {
  private readonly gst: Time;
  private readonly delta: Time;
  private readonly adversarial: boolean;
  private readonly draw: (x: number, y: number) => number;

  /**
   * @param draw a pure function to [0, 1), keyed by epoch and node
   * @throws when delta is not above 0 or gst is negative
   */
  constructor(terms: SynchronyTerms, draw: (x: number, y: number) => number) {
    if (!(terms.delta > 0)) throw new Error(`synchrony: delta is ${terms.delta} us and must be above 0`);
    if (!(terms.gst >= 0)) throw new Error(`synchrony: gst is ${terms.gst} us and must be at least 0`);
    this.gst = terms.gst;
    this.delta = terms.delta;
    this.adversarial = terms.before === 'adversarial';
    this.draw = draw;
  }

  /** The latest time at which something sent at `sentAt` arrives. */
  bound(sentAt: Time): Time {
    return Math.max(sentAt, this.gst) + this.delta;
  }

  /**
   * When a message arrives, in microseconds and not rounded; from `sentAt` to `bound(sentAt)`.
   * @param delay what the latency law, and transfer where there is any, say: at least 0
   * @param u a uniform draw in (0, 1) of this message, independent of the one behind `delay`; used only before gst
   * @throws when the bound does not hold, which a delay that is negative or not a number brings about
   */
  arrival(sentAt: Time, delay: number, from: NodeId, to: NodeId, u: number): number {
    const bound = this.bound(sentAt);
    const lawful = Math.min(sentAt + delay, bound);
    const time = sentAt >= this.gst ? lawful : this.delayed(sentAt, lawful, bound, from, to, u);
    if (!(time >= sentAt && time <= bound)) {
      throw new Error(
        `synchrony: sent at ${sentAt} us with delay ${delay} us, due by ${bound} us, arrives at ${time} us`,
      );
    }
    return time;
  }

  private delayed(sentAt: Time, lawful: number, bound: Time, from: NodeId, to: NodeId, u: number): number {
    if (!this.adversarial) return Math.min(lawful + u * (bound - lawful), bound);
    const epoch = Math.floor(sentAt / this.delta);
    return this.draw(epoch, from) < 0.5 === this.draw(epoch, to) < 0.5 ? lawful : bound;
  }
}
