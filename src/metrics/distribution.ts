import { descendingActive, SortedAmounts, tableOf, type Amounts, type Table } from './amounts.js';
import { logarithm, ratio } from './rational.js';

/** Shares in the order of the ids, which ascend by code unit. */
export interface ShareTable {
  readonly ids: readonly string[];
  readonly shares: Float64Array;
}

/**
 * Weights turned into exact integers and ranked. Doubles are dyadic fractions, so a common power of two makes all of
 * them integers without rounding. Integers are kept in doubles while the total is a safe integer and in bigints beyond;
 * every sum below is exact in both, so that results do not depend on which was used.
 */
export class Distribution {
  /** Producers listed, zeros included. */
  readonly given: number;
  /** Producers with a positive weight. */
  readonly active: number;
  /** Sum of the scaled integers. */
  readonly total: bigint;
  /** Positive scaled integers, largest first. */
  readonly values: Amounts;
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
    this.values = descendingActive(this.#table);
    this.active = this.values.length;
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
    return new Map(this.#table.ids.map((id, i) => [id, BigInt(this.#table.amounts[i]!)]));
  }

  /** n x / total for every active producer, largest first: the weight in units of the mean of a population of n. */
  relativeTo(n: number): Float64Array {
    let relative = this.#relative.get(n);
    if (!relative) this.#relative.set(n, (relative = this.#relativeTo(n)));
    return relative;
  }

  #relativeTo(n: number): Float64Array {
    const relative = new Float64Array(this.active);
    const small = this.#fast(n);
    if (small !== null) {
      for (let i = 0; i < relative.length; i++) relative[i] = (small[i]! * n) / this.#totalNumber;
      return relative;
    }
    const factor = BigInt(n);
    for (let i = 0; i < relative.length; i++) relative[i] = ratio(BigInt(this.values[i]!) * factor, this.total);
    return relative;
  }

  /** Natural logarithms of n x / total, finite even where the quotient underflows. */
  logarithmsRelativeTo(n: number): Float64Array {
    let logarithms = this.#logarithms.get(n);
    if (logarithms) return logarithms;
    logarithms = this.relativeTo(n).map((value, i) =>
      value > 1e-290 ? Math.log(value) : logarithm(BigInt(this.values[i]!) * BigInt(n)) - logarithm(this.total),
    );
    this.#logarithms.set(n, logarithms);
    return logarithms;
  }

  /** Sum of the m largest. */
  sumOfLargest(m: number): bigint {
    const end = Math.min(m, this.active);
    const small = this.#fast(1);
    if (small !== null) {
      let sum = 0;
      for (let i = 0; i < end; i++) sum += small[i]!;
      return BigInt(sum);
    }
    let sum = 0n;
    for (let i = 0; i < end; i++) sum += BigInt(this.values[i]!);
    return sum;
  }

  sumOfSquares(): bigint {
    return (this.#squares ??= this.#sumOfSquares());
  }

  #sumOfSquares(): bigint {
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
    const small = this.#fast(n);
    if (small !== null) {
      let sum = 0;
      for (let j = 0; j < small.length; j++) sum += (n - 1 - 2 * j) * small[j]!;
      return BigInt(sum);
    }
    let sum = 0n;
    for (let j = 0; j < this.active; j++) sum += BigInt(n - 1 - 2 * j) * BigInt(this.values[j]!);
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
    let sum = silent;
    for (const value of this.values) {
      const deviation = BigInt(n) * BigInt(value) - this.total;
      sum += deviation < 0n ? -deviation : deviation;
    }
    return sum;
  }

  /** Least m such that the m largest together exceed (strict) or reach num / den of the total; null if none does. */
  leastReaching(num: bigint, den: bigint, strict: boolean): number | null {
    const small = this.#fast(Number(num > den ? num : den));
    if (small !== null) {
      const target = this.#totalNumber * Number(num);
      const factor = Number(den);
      let sum = 0;
      for (let m = 1; m <= small.length; m++) {
        sum += small[m - 1]!;
        if (strict ? sum * factor > target : sum * factor >= target) return m;
      }
      return null;
    }
    const target = this.total * num;
    let sum = 0n;
    for (let m = 1; m <= this.active; m++) {
      sum += BigInt(this.values[m - 1]!);
      if (strict ? sum * den > target : sum * den >= target) return m;
    }
    return null;
  }

  /** The values as doubles if total * factor is a safe integer, so that sums up to that size are exact. */
  #fast(factor: number): Float64Array | null {
    return this.values instanceof Float64Array && this.#totalNumber * factor <= Number.MAX_SAFE_INTEGER
      ? this.values
      : null;
  }
}

function shareTable({ ids, amounts, total, isSorted }: Table): ShareTable {
  if (isSorted && amounts instanceof Float64Array) {
    const sum = Number(total);
    return { ids, shares: sum > 0 ? amounts.map((amount) => amount / sum) : new Float64Array(ids.length) };
  }
  const order = ids.map((_, i) => i);
  if (!isSorted) order.sort((a, b) => (ids[a]! < ids[b]! ? -1 : 1));
  const shares = new Float64Array(ids.length);
  if (total > 0n) {
    const totalNumber = Number(total);
    order.forEach((from, to) => {
      const amount = amounts[from]!;
      shares[to] = typeof amount === 'number' ? amount / totalNumber : ratio(amount, total);
    });
  }
  return { ids: order.map((i) => ids[i]!), shares };
}
