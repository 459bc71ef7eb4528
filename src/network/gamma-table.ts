import gammaQuantile from '@stdlib/stats-base-dists-gamma-quantile';

/** Each level covers a factor of this in the tail probability. */
const FACTOR = 4;
const LEVELS = 6;
/** Intervals per level, and the values kept for them: one point beyond each end for the cubic. */
const CELLS = 64;
const ROW = CELLS + 3;
/** Tail probabilities below this are computed exactly: one draw in 8,192. */
const TAIL = 1 / 16_384;

/**
 * Quantile function of the gamma law of unit scale, tabulated: an exact value takes microseconds, a tabulated one some
 * nanoseconds.
 *
 * The middle half of the probabilities and every factor of four below 1/4 and above 3/4 have a grid of their own, down
 * to tail probabilities of 4^−7, and a cubic through the four nearest exact values is taken between its points:
 * relative error below 1e-6 for shapes of at least 0.5. Beyond the last level the exact function is called.
 */
export class GammaTable {
  private readonly exact: (p: number) => number;
  /** The middle, then the lower levels outwards, then the upper levels outwards. */
  private readonly values = new Float64Array((1 + 2 * LEVELS) * ROW);

  /** @param shape at least 0.5 */
  constructor(shape: number) {
    this.exact = gammaQuantile.factory(shape, 1);
    for (let point = 0; point < ROW; point++) {
      const t = (point - 1) / CELLS;
      this.values[point] = this.exact(0.25 + 0.5 * t);
      let high = 1 / FACTOR;
      for (let level = 1; level <= LEVELS; level++, high /= FACTOR) {
        const tail = high / FACTOR + (high - high / FACTOR) * t;
        this.values[level * ROW + point] = this.exact(tail);
        this.values[(LEVELS + level) * ROW + point] = this.exact(1 - tail);
      }
    }
  }

  /** @param u in (0, 1) */
  quantile(u: number): number {
    if (u >= 0.25 && u <= 0.75) return this.interpolate(0, (u - 0.25) * (2 * CELLS));
    const tail = u < 0.25 ? u : 1 - u;
    if (tail < TAIL) return this.exact(u);
    let scaled = tail * FACTOR;
    let row = u < 0.25 ? ROW : (1 + LEVELS) * ROW;
    while (scaled < 1 / FACTOR) {
      scaled *= FACTOR;
      row += ROW;
    }
    return this.interpolate(row, (scaled - 1 / FACTOR) * (CELLS / (1 - 1 / FACTOR)));
  }

  /** Lagrange's cubic through the four points around `position`, counted in cells from the start of a row's range. */
  private interpolate(row: number, position: number): number {
    const cell = Math.min(Math.floor(position), CELLS - 1);
    const t = position - cell;
    const at = row + cell;
    const values = this.values;
    const before = t * (t - 1) * (t - 2) * values[at]!;
    const left = (t + 1) * (t - 1) * (t - 2) * values[at + 1]!;
    const right = (t + 1) * t * (t - 2) * values[at + 2]!;
    const after = (t + 1) * t * (t - 1) * values[at + 3]!;
    return (after - before) / 6 + (left - right) / 2;
  }
}
