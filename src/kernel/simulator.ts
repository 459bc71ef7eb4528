import { Digest } from './digest.js';
import { EventQueue } from './event-queue.js';
import { MessageTable } from './message-table.js';
import { TimerTable } from './timer-table.js';

/** What the kernel drives: a node, or whatever stands in front of it. */
export interface Port {
  deliver(kind: number, body: unknown, from: number): void;
  timeout(timer: number, key: number): void;
}

/** Takes messages for any port. */
export interface Switchboard {
  deliver(to: number, kind: number, body: unknown, from: number): void;
}

/** Sees every event as it is carried out: its index, time in microseconds, node, sender (−1 for a timer) and kind. */
export type Trace = (index: number, time: number, node: number, from: number, kind: number) => void;

/**
 * Why a run ended: `stopped` by its own condition, or by a limit (`pending`: on what is under way, before memory runs out),
 * or with nothing left to happen.
 */
export type Ending = 'stopped' | 'time' | 'events' | 'pending' | 'idle';

const TIMER = -1;
const ACTION = -2;
/** Events that may be pending, of some 12 bytes each. */
const MOST_PENDING = 200_000_000;
/** Messages that may be under way, however many nodes each goes to; their bodies weigh far more than an event. */
const MOST_MESSAGES = 10_000_000;
/** The sender that stands in the digest for a timer. */
const NOBODY = -1;

/**
 * The event loop. Order is (time, order of scheduling) and nothing else. Three sorts of event: a message's arrival at a
 * port, a timer, and an action of the world around the nodes (a driver, a fault); all are two int32 in the queue.
 */
export class Simulator {
  now = 0;
  events = 0;
  readonly ports: Port[] = [];
  readonly digest = new Digest();
  trace: Trace | undefined;
  /** Called whenever `run` comes to its end. */
  whenStill: (() => void) | undefined;
  private readonly queue = new EventQueue();
  private readonly messages = new MessageTable();
  private readonly timers = new TimerTable();
  private readonly actions: ((() => void) | undefined)[] = [];
  private readonly freeActions: number[] = [];
  private limit: { readonly time: number; readonly events: number } = { time: 0, events: 0 };
  private stopping = false;
  private overfull = false;
  /** Timers are told from messages in the digest by numbering them after the message kinds. */
  private readonly firstTimerKind: number;
  private readonly quietKind: number;
  private switchboard: Switchboard | undefined;
  private firstSwitched = Infinity;

  /**
   * @param messageKinds how many kinds of message there are
   * @param quietKind a kind whose arrivals stand in the digest only by what follows from them; −1: there is none
   */
  constructor(messageKinds: number, quietKind = -1) {
    this.firstTimerKind = messageKinds;
    this.quietKind = quietKind;
  }

  /** Events that are still to come, those of cancelled timers included. */
  get pending(): number {
    return this.queue.size;
  }

  /** From now on messages of kinds from this one on go to one that takes them all, and not to the ports. */
  switchFrom(kind: number, switchboard: Switchboard): void {
    this.firstSwitched = kind;
    this.switchboard = switchboard;
  }

  /** Keeps a message's body until `copies` of it have been delivered; the handle goes to `deliverAt` or `deliverMany`. */
  message(kind: number, from: number, body: unknown, copies: number): number {
    const place = this.messages.add(kind, from, body, copies);
    // Places are used again, so that a place this high means as many messages under way.
    if (place >= MOST_MESSAGES) this.overfull = true;
    return place;
  }

  /** Schedules the arrival of a message; `time` is whole microseconds, not before now. */
  deliverAt(time: number, to: number, message: number): void {
    this.queue.push(time, to, message);
  }

  /** Schedules the arrivals of one message at `count` ports. */
  deliverMany(count: number, times: Float64Array, destinations: Int32Array, message: number): void {
    this.queue.pushMany(count, times, destinations, message);
    if (this.queue.size > MOST_PENDING) this.overfull = true;
  }

  setTimer(port: number, timer: number, key: number, time: number): void {
    this.queue.push(time, TIMER, this.timers.set(port, timer, key));
  }

  cancelTimer(port: number, timer: number, key: number): void {
    this.timers.cancel(port, timer, key);
  }

  /** Runs an action of the world later; meant for rare events. */
  schedule(time: number, action: () => void): void {
    const place = this.freeActions.pop() ?? this.actions.length;
    this.actions[place] = action;
    this.queue.push(time, ACTION, place);
  }

  /** Ends the run after the event under way. */
  stop(): void {
    this.stopping = true;
  }

  get isStopping(): boolean {
    return this.stopping;
  }

  /** Messages that have not arrived at all whom they go to. */
  get messagesUnderWay(): number {
    return this.messages.count;
  }

  /** When the next event may come that is pending now, or the time at which the run pauses. */
  clearUntil(): number {
    return Math.min(this.queue.peekTime(), this.limit.time);
  }

  /** Whether so many events more stay within what the run may carry out. */
  allows(events: number): boolean {
    return this.events + events < this.limit.events;
  }

  /** Lets it be that time, and counts the arrival of a message that somebody carries out without the queue. */
  note(time: number, to: number, from: number, kind: number): void {
    this.now = time;
    if (kind !== this.quietKind) this.digest.update(time, to, from, kind);
    if (this.trace) this.trace(this.events, time, to, from, kind);
    this.events++;
  }

  /**
   * Runs until stopped, until nothing is left, until the next event would lie beyond `time` (the clock is then set to
   * it), until `events` have been carried out, or until more is under way than memory is meant for. Called again, it goes on
   * where it ended.
   */
  run(limit: { readonly time: number; readonly events: number }): Ending {
    this.limit = limit;
    const ending = this.carryOut(limit);
    this.whenStill?.();
    return ending;
  }

  private carryOut(limit: { readonly time: number; readonly events: number }): Ending {
    const { queue } = this;
    const isTimed = limit.time < Infinity;
    while (!this.stopping) {
      if (this.overfull) return 'pending';
      if (this.events >= limit.events) return 'events';
      // An event is not taken before its time, so that the run can be resumed.
      if (isTimed && queue.size > 0 && queue.peekTime() > limit.time) {
        this.now = limit.time;
        return 'time';
      }
      if (!queue.pop()) return 'idle';
      this.now = queue.time;
      if (queue.a >= 0) this.arrive(queue.a, queue.b);
      else if (queue.a === TIMER) this.expire(queue.b);
      else this.act(queue.b);
    }
    return 'stopped';
  }

  private arrive(to: number, message: number): void {
    const { messages } = this;
    const kind = messages.kind(message);
    const from = messages.sender(message);
    const body = messages.body(message);
    messages.release(message);
    if (kind !== this.quietKind) this.digest.update(this.now, to, from, kind);
    if (this.trace) this.trace(this.events, this.now, to, from, kind);
    this.events++;
    if (kind >= this.firstSwitched) this.switchboard!.deliver(to, kind, body, from);
    else this.ports[to]!.deliver(kind, body, from);
  }

  private expire(place: number): void {
    const { timers } = this;
    const port = timers.owner(place);
    const timer = timers.name(place);
    const key = timers.key(place);
    if (!timers.expire(place)) return;
    this.digest.update(this.now, port, NOBODY, this.firstTimerKind + timer);
    if (this.trace) this.trace(this.events, this.now, port, NOBODY, this.firstTimerKind + timer);
    this.events++;
    this.ports[port]!.timeout(timer, key);
  }

  private act(place: number): void {
    const action = this.actions[place]!;
    this.actions[place] = undefined;
    this.freeActions.push(place);
    this.events++;
    action();
  }
}
