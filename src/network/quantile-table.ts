/** The body of the table is the probabilities from this to 1 − this; beyond it are levels, each a quarter as far out. */
const BODY = 1 / 32;
const LEVELS = 5;
/** Tail probabilities below this are computed exactly: one draw in 16,384. */
const TAIL = 1 / 32_768;

/**
 * A quantile function, tabulated: an exact value takes 30 ns or more for laws made of exponentials and logarithms, and
 * microseconds for the gamma law.
 *
 * Exact values stand at equal steps of probability in the body, and on grids of their own on every further factor of
 * four towards 0 and 1, down to tail probabilities of 2^−15; between them lies the cubic through the four nearest.
 * Where quantiles go as the power a of the tail probability, the relative error is at most
 * 3.6e-7 · (512 / resolution)^4 · |a (a − 1) (a − 2) (a − 3)|. Beyond the last level the exact function is called.
 */
export class QuantileTable {
  private readonly exact: (p: number) => number;
  private readonly bodyCells: number;
  private readonly levelCells: number;
  private readonly resolution: number;
  /** The body, then the lower levels outwards, then the upper ones; a row has a point beyond each end for the cubic. */
  private readonly values: Float64Array;

  /**
   * @param exact increasing on (0, 1)
   * @param resolution grid steps that the whole of (0, 1) would have at the body's spacing, a power of two of at least 64
   */
  constructor(exact: (p: number) => number, resolution: number) {
    this.exact = exact;
    this.resolution = resolution;
    this.bodyCells = resolution * (1 - 2 * BODY);
    this.levelCells = (resolution * 3) / 32;
    const bodyRow = this.bodyCells + 3;
    const levelRow = this.levelCells + 3;
    this.values = new Float64Array(bodyRow + 2 * LEVELS * levelRow);
    for (let point = 0; point < bodyRow; point++) this.values[point] = exact(BODY + (point - 1) / resolution);
    let high = BODY;
    for (let level = 0; level < LEVELS; level++, high /= 4) {
      for (let point = 0; point < levelRow; point++) {
        const tail = (high / 4) * (1 + (3 * (point - 1)) / this.levelCells);
        this.values[bodyRow + level * levelRow + point] = exact(tail);
        this.values[bodyRow + (LEVELS + level) * levelRow + point] = exact(1 - tail);
      }
    }
  }

  /** @param u in (0, 1) */
  quantile(u: number): number {
    if (u >= BODY && u < 1 - BODY) {
      const position = (u - BODY) * this.resolution;
      const cell = position | 0;
      return this.interpolate(cell, position - cell);
    }
    const tail = u < BODY ? u : 1 - u;
    // The plus tells the compiler that all results are numbers; else it would put each on the heap.
    if (tail < TAIL) return +this.exact(u);
    const levelRow = this.levelCells + 3;
    let row = this.bodyCells + 3 + (u < BODY ? 0 : LEVELS * levelRow);
    let scaled = tail / BODY;
    while (scaled < 1 / 4) {
      scaled *= 4;
      row += levelRow;
    }
    const position = ((scaled - 1 / 4) * this.levelCells) / (1 - 1 / 4);
    const cell = Math.min(position | 0, this.levelCells - 1);
    return this.interpolate(row + cell, position - cell);
  }

  /** The cubic through four neighbouring points, `t` of the way from the second to the third, in Newton's form. */
  private interpolate(at: number, t: number): number {
    const values = this.values;
    const before = values[at]!;
    const left = values[at + 1]!;
    const right = values[at + 2]!;
    const step = right - left;
    const second = (before - left + step) * 0.5;
    const third = (values[at + 3]! - before - 3 * step) * (1 / 6);
    return left + t * (step + (t - 1) * (second + (t + 1) * third));
  }
}
