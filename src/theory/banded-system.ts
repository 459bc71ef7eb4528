/**
 * Unknowns x with x_i = Σ_j M_ij x_j + b_i for one or several right sides b, where M has a narrow band and rows of chances that
 * sum to at most 1.
 */
export class BandedSystem {
  private readonly size: number;
  private readonly band: number;
  private readonly width: number;
  private readonly matrix: Float64Array;
  private readonly right: Float64Array[];

  /** @param band how far from the diagonal a coefficient may stand */
  constructor(size: number, band: number, rightSides: number) {
    this.size = size;
    this.band = band;
    this.width = 2 * band + 1;
    this.matrix = new Float64Array(size * this.width);
    this.right = Array.from({ length: rightSides }, () => new Float64Array(size));
    for (let row = 0; row < size; row++) this.matrix[row * this.width + band] = 1;
  }

  /** Adds to a row's right sides. */
  add(row: number, ...values: readonly number[]): void {
    for (const [side, value] of values.entries()) this.right[side]![row]! += value;
  }

  /** Adds to a coefficient of M. */
  leads(row: number, column: number, chance: number): void {
    this.matrix[row * this.width + this.band + column - row]! -= chance;
  }

  /** Gaussian elimination inside the band. The diagonal dominates, so that no pivot is needed. */
  solve(): Float64Array[] {
    const { size, band, matrix, right } = this;
    const at = (row: number, column: number) => row * this.width + band + column - row;
    for (let pivot = 0; pivot < size; pivot++) {
      const last = Math.min(size - 1, pivot + band);
      for (let row = pivot + 1; row <= last; row++) {
        const factor = matrix[at(row, pivot)]! / matrix[at(pivot, pivot)]!;
        if (factor === 0) continue;
        for (let column = pivot + 1; column <= last; column++)
          matrix[at(row, column)]! -= factor * matrix[at(pivot, column)]!;
        for (const side of right) side[row]! -= factor * side[pivot]!;
      }
    }
    for (const side of right) {
      for (let row = size - 1; row >= 0; row--) {
        let rest = side[row]!;
        for (let column = row + 1; column <= Math.min(size - 1, row + band); column++)
          rest -= matrix[at(row, column)]! * side[column]!;
        side[row] = rest / matrix[at(row, row)]!;
      }
    }
    return right;
  }
}
