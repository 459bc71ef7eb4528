import type { NodeId, Observer, Time, Value, ViewCause } from '../contract.js';

/** One copy of a message: from, to, kind, when it was sent and when it arrives (null: it is lost), in microseconds. */
export type Transmission = readonly [NodeId, NodeId, number, Time, Time | null];

/** Everything that is drawn of a stretch of time. Times in microseconds. */
export interface SpaceTime {
  readonly from: Time;
  readonly to: Time;
  readonly transmissions: readonly Transmission[];
  /** Node, timer and time of each timer that ran out. */
  readonly timeouts: readonly (readonly [NodeId, number, Time])[];
  /** Node, height, value and time. */
  readonly decisions: readonly (readonly [NodeId, number, Value, Time])[];
  /** Node, height, view, leader (−1: none known), time, and why the view began. */
  readonly views: readonly (readonly [NodeId, number, number, NodeId, Time, ViewCause])[];
  /** Whether more was sent than is kept. */
  readonly truncated: boolean;
}

const MOST_TRANSMISSIONS = 4_000;

/** Keeps what is sent, decided and given up in a stretch of time. */
export class SpaceTimeRecorder implements Observer {
  readonly from: Time;
  readonly to: Time;
  private readonly transmissions: Transmission[] = [];
  private readonly timeouts: (readonly [NodeId, number, Time])[] = [];
  private readonly decisions: (readonly [NodeId, number, Value, Time])[] = [];
  private readonly views: (readonly [NodeId, number, number, NodeId, Time, ViewCause])[] = [];
  private truncated = false;

  /** @param to just before it the stretch ends */
  constructor(from: Time, to: Time) {
    this.from = from;
    this.to = to;
  }

  /** A message counts when any part of its way lies in the stretch. */
  onTransmit(time: Time, from: NodeId, to: NodeId, kind: number, arrival: Time): void {
    if (time >= this.to || (arrival === Infinity ? time : arrival) < this.from) return;
    if (this.transmissions.length >= MOST_TRANSMISSIONS) this.truncated = true;
    else this.transmissions.push([from, to, kind, time, arrival === Infinity ? null : arrival]);
  }

  onDecide(time: Time, node: NodeId, height: number, value: Value): void {
    if (this.holds(time)) this.decisions.push([node, height, value, time]);
  }

  /** Views that began before the stretch are kept too: the last of them reach into it. */
  onEnterView(time: Time, node: NodeId, height: number, view: number, leader: NodeId, cause: ViewCause): void {
    if (time < this.to) this.views.push([node, height, view, leader, time, cause]);
  }

  /** A timer of a node has run out; to be called by whoever traces the run's events. */
  expire(time: Time, node: NodeId, timer: number): void {
    if (this.holds(time)) this.timeouts.push([node, timer, time]);
  }

  /** What was kept, the stretch ending no later than `end`. */
  until(end: Time): SpaceTime {
    const { from, transmissions, timeouts, decisions, truncated } = this;
    const to = Math.min(this.to, end);
    return { from, to, transmissions, timeouts, decisions, views: this.viewsInside(), truncated };
  }

  private holds(time: Time): boolean {
    return time >= this.from && time < this.to;
  }

  /** By node the last view before the stretch, and all within it. */
  private viewsInside(): SpaceTime['views'] {
    const last = new Map<NodeId, Time>();
    for (const [node, , , , time] of this.views) if (time <= this.from) last.set(node, time);
    return this.views.filter(([node, , , , time]) => time > this.from || time === last.get(node));
  }
}
