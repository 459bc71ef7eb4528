/** Who makes the blocks of a chain, one after another, and what everybody is paid for it. */
export interface Draws {
  /** Writes the producers of the next blocks to the first `count` places. */
  next(producers: Int32Array, count: number): void;
  /** What every node has been paid so far, in new coins. */
  rewards(): Float64Array;
  /** What every node owns now. */
  coins(): Float64Array;
  /** Coins slashed so far; absent: none ever is. */
  readonly slashed?: number;
}
