/**
 * A few records (time, a, b) in the order of (time, sequence of insertion): arrays kept sorted, latest first, so that the
 * earliest record is taken off the end. Up to some dozens of records this beats any heap.
 */
export class SortedList {
  size = 0;
  readonly capacity: number;
  /** Payload of slot s: a at 2s, b at 2s + 1. */
  readonly payloads: Int32Array;
  /** Times, latest first; the earliest is at `size - 1`. */
  private readonly times: Float64Array;
  /** Slots of the records in the same order; those at and beyond `size` are the free ones. */
  private readonly slots: Int32Array;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.payloads = new Int32Array(2 * capacity);
    this.times = new Float64Array(capacity);
    this.slots = Int32Array.from({ length: capacity }, (_, slot) => slot);
  }

  /** Adds a record; the list must not be full. */
  push(time: number, a: number, b: number): void {
    const { times, slots, payloads } = this;
    let position = this.size++;
    const slot = slots[position];
    payloads[2 * slot] = a;
    payloads[2 * slot + 1] = b;
    // The new record leaves after those of its own time.
    while (position > 0 && times[position - 1] <= time) {
      times[position] = times[position - 1];
      slots[position] = slots[position - 1];
      position--;
    }
    times[position] = time;
    slots[position] = slot;
  }

  /** Time of the earliest record; the list must not be empty. */
  firstTime(): number {
    return this.times[this.size - 1];
  }

  /** Removes the earliest record; the list must not be empty. Returns its slot, whose payload stays until the next push. */
  take(): number {
    return this.slots[--this.size];
  }

  clear(): void {
    this.size = 0;
  }
}
