/**
 * Choice among fixed weights in constant time: every slot is shared by two at most (Walker 1977; built as in Vose 1991, "A
 * Linear Algorithm for Generating Random Numbers with a Given Distribution").
 */
export class AliasTable {
  /** The part of a slot that is its own. */
  private readonly own: Float64Array;
  /** Whose the rest of a slot is. */
  private readonly other: Int32Array;

  /** @throws RangeError for weights without a total */
  constructor(weights: ArrayLike<number>) {
    const n = weights.length;
    let total = 0;
    for (let i = 0; i < n; i++) total += weights[i]!;
    if (!(total > 0)) throw new RangeError('cannot draw from weights that sum to 0');
    this.own = new Float64Array(n);
    this.other = new Int32Array(n);
    this.fill(weights, n / total);
  }

  /** The index that a point u in [0, 1) falls on. */
  at(u: number): number {
    const point = u * this.own.length;
    const slot = Math.floor(point);
    return point - slot < this.own[slot]! ? slot : this.other[slot]!;
  }

  private fill(weights: ArrayLike<number>, scale: number): void {
    const { own, other } = this;
    const n = own.length;
    // Small ones from the left, large ones from the right.
    const order = new Int32Array(n);
    let [small, large] = [0, n];
    let heaviest = 0;
    for (let i = 0; i < n; i++) {
      own[i] = weights[i]! * scale;
      if (own[i]! > own[heaviest]!) heaviest = i;
      order[own[i]! < 1 ? small++ : --large] = i;
    }
    while (small > 0 && large < n) {
      const poor = order[--small]!;
      const rich = order[large]!;
      other[poor] = rich;
      own[rich]! -= 1 - own[poor]!;
      if (own[rich]! >= 1) continue;
      large++;
      order[small++] = rich;
    }
    // What rounding has left over; a weight of nothing keeps nothing.
    for (; large < n; large++) own[order[large]!] = 1;
    while (small > 0) {
      const left = order[--small]!;
      if (weights[left]! > 0) own[left] = 1;
      else other[left] = heaviest;
    }
  }
}
