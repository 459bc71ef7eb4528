const INITIAL_CAPACITY = 16;
/** Beyond this the index arithmetic of a node's children would leave the range of int32. */
const MAX_CAPACITY = 0x1fffffff;

/**
 * A 4-ary heap of records (time, a, b) in typed arrays, ordered by (time, sequence of insertion).
 *
 * Heap positions hold the key and the number of the record's slot; the sequence number stays in the slot and is read only
 * when two keys are equal. `slots` is a permutation of all slot numbers: those at and beyond `size` are free.
 */
export class FourAryHeap {
  size = 0;
  /** Times in heap order; `times[0]` is the earliest when `size > 0`. */
  times = new Float64Array(INITIAL_CAPACITY);
  /** Payload of slot s: a at 2s, b at 2s + 1. */
  payloads = new Int32Array(2 * INITIAL_CAPACITY);
  private slots = identity(INITIAL_CAPACITY);
  private sequences = new Float64Array(INITIAL_CAPACITY);
  private nextSequence = 0;

  push(time: number, a: number, b: number): void {
    if (this.size === this.times.length) this.grow();
    const { times, slots } = this;
    let position = this.size++;
    const slot = slots[position];
    this.payloads[2 * slot] = a;
    this.payloads[2 * slot + 1] = b;
    this.sequences[slot] = this.nextSequence++;
    // The new record is the youngest, so it never passes one of its own time: no sequence number is read here.
    while (position > 0) {
      const parent = (position - 1) >> 2;
      const parentTime = times[parent];
      if (time >= parentTime) break;
      times[position] = parentTime;
      slots[position] = slots[parent];
      position = parent;
    }
    times[position] = time;
    slots[position] = slot;
  }

  /**
   * Removes the earliest record; the heap must not be empty. Read its time from `times[0]` beforehand.
   * @returns its slot; the slot's payload stays readable until the next push
   */
  take(): number {
    const { times, slots } = this;
    const taken = slots[0];
    const last = --this.size;
    if (last > 0) this.siftDown(times[last], slots[last], last);
    else this.nextSequence = 0;
    slots[last] = taken;
    return taken;
  }

  clear(): void {
    this.size = 0;
    this.nextSequence = 0;
  }

  /** Puts (time, slot) where it belongs, from the root of the heap's first `count` positions. */
  private siftDown(time: number, slot: number, count: number): void {
    const { times, slots, sequences } = this;
    let position = 0;
    for (;;) {
      const first = 4 * position + 1;
      if (first >= count) break;
      const end = first + 4 < count ? first + 4 : count;
      let best = first;
      let bestTime = times[first];
      for (let child = first + 1; child < end; child++) {
        const childTime = times[child];
        if (childTime < bestTime || (childTime === bestTime && sequences[slots[child]] < sequences[slots[best]])) {
          best = child;
          bestTime = childTime;
        }
      }
      if (time < bestTime || (time === bestTime && sequences[slot] < sequences[slots[best]])) break;
      times[position] = bestTime;
      slots[position] = slots[best];
      position = best;
    }
    times[position] = time;
    slots[position] = slot;
  }

  private grow(): void {
    const capacity = Math.min(2 * this.size, MAX_CAPACITY);
    if (capacity === this.size) throw new RangeError(`more than ${MAX_CAPACITY} events pending in a heap`);
    const { times, payloads, slots, sequences } = this;
    this.times = new Float64Array(capacity);
    this.times.set(times);
    this.payloads = new Int32Array(2 * capacity);
    this.payloads.set(payloads);
    this.sequences = new Float64Array(capacity);
    this.sequences.set(sequences);
    this.slots = identity(capacity);
    this.slots.set(slots);
  }
}

function identity(length: number): Int32Array {
  const numbers = new Int32Array(length);
  for (let i = 0; i < length; i++) numbers[i] = i;
  return numbers;
}
