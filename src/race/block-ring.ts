import type { BlockId, NodeId, Time } from '../contract.js';

const FIRST_CAPACITY = 256;

/**
 * The blocks of a run that are still of interest, in typed arrays: block b stands at place b & mask. Blocks are numbered in
 * the order in which they are made, genesis is 0, and parents have lower numbers than children. What lies before `oldest` has
 * been let go.
 */
export class BlockRing {
  /** The lowest number that is still held; everything lower is settled. */
  oldest: BlockId = 0;
  /** Number of the next block. */
  next: BlockId = 0;
  mask = FIRST_CAPACITY - 1;
  parents = new Int32Array(FIRST_CAPACITY);
  heights = new Int32Array(FIRST_CAPACITY);
  producers = new Int32Array(FIRST_CAPACITY);
  times = new Float64Array(FIRST_CAPACITY);
  /** Work of the whole chain that ends in the block. */
  works = new Float64Array(FIRST_CAPACITY);
  /** Difficulty of the next block on top of it. */
  difficulties = new Float64Array(FIRST_CAPACITY);
  /** Deliveries that are under way; −1: kept back by its producer. */
  pending = new Int32Array(FIRST_CAPACITY);
  /** By block and miner: when the block, with all before it, has arrived; `miners` to a block. */
  arrivals: Float64Array;
  readonly miners: number;

  constructor(miners: number) {
    this.miners = miners;
    this.arrivals = new Float64Array(FIRST_CAPACITY * miners);
    this.add(-1, -1, 0, 0);
  }

  get isFull(): boolean {
    return this.next - this.oldest > this.mask;
  }

  /** Adds a block that nobody has been sent; there must be room. */
  add(parent: BlockId, producer: NodeId, time: Time, work: number): BlockId {
    const block = this.next++;
    const at = block & this.mask;
    const before = parent & this.mask;
    this.parents[at] = parent;
    this.heights[at] = block === 0 ? 0 : this.heights[before]! + 1;
    this.producers[at] = producer;
    this.times[at] = time;
    this.works[at] = block === 0 ? 0 : this.works[before]! + work;
    this.difficulties[at] = 1;
    this.pending[at] = 0;
    return block;
  }

  /** The last block that two chains share. Both, and what parts them, must be held. */
  commonAncestor(a: BlockId, b: BlockId): BlockId {
    const { parents, mask } = this;
    while (a !== b) {
      if (a > b) a = parents[a & mask]!;
      else b = parents[b & mask]!;
    }
    return a;
  }

  /** Makes twice the room. */
  grow(): void {
    const mask = 2 * this.mask + 1;
    const moved = <A extends Int32Array | Float64Array>(from: A, to: A, width = 1): A => {
      for (let block = this.oldest; block < this.next; block++) {
        const at = (block & this.mask) * width;
        to.set(from.subarray(at, at + width), (block & mask) * width);
      }
      return to;
    };
    const size = mask + 1;
    this.parents = moved(this.parents, new Int32Array(size));
    this.heights = moved(this.heights, new Int32Array(size));
    this.producers = moved(this.producers, new Int32Array(size));
    this.times = moved(this.times, new Float64Array(size));
    this.works = moved(this.works, new Float64Array(size));
    this.difficulties = moved(this.difficulties, new Float64Array(size));
    this.pending = moved(this.pending, new Int32Array(size));
    this.arrivals = moved(this.arrivals, new Float64Array(size * this.miners), this.miners);
    this.mask = mask;
  }
}
