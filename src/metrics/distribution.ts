import { amountAt, descendingActive, SortedAmounts, tableOf, type Amounts, type Table } from './amounts.js';
import { Dyadic } from './dyadic.js';
import { logarithm, ratio } from './rational.js';

/** Shares in the order of the ids, which ascend by code unit. */
export interface ShareTable {
  readonly ids: readonly string[];
  readonly shares: Float64Array;
}

/**
 * Weights turned into exact integers and ranked. Doubles are dyadic fractions, so a common power of two makes all of
 * them integers without rounding. They are kept as doubles while the total is a safe integer, as the doubles that they were
 * where all were, and else as bigints; every sum below is exact in all of them, so that results do not depend on which was used.
 */
export class Distribution {
  /** Producers listed, zeros included. */
  readonly given: number;
  /** Producers with a positive weight. */
  readonly active: number;
  /** Sum of the scaled integers. */
  readonly total: bigint;
  readonly #values: Amounts;
  readonly #table: Table;
  readonly #totalNumber: number;
  /** What several metrics ask for, by the size of their population. */
  readonly #relative = new Map<number, Float64Array>();
  readonly #logarithms = new Map<number, Float64Array>();
  #squares: bigint | undefined;
  #byId: ShareTable | undefined;

  constructor(w: ReadonlyMap<string, number | bigint> | SortedAmounts) {
    this.#table = w instanceof SortedAmounts ? w.table() : tableOf([...w.keys()], Array.from(w.values()));
    this.given = this.#table.ids.length;
    this.total = this.#table.total;
    this.#totalNumber = Number(this.total);
    this.#values = descendingActive(this.#table.amounts);
    this.active = this.#values.length;
  }

  /** Positive scaled integers, largest first. */
  get values(): Float64Array | readonly bigint[] {
    return this.#values instanceof Dyadic ? this.#values.integers() : this.#values;
  }

  /** The scaled integer of a rank, which begins with 0. */
  valueAt(rank: number): bigint {
    return amountAt(this.#values, rank);
  }

  /** The total in the caller's unit. */
  get totalWeight(): number {
    return ratio(this.total, 1n << BigInt(this.#table.fractionBits));
  }

  /** Positive shares, largest first, each rounded once. */
  get shares(): Float64Array {
    return this.relativeTo(1);
  }

  /** Shares of all listed producers, in the order of their ids. */
  get byId(): ShareTable {
    this.#byId ??= shareTable(this.#table);
    return this.#byId;
  }

  /** Scaled integer of every listed producer. */
  amounts(): Map<string, bigint> {
    return new Map(this.#table.ids.map((id, i) => [id, amountAt(this.#table.amounts, i)]));
  }

  /** n x / total for every active producer, largest first: the weight in units of the mean of a population of n. */
  relativeTo(n: number): Float64Array {
    let relative = this.#relative.get(n);
    if (!relative) this.#relative.set(n, (relative = this.#relativeTo(n)));
    return relative;
  }

  #relativeTo(n: number): Float64Array {
    if (this.#values instanceof Dyadic) return this.#values.quotients(n, this.total);
    const relative = new Float64Array(this.active);
    const small = this.#fast(n);
    if (small !== null) {
      for (let i = 0; i < relative.length; i++) relative[i] = (small[i]! * n) / this.#totalNumber;
      return relative;
    }
    const factor = BigInt(n);
    for (let i = 0; i < relative.length; i++) relative[i] = ratio(this.valueAt(i) * factor, this.total);
    return relative;
  }

  /** Natural logarithms of n x / total, finite even where the quotient underflows. */
  logarithmsRelativeTo(n: number): Float64Array {
    let logarithms = this.#logarithms.get(n);
    if (logarithms) return logarithms;
    logarithms = this.relativeTo(n).map((value, i) =>
      value > 1e-290 ? Math.log(value) : logarithm(this.valueAt(i) * BigInt(n)) - logarithm(this.total),
    );
    this.#logarithms.set(n, logarithms);
    return logarithms;
  }

  /** Sum of the m largest. */
  sumOfLargest(m: number): bigint {
    const end = Math.min(m, this.active);
    if (this.#values instanceof Dyadic) return this.#values.sum(end);
    const small = this.#fast(1);
    if (small !== null) {
      let sum = 0;
      for (let i = 0; i < end; i++) sum += small[i]!;
      return BigInt(sum);
    }
    let sum = 0n;
    for (let i = 0; i < end; i++) sum += this.valueAt(i);
    return sum;
  }

  sumOfSquares(): bigint {
    return (this.#squares ??= this.#sumOfSquares());
  }

  #sumOfSquares(): bigint {
    if (this.#values instanceof Dyadic) return this.#values.sumOfSquares();
    const small = this.#fast(this.#totalNumber);
    if (small !== null) {
      let sum = 0;
      for (const value of small) sum += value * value;
      return BigInt(sum);
    }
    let sum = 0n;
    for (const value of this.values) sum += BigInt(value) * BigInt(value);
    return sum;
  }

  /** Sum over the ranks j = 1.. of (n + 1 - 2j) x_(j), the numerator of the Gini index of a population of n. */
  sumByRank(n: number): bigint {
    if (this.#values instanceof Dyadic) return this.#values.sumByRank(n);
    const small = this.#fast(n);
    if (small !== null) {
      let sum = 0;
      for (let j = 0; j < small.length; j++) sum += (n - 1 - 2 * j) * small[j]!;
      return BigInt(sum);
    }
    let sum = 0n;
    for (let j = 0; j < this.active; j++) sum += BigInt(n - 1 - 2 * j) * this.valueAt(j);
    return sum;
  }

  /** Sum of abs(n x - total) over a population of n, whose silent members add the total each. */
  sumOfDeviations(n: number): bigint {
    const silent = BigInt(n - this.active) * this.total;
    const small = this.#fast(2 * n);
    if (small !== null) {
      let sum = 0;
      for (const value of small) sum += Math.abs(n * value - this.#totalNumber);
      return BigInt(sum) + silent;
    }
    // What those above the mean have too much; as much is missing below it.
    let [low, high] = [0, this.active];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (BigInt(n) * this.valueAt(middle) > this.total) low = middle + 1;
      else high = middle;
    }
    const above = BigInt(n) * this.sumOfLargest(low) - BigInt(low) * this.total;
    const below = BigInt(this.active - low) * this.total - BigInt(n) * (this.total - this.sumOfLargest(low));
    return above + below + silent;
  }

  /** Least m such that the m largest together exceed (strict) or reach numerator / denominator of the total; null if none does. */
  leastReaching(numerator: bigint, denominator: bigint, strict: boolean): number | null {
    const small = this.#fast(Number(numerator > denominator ? numerator : denominator));
    if (small !== null) {
      const target = this.#totalNumber * Number(numerator);
      const factor = Number(denominator);
      let sum = 0;
      for (let m = 1; m <= small.length; m++) {
        sum += small[m - 1]!;
        if (strict ? sum * factor > target : sum * factor >= target) return m;
      }
      return null;
    }
    if (this.#values instanceof Dyadic) return this.#values.leastReaching(this.total, numerator, denominator, strict);
    const target = this.total * numerator;
    let sum = 0n;
    for (let m = 1; m <= this.active; m++) {
      sum += this.valueAt(m - 1);
      if (strict ? sum * denominator > target : sum * denominator >= target) return m;
    }
    return null;
  }

  /** The values as doubles if total * factor is a safe integer, so that sums up to that size are exact. */
  #fast(factor: number): Float64Array | null {
    return this.#values instanceof Float64Array && this.#totalNumber * factor <= Number.MAX_SAFE_INTEGER
      ? this.#values
      : null;
  }
}

function shareTable({ ids, amounts, total, isSorted }: Table): ShareTable {
  const shares = sharesOf(amounts, total);
  if (isSorted) return { ids, shares };
  const order = ids.map((_, i) => i).sort((a, b) => (ids[a]! < ids[b]! ? -1 : 1));
  return { ids: order.map((i) => ids[i]!), shares: Float64Array.from(order, (i) => shares[i]!) };
}

/** Each divided by the total and rounded once; 0 where there is none. */
function sharesOf(amounts: Amounts, total: bigint): Float64Array {
  if (total === 0n) return new Float64Array(amounts.length);
  if (amounts instanceof Dyadic) return amounts.quotients(1, total);
  const sum = Number(total);
  if (amounts instanceof Float64Array) return amounts.map((amount) => amount / sum);
  return Float64Array.from(amounts, (amount) => ratio(amount, total));
}
