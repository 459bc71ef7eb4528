import { CHUNK_RECORDS, CHUNK_SHIFT, type ChunkArena, RECORD_WORDS } from './chunk-arena.js';

const { clz32 } = Math;
// Local copies: an imported constant is loaded and checked at each use, a module's own is compiled in.
const SHIFT = CHUNK_SHIFT;
const MASK = CHUNK_RECORDS - 1;
const WORDS = RECORD_WORDS;
const TICKS = 1024;
const TICK_MASK = TICKS - 1;
const INITIAL_POSITIONS = 1024;

/**
 * The records of one list of chunks in the order of (tick, place in the list), all within one block of 1024 ticks. They stay
 * where they are; what is sorted, by counting, is their positions. The chunks go back to the arena with the last record.
 */
export class SortedRun {
  /** Number of records left. */
  size = 0;
  private readonly arena: ChunkArena;
  private positions = new Int32Array(INITIAL_POSITIONS);
  private head = 0;
  private firstChunk = 0;
  private lastChunk = 0;
  /** Records of each tick in pass 1, place of the tick's next record in pass 2; zero between loads. */
  private readonly places = new Int32Array(TICKS);
  private readonly occupied = new Int32Array(TICKS / 32);

  constructor(arena: ChunkArena) {
    this.arena = arena;
  }

  /** Takes over the list of records from position `start` up to `end`; the run must be empty. */
  load(start: number, end: number): void {
    const count = this.countTicks(start, end);
    if (count > this.positions.length) this.positions = new Int32Array(Math.max(count, 2 * this.positions.length));
    this.assignPlaces();
    const { words, next } = this.arena;
    const { places, positions } = this;
    let position = start;
    for (let i = 0; i < count; i++) {
      const tick = words[position * WORDS] & TICK_MASK;
      const place = places[tick];
      positions[place] = position;
      places[tick] = place + 1;
      position++;
      if ((position & MASK) === 0) position = next[(position - 1) >> SHIFT] << SHIFT;
    }
    this.clearPlaces();
    this.head = 0;
    this.size = count;
    this.firstChunk = start >> SHIFT;
    this.lastChunk = (end - 1) >> SHIFT;
  }

  /** Index, in the arena's words, of the first record; the run must not be empty. */
  first(): number {
    return this.positions[this.head] * WORDS;
  }

  /** Removes the first record. Its content stays until the arena's next allocation. */
  drop(): void {
    this.head++;
    if (--this.size === 0) this.arena.freeList(this.firstChunk, this.lastChunk);
  }

  clear(): void {
    this.size = 0;
  }

  private countTicks(start: number, end: number): number {
    const { words, next } = this.arena;
    const { places, occupied } = this;
    let count = 0;
    let position = start;
    for (;;) {
      const tick = words[position * WORDS] & TICK_MASK;
      places[tick]++;
      occupied[tick >> 5] |= 1 << (tick & 31);
      count++;
      position++;
      if (position === end) return count;
      if ((position & MASK) === 0) position = next[(position - 1) >> SHIFT] << SHIFT;
    }
  }

  private assignPlaces(): void {
    const { places, occupied } = this;
    let place = 0;
    for (let word = 0; word < TICKS / 32; word++) {
      for (let bits = occupied[word]; bits !== 0; bits &= bits - 1) {
        const tick = (word << 5) | (31 - clz32(bits & -bits));
        const count = places[tick];
        places[tick] = place;
        place += count;
      }
    }
  }

  private clearPlaces(): void {
    const { places, occupied } = this;
    places.fill(0);
    occupied.fill(0);
  }
}
