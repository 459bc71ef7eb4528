import { CHUNK_RECORDS, CHUNK_SHIFT, ChunkArena, RECORD_WORDS } from './chunk-arena.js';
import { assertSchedulable } from './event-time.js';
import { FourAryHeap } from './four-ary-heap.js';
import { SortedRun } from './sorted-run.js';

const { clz32 } = Math;
// Local copies: an imported constant is loaded and checked at each use, a module's own is compiled in.
const SHIFT = CHUNK_SHIFT;
const MASK = CHUNK_RECORDS - 1;
const WORDS = RECORD_WORDS;
const SLOTS = 1024;
const SLOT_MASK = SLOTS - 1;
const LEVELS = 3;
/** First slot of levels 1 and 2 in the arrays that hold all levels one after the other. */
const LEVEL_1 = SLOTS;
const LEVEL_2 = 2 * SLOTS;
/** Span of one slot of level 1 (also of the whole of level 0), and of level 2, in ticks. */
const SPAN_1 = 0x400;
const SPAN_2 = 0x100000;
/** Ticks in an era, the span of the whole wheel: 2^30 us, 17.9 minutes. */
const ERA_TICKS = 0x40000000;

/**
 * A monotone radix wheel: three levels of 1024 slots at 1 us, FIFO lists of chunks in the slots, and a heap for the events
 * of later eras. Records leave in the order of (time, sequence of insertion). A well-filled slot of level 1 is not spread
 * over level 0 but sorted in place, which is faster; level 0 then takes only what is pushed into the current 1024 ticks.
 *
 * Time is cut into eras of 2^30 ticks; `cursor` is the current tick within the era. A record's level is where its tick first
 * differs from the cursor, ten bits at a time. Nothing is ever earlier than the cursor, hence the first occupied slot of the
 * lowest occupied level holds the earliest records. Insertion order is kept because a range of ticks is spread to a lower
 * level (in order) at the very moment from which new records for that range go to the lower level.
 *
 * Cf. R. K. Ahuja, K. Mehlhorn, J. B. Orlin, R. E. Tarjan, «Faster algorithms for the shortest path problem», JACM 37 (1990),
 * for radix heaps; G. Varghese, A. Lauck, «Hashed and hierarchical timing wheels», SOSP 1987.
 */
export class RadixWheel {
  /** Records in the wheel and beyond its horizon. */
  size = 0;
  /** Time of the era's first tick, microseconds. A taken record's time is `eraStart + words[index]`. */
  eraStart = 0;
  readonly arena = new ChunkArena();
  private readonly run = new SortedRun(this.arena);
  private cursor = 0;
  /** Of slot s: position of the next record to read at 2s, of the next to write at 2s + 1 (0 when the slot is empty). */
  private readonly ends = new Int32Array(2 * LEVELS * SLOTS);
  /** One bit for each slot, and above it one bit for each non-zero word of the level. */
  private readonly occupied = new Int32Array((LEVELS * SLOTS) / 32);
  private readonly summaries = new Int32Array(LEVELS);
  private readonly far = new FourAryHeap();
  /** What the last peek has learnt of a slot above level 0: the earliest tick of its records before `peekedUpTo`. */
  private peekedSlot = 0;
  private peekedUpTo = 0;
  private peekedTick = 0;

  /** Sets the current time of an empty wheel. */
  startAt(time: number): void {
    this.eraStart = Math.floor(time / ERA_TICKS) * ERA_TICKS;
    this.cursor = (time - this.eraStart) | 0;
    this.peekedSlot = 0;
  }

  push(time: number, a: number, b: number): void {
    const offset = time - this.eraStart;
    const tick = offset | 0;
    if (tick === offset && tick >= this.cursor && tick < ERA_TICKS) this.place(tick, a, b);
    else this.pushFar(time, a, b);
    this.size++;
  }

  /** Pushes (times[i], destinations[i], b) for i in [0, count). */
  pushMany(count: number, times: Float64Array, destinations: Int32Array, b: number): void {
    for (let i = 0; i < count; i++) this.push(times[i], destinations[i], b);
  }

  /**
   * Removes the earliest record and makes its time the current one.
   * @returns the index of its tick in `arena.words`, valid until the next push; -1 when the wheel is empty
   */
  take(): number {
    const { run } = this;
    if (run.size === 0) {
      if (this.summaries[0] !== 0) return this.takeNear();
      if (this.size === 0) return -1;
      const lone = this.advance();
      if (lone >= 0) return lone;
      if (run.size === 0) return this.takeNear();
    }
    const index = run.first();
    const tick = this.arena.words[index];
    // At the same tick the run goes first: its records were pushed before the cursor entered this block of ticks.
    if (this.summaries[0] !== 0 && this.firstOccupied(0) < (tick & SLOT_MASK)) return this.takeNear();
    run.drop();
    this.cursor = tick;
    this.size--;
    return index;
  }

  /** Time of the earliest record, Infinity when empty. Changes nothing but what peeks remember. */
  peekTime(): number {
    const { run, summaries } = this;
    let tick = ERA_TICKS;
    if (run.size > 0) tick = this.arena.words[run.first()];
    if (summaries[0] !== 0) tick = Math.min(tick, (this.cursor & ~SLOT_MASK) | this.firstOccupied(0));
    if (tick < ERA_TICKS) return this.eraStart + tick;
    if (summaries[1] !== 0) return this.eraStart + this.earliestTick(this.firstOccupied(1));
    if (summaries[2] !== 0) return this.eraStart + this.earliestTick(this.firstOccupied(2));
    return this.far.size > 0 ? this.far.times[0] : Infinity;
  }

  /** Empties the wheel and sets its time to 0; memory is kept. */
  clear(): void {
    this.size = 0;
    this.ends.fill(0);
    this.occupied.fill(0);
    this.summaries.fill(0);
    this.arena.clear();
    this.run.clear();
    this.far.clear();
    this.startAt(0);
  }

  /** Takes the first record of level 0, which must not be empty. */
  private takeNear(): number {
    const { ends, arena } = this;
    const slot = this.firstOccupied(0);
    const position = ends[2 * slot];
    const following = position + 1;
    if (following === ends[2 * slot + 1]) {
      this.vacate(slot);
      arena.free(position >> SHIFT);
    } else if ((following & MASK) === 0) {
      const chunk = position >> SHIFT;
      ends[2 * slot] = arena.next[chunk] << SHIFT;
      arena.free(chunk);
    } else ends[2 * slot] = following;
    this.cursor = (this.cursor & ~SLOT_MASK) | slot;
    this.size--;
    return position * WORDS;
  }

  private pushFar(time: number, a: number, b: number): void {
    assertSchedulable(time, this.eraStart + this.cursor);
    this.far.push(time, a, b);
  }

  private place(tick: number, a: number, b: number): void {
    const difference = tick ^ this.cursor;
    let slot = tick & SLOT_MASK;
    if (difference >= SPAN_1) {
      slot = difference < SPAN_2 ? LEVEL_1 | ((tick >> 10) & SLOT_MASK) : LEVEL_2 | (tick >> 20);
    }
    let position = this.ends[2 * slot + 1];
    if ((position & MASK) === 0) position = this.extend(slot, position);
    const { words } = this.arena;
    const index = position * WORDS;
    words[index] = tick;
    words[index + 1] = a;
    words[index + 2] = b;
    this.ends[2 * slot + 1] = position + 1;
  }

  /** Gives a slot another chunk, its first if `end` is 0; returns the chunk's first position. */
  private extend(slot: number, end: number): number {
    const chunk = this.arena.allocate();
    const position = chunk << SHIFT;
    if (end === 0) {
      this.ends[2 * slot] = position;
      this.occupied[slot >> 5] |= 1 << (slot & 31);
      this.summaries[slot >> 10] |= 1 << ((slot >> 5) & 31);
    } else this.arena.next[(end - 1) >> SHIFT] = chunk;
    return position;
  }

  private vacate(slot: number): void {
    this.ends[2 * slot + 1] = 0;
    const word = slot >> 5;
    const left = this.occupied[word] & ~(1 << (slot & 31));
    this.occupied[word] = left;
    if (left === 0) this.summaries[slot >> 10] &= ~(1 << (word & 31));
  }

  private firstOccupied(level: number): number {
    const word = (level << 5) | trailingZeros(this.summaries[level]);
    return (word << 5) | trailingZeros(this.occupied[word]);
  }

  /**
   * With level 0 and the run empty and the wheel not: moves the cursor on until one of them holds the earliest records, and
   * returns -1; or takes the earliest record, if it is alone in its slot, and returns its index.
   */
  private advance(): number {
    this.peekedSlot = 0;
    do {
      if (this.summaries[1] === 0 && this.summaries[2] === 0) {
        this.enterEra();
        return -1;
      }
      const slot = this.firstOccupied(this.summaries[1] !== 0 ? 1 : 2);
      const start = this.ends[2 * slot];
      const end = this.ends[2 * slot + 1];
      this.vacate(slot);
      if (end === start + 1) return this.takeLone(start);
      if (slot >= LEVEL_2) this.cursor = (slot & SLOT_MASK) << 20;
      else {
        this.cursor = (this.cursor & ~(SPAN_2 - 1)) | ((slot & SLOT_MASK) << 10);
        // Sorting pays when there are more records than fit a chunk.
        if (start >> SHIFT !== (end - 1) >> SHIFT) {
          this.run.load(start, end);
          return -1;
        }
      }
      this.spread(start, end);
    } while (this.summaries[0] === 0);
    return -1;
  }

  private takeLone(position: number): number {
    const index = position * WORDS;
    this.cursor = this.arena.words[index];
    this.arena.free(position >> SHIFT);
    this.size--;
    return index;
  }

  /** Moves the records of a vacated slot down, in order, and frees its chunks. */
  private spread(start: number, end: number): void {
    const { arena, ends, cursor } = this;
    let { words } = arena;
    let position = start;
    for (;;) {
      const from = position * WORDS;
      const tick = words[from];
      const slot = (tick ^ cursor) < SPAN_1 ? tick & SLOT_MASK : LEVEL_1 | ((tick >> 10) & SLOT_MASK);
      let target = ends[2 * slot + 1];
      if ((target & MASK) === 0) {
        target = this.extend(slot, target);
        words = arena.words;
      }
      const to = target * WORDS;
      words[to] = tick;
      words[to + 1] = words[from + 1];
      words[to + 2] = words[from + 2];
      ends[2 * slot + 1] = target + 1;
      position++;
      if ((position & MASK) !== 0 && position !== end) continue;
      // A full last chunk ends where the next chunk of the arena, perhaps one of this list, starts: look before the hop.
      const chunk = (position - 1) >> SHIFT;
      const following = arena.next[chunk];
      arena.free(chunk);
      if (position === end) return;
      position = following << SHIFT;
    }
  }

  /** The wheel proper is empty: goes to the earliest far event and takes in its whole era, in order. */
  private enterEra(): void {
    const { far } = this;
    this.startAt(far.times[0]);
    while (far.size > 0) {
      const offset = far.times[0] - this.eraStart;
      if (offset >= ERA_TICKS) break;
      const slot = far.take();
      this.place(offset | 0, far.payloads[2 * slot], far.payloads[2 * slot + 1]);
    }
  }

  /** The earliest tick in a slot above level 0. Records come at the end only, so a later call goes on where one stopped. */
  private earliestTick(slot: number): number {
    const { words, next } = this.arena;
    const end = this.ends[2 * slot + 1];
    let position = this.ends[2 * slot];
    if (slot !== this.peekedSlot) {
      this.peekedSlot = slot;
      this.peekedTick = ERA_TICKS;
    } else if (this.peekedUpTo === end) return this.peekedTick;
    else position = following(this.peekedUpTo - 1, next);
    let earliest = this.peekedTick;
    for (;;) {
      const tick = words[position * WORDS];
      if (tick < earliest) earliest = tick;
      if (position + 1 === end) break;
      position = following(position, next);
    }
    this.peekedUpTo = end;
    this.peekedTick = earliest;
    return earliest;
  }
}

/** The position after `position` in a list of chunks. */
function following(position: number, next: Int32Array): number {
  return ((position + 1) & MASK) !== 0 ? position + 1 : next[position >> SHIFT] << SHIFT;
}

/** Number of zero bits below the lowest set bit of a non-zero int32. */
function trailingZeros(bits: number): number {
  return 31 - clz32(bits & -bits);
}
