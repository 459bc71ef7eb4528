/** Records in a chunk, as a shift and as a number. */
export const CHUNK_SHIFT = 5;
export const CHUNK_RECORDS = 32;
/** 32-bit words in a record: tick, a, b. */
export const RECORD_WORDS = 3;

const INITIAL_CHUNKS = 64;
/** A record's word index must stay below 2^31. */
const MAX_CHUNKS = Math.floor(0x7fffffff / (CHUNK_RECORDS * RECORD_WORDS));

/**
 * Chunks of 32 records of 12 bytes in one Int32Array that grows and never shrinks. Chunk 0 is never handed out, so that 0
 * can mean «none». Freed chunks are used again, the last freed first (it is the likeliest to be in the cache).
 */
export class ChunkArena {
  /** The record of position p (chunk * 32 + offset) has its tick at word 3p, a at 3p + 1 and b at 3p + 2. */
  words = new Int32Array(INITIAL_CHUNKS * CHUNK_RECORDS * RECORD_WORDS);
  /** Successor of a chunk in its list, or in the list of the free. */
  next = new Int32Array(INITIAL_CHUNKS);
  private readonly maxChunks: number;
  private firstFree = 0;
  private unused = 1;

  /** @param maxChunks most chunks to hold; by default, what int32 indices can reach */
  constructor(maxChunks = MAX_CHUNKS) {
    this.maxChunks = maxChunks;
  }

  /**
   * @returns a chunk whose content and successor are arbitrary; `words` and `next` may have been replaced
   * @throws RangeError when the arena cannot grow further (by default, at about 7e8 records)
   */
  allocate(): number {
    const chunk = this.firstFree;
    if (chunk !== 0) {
      this.firstFree = this.next[chunk];
      return chunk;
    }
    if (this.unused === this.next.length) this.grow();
    return this.unused++;
  }

  free(chunk: number): void {
    this.next[chunk] = this.firstFree;
    this.firstFree = chunk;
  }

  /** Frees a list of chunks whose inner links are in `next`. */
  freeList(first: number, last: number): void {
    this.next[last] = this.firstFree;
    this.firstFree = first;
  }

  /** Frees all chunks; the memory is kept. */
  clear(): void {
    this.firstFree = 0;
    this.unused = 1;
  }

  private grow(): void {
    const { words, next } = this;
    // Doubling is cheapest; past 128 MB, grow by half, since old and new exist together for a moment.
    const chunks = Math.min(next.length < 0x60000 ? 2 * next.length : Math.floor(1.5 * next.length), this.maxChunks);
    if (chunks === next.length) {
      throw new RangeError(`more than ${this.maxChunks * CHUNK_RECORDS} events pending at once`);
    }
    this.words = new Int32Array(chunks * CHUNK_RECORDS * RECORD_WORDS);
    this.words.set(words);
    this.next = new Int32Array(chunks);
    this.next.set(next);
  }
}
