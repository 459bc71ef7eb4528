import type { NodeId, Observer, Time, Value, ViewCause } from '../contract.js';
import { SpaceTimeRecorder, type SpaceTime, type Transmission } from './space-time.js';

/** Messages that are kept, by the number of pairs of nodes: of the opening, and before and after the first view change. */
const OPENING = (pairs: number): number => 60 + 3 * pairs;
const BEFORE = (pairs: number): number => 20 + 2 * pairs;
const AFTER = (pairs: number): number => 60 + 4 * pairs;
/** Timeouts and decisions that are kept from before it. */
const EVENTS = 200;
/** Heights after whose decision the opening has shown enough. */
const HEIGHTS = 2;

/**
 * What is worth drawing of a run: its opening, and what happened around the first view that nodes gave up. Neither is known
 * beforehand, so that the latest messages are always kept.
 */
export class Highlights implements Observer {
  private readonly pairs: number;
  private opening: SpaceTimeRecorder | undefined = new SpaceTimeRecorder(0, Infinity);
  private openingSent = 0;
  private readonly stretches: SpaceTime[] = [];
  /** The latest messages, until a view is given up; and what else happened meanwhile. */
  private readonly latest: Transmission[] = [];
  private readonly events: ((recorder: SpaceTimeRecorder) => void)[] = [];
  private change: SpaceTimeRecorder | undefined;
  private changeSent = 0;
  private isChangeShown = false;
  /** The view that each node is in, as it was entered. */
  private readonly views = new Map<
    NodeId,
    [height: number, view: number, leader: NodeId, time: Time, cause: ViewCause]
  >();

  /** @param n nodes */
  constructor(n: number) {
    this.pairs = n * n;
  }

  onTransmit(time: Time, from: NodeId, to: NodeId, kind: number, arrival: Time): void {
    if (this.opening) {
      this.opening.onTransmit(time, from, to, kind, arrival);
      if (++this.openingSent >= OPENING(this.pairs)) this.closeOpening(time + 1);
    }
    if (this.change) {
      this.change.onTransmit(time, from, to, kind, arrival);
      if (++this.changeSent >= AFTER(this.pairs)) this.closeChange(time + 1);
    } else if (!this.isChangeShown) {
      this.latest.push([from, to, kind, time, arrival === Infinity ? null : arrival]);
      const most = BEFORE(this.pairs);
      if (this.latest.length > 2 * most) this.latest.splice(0, most);
    }
  }

  onDecide(time: Time, node: NodeId, height: number, value: Value): void {
    this.opening?.onDecide(time, node, height, value);
    this.change?.onDecide(time, node, height, value);
    this.remember((recorder) => recorder.onDecide(time, node, height, value));
    if (this.opening && height > HEIGHTS) this.closeOpening(time + 1);
  }

  onEnterView(time: Time, node: NodeId, height: number, view: number, leader: NodeId, cause: ViewCause): void {
    if (cause === 'timeout' && !this.change && !this.isChangeShown) this.openChange();
    this.views.set(node, [height, view, leader, time, cause]);
    this.opening?.onEnterView(time, node, height, view, leader, cause);
    this.change?.onEnterView(time, node, height, view, leader, cause);
  }

  /** A timer of a node has run out. */
  expire(time: Time, node: NodeId, timer: number): void {
    this.opening?.expire(time, node, timer);
    this.change?.expire(time, node, timer);
    this.remember((recorder) => recorder.expire(time, node, timer));
  }

  private remember(event: (recorder: SpaceTimeRecorder) => void): void {
    if (this.change || this.isChangeShown) return;
    this.events.push(event);
    if (this.events.length > 2 * EVENTS) this.events.splice(0, EVENTS);
  }

  /** The stretches in the order of time; the opening alone when it shows the change too. */
  result(end: Time): SpaceTime[] {
    this.closeOpening(end + 1);
    this.closeChange(end + 1);
    const [opening, change] = this.stretches;
    return opening && change && change.to <= opening.to ? [opening] : this.stretches;
  }

  private openChange(): void {
    const before = this.latest.slice(-BEFORE(this.pairs));
    const from = before[0]?.[3] ?? 0;
    this.change = new SpaceTimeRecorder(from, Infinity);
    for (const [node, [height, view, leader, time, cause]] of this.views) {
      this.change.onEnterView(time, node, height, view, leader, cause);
    }
    for (const [sender, to, kind, time, arrival] of before)
      this.change.onTransmit(time, sender, to, kind, arrival ?? Infinity);
    // What lies before the stretch is left out by the recorder.
    for (const event of this.events) event(this.change);
    this.isChangeShown = true;
  }

  private closeOpening(to: Time): void {
    if (this.opening) this.stretches.unshift(this.opening.until(to));
    this.opening = undefined;
  }

  private closeChange(to: Time): void {
    if (this.change) this.stretches.push(this.change.until(to));
    this.change = undefined;
  }
}
