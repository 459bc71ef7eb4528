/** Numbers ≥ 0 with their sum, and a choice among them in proportion: a binary tree of sums, each step O(log n). */
export class WeightedChoice {
  private readonly leaves: number;
  /** Node i holds the sum of nodes 2i and 2i + 1; the numbers themselves stand from `leaves` on. */
  private readonly sums: Float64Array;

  constructor(weights: ArrayLike<number>) {
    let leaves = 1;
    while (leaves < weights.length) leaves *= 2;
    this.leaves = leaves;
    this.sums = new Float64Array(2 * leaves);
    this.sums.set(weights, leaves);
    for (let i = leaves - 1; i > 0; i--) this.sums[i] = this.sums[2 * i]! + this.sums[2 * i + 1]!;
  }

  get total(): number {
    return this.sums[1]!;
  }

  set(index: number, weight: number): void {
    const { sums } = this;
    let i = this.leaves + index;
    sums[i] = weight;
    for (i >>>= 1; i > 0; i >>>= 1) sums[i] = sums[2 * i]! + sums[2 * i + 1]!;
  }

  /** The index whose stretch of the line of all weights holds the point `u` · total; `u` in [0, 1). */
  at(u: number): number {
    const { sums, leaves } = this;
    let point = u * sums[1]!;
    let i = 1;
    while (i < leaves) {
      const left = sums[2 * i]!;
      // Rounding never leads into a half that weighs nothing.
      if (point < left || sums[2 * i + 1] === 0) i = 2 * i;
      else {
        point -= left;
        i = 2 * i + 1;
      }
    }
    return i - leaves;
  }
}
