import { assertSchedulable } from './event-time.js';
import { RadixWheel } from './radix-wheel.js';
import { SortedList } from './sorted-list.js';

const { floor } = Math;
const MAX_TIME = Number.MAX_SAFE_INTEGER;
/** A sorted list is faster while few events are pending; the gap between the two keeps the queue from changing to and fro. */
const WHEEL_FROM = 48;
const LIST_BELOW = 12;

/**
 * The pending events of a run, in the total order (time, sequence of scheduling): events of one time leave in the order in
 * which they were scheduled.
 *
 * An event is (time, a, b): an integer number of microseconds up to 2^53 - 1 and two int32 whose meaning is the caller's. The
 * queue is monotone: nothing may be scheduled before the time of the last event popped. It is a sorted list while small and a
 * radix wheel when large; both give the same order.
 */
export class EventQueue {
  /** The last event popped; time 0 before any was. */
  time = 0;
  a = 0;
  b = 0;
  private readonly list = new SortedList(WHEEL_FROM);
  private wheel: RadixWheel | undefined;
  private dense = false;

  /** Number of pending events. */
  get size(): number {
    return this.dense ? this.wheel!.size : this.list.size;
  }

  /**
   * Schedules an event.
   * @param time microseconds, an integer, at least the time of the last event popped
   * @throws RangeError when `time` is earlier than that, or not a safe integer, or when memory's limits are met
   */
  push(time: number, a: number, b: number): void {
    if (this.dense) this.wheel!.push(time, a, b);
    else this.pushSparse(time, a, b);
  }

  /**
   * Schedules (times[i], destinations[i], b) for each i in [0, count), as that many calls of push would.
   * @throws RangeError as push does; the events before the faulty one stay scheduled
   */
  pushMany(count: number, times: Float64Array, destinations: Int32Array, b: number): void {
    if (!this.dense && this.list.size + count >= WHEEL_FROM) this.becomeDense();
    if (this.dense) this.wheel!.pushMany(count, times, destinations, b);
    else for (let i = 0; i < count; i++) this.pushSparse(times[i], destinations[i], b);
  }

  /** Takes the earliest event into `time`, `a` and `b`; false, and no change, when there is none. */
  pop(): boolean {
    if (this.dense) return this.popDense();
    const { list } = this;
    if (list.size === 0) return false;
    this.time = list.firstTime();
    const slot = list.take();
    this.a = list.payloads[2 * slot];
    this.b = list.payloads[2 * slot + 1];
    return true;
  }

  /** Time of the earliest event, Infinity when there is none. */
  peekTime(): number {
    if (this.dense) return this.wheel!.peekTime();
    return this.list.size > 0 ? this.list.firstTime() : Infinity;
  }

  /** Back to the state of a new queue, at time 0; the memory is kept for reuse. */
  clear(): void {
    this.time = 0;
    this.a = 0;
    this.b = 0;
    this.dense = false;
    this.list.clear();
    this.wheel?.clear();
  }

  private pushSparse(time: number, a: number, b: number): void {
    if (!(time >= this.time && time <= MAX_TIME && floor(time) === time)) assertSchedulable(time, this.time);
    this.list.push(time, a, b);
    if (this.list.size === WHEEL_FROM) this.becomeDense();
  }

  private popDense(): boolean {
    const wheel = this.wheel!;
    const index = wheel.take();
    if (index < 0) return false;
    const { words } = wheel.arena;
    this.time = wheel.eraStart + words[index];
    this.a = words[index + 1];
    this.b = words[index + 2];
    if (wheel.size < LIST_BELOW) this.becomeSparse();
    return true;
  }

  private becomeDense(): void {
    const { list } = this;
    const wheel = (this.wheel ??= new RadixWheel());
    wheel.startAt(this.time);
    while (list.size > 0) {
      const time = list.firstTime();
      const slot = list.take();
      wheel.push(time, list.payloads[2 * slot], list.payloads[2 * slot + 1]);
    }
    this.dense = true;
  }

  private becomeSparse(): void {
    const { list } = this;
    const wheel = this.wheel!;
    while (wheel.size > 0) {
      const index = wheel.take();
      const { words } = wheel.arena;
      list.push(wheel.eraStart + words[index], words[index + 1], words[index + 2]);
    }
    this.dense = false;
  }
}
