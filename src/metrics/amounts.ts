/** Weights turned into exact integers, whatever they were. */
import { Dyadic, fractionBitsOf, isModerate, MOST_TERMS, scaled } from './dyadic.js';

/** In order of the ids: whole numbers that doubles hold exactly, or else sums over a power of two, or big integers. */
export type Amounts = Float64Array | Dyadic | readonly bigint[];

/** Weights as exact integers, over a power of two. */
export interface Table {
  /** Whether the ids ascend already. */
  readonly isSorted: boolean;
  readonly ids: readonly string[];
  readonly amounts: Amounts;
  readonly total: bigint;
  readonly fractionBits: number;
}

/** Amounts of producers whose ids ascend; they are not written to any more. */
export class SortedAmounts {
  readonly ids: readonly string[];
  readonly amounts: Float64Array;
  /** Whether they are known to be whole numbers, with a safe integer as their total. */
  readonly areCounts: boolean;

  constructor(ids: readonly string[], amounts: Float64Array, areCounts: boolean) {
    this.ids = ids;
    this.amounts = amounts;
    this.areCounts = areCounts;
  }

  table(): Table {
    const { ids, amounts } = this;
    if (!this.areCounts) return { ...tableOf(ids, amounts), isSorted: true };
    let total = 0;
    for (const amount of amounts) total += amount;
    return { ids, amounts, total: BigInt(total), fractionBits: 0, isSorted: true };
  }
}

type Values = Float64Array | readonly (number | bigint)[];

/** A table of these producers, each in its smallest exact form. @throws RangeError where a weight is negative or not finite */
export function tableOf(ids: readonly string[], values: Values): Table {
  return smallTable(ids, values) ?? bigTable(ids, values);
}

function smallTable(ids: readonly string[], values: Values): Table | null {
  const amounts = new Float64Array(ids.length);
  let total = 0;
  for (let i = 0; i < ids.length; i++) {
    const weight = values[i]!;
    if (typeof weight !== 'number' || !Number.isSafeInteger(weight) || weight < 0) return null;
    amounts[i] = weight;
    total += weight;
    if (total > Number.MAX_SAFE_INTEGER) return null;
  }
  return { ids, amounts, total: BigInt(total), fractionBits: 0, isSorted: false };
}

function bigTable(ids: readonly string[], values: Values): Table {
  let fractionBits = 0;
  let areModerate = ids.length <= MOST_TERMS;
  for (let i = 0; i < ids.length; i++) {
    const weight = values[i]!;
    if (!isWeight(weight)) throw new RangeError(notWeight(ids[i]!, weight));
    if (typeof weight === 'number') fractionBits = Math.max(fractionBits, fractionBitsOf(weight));
    areModerate &&= typeof weight === 'number' && (weight === 0 || isModerate(weight));
  }
  const table = { ids, fractionBits, isSorted: false };
  if (areModerate) {
    const doubles = values instanceof Float64Array ? values : Float64Array.from(values as readonly number[]);
    const amounts = new Dyadic(doubles, fractionBits);
    const total = amounts.sum();
    return { ...table, total, amounts: isSafe(total) ? Float64Array.from(amounts.integers(), Number) : amounts };
  }
  const exact = Array.from(values as readonly (number | bigint)[], (weight) =>
    typeof weight === 'number' ? scaled(weight, fractionBits) : weight << BigInt(fractionBits),
  );
  const total = exact.reduce((sum, amount) => sum + amount, 0n);
  return { ...table, total, amounts: isSafe(total) ? Float64Array.from(exact, Number) : exact };
}

function isSafe(total: bigint): boolean {
  return total <= BigInt(Number.MAX_SAFE_INTEGER);
}

function isWeight(weight: unknown): boolean {
  return typeof weight === 'bigint' ? weight >= 0n : Number.isFinite(weight) && (weight as number) >= 0;
}

function notWeight(producer: string, weight: unknown): string {
  return `weight of producer ${JSON.stringify(producer)} is ${String(weight)}: expected a finite number or bigint, not negative`;
}

/** One of some amounts. */
export function amountAt(amounts: Amounts, index: number): bigint {
  return amounts instanceof Dyadic ? amounts.at(index) : BigInt(amounts[index]!);
}

/** Whole numbers below this are sorted by counting them. */
const MOST_BUCKETS = 65_536;

/** Those that are positive of whole numbers, largest first: a producer of many has few blocks, and sorting takes no comparison. */
function descendingWhole(values: Float64Array): Float64Array {
  let active = 0;
  for (let i = 0; i < values.length; i++) if (values[i]! > 0) active++;
  const buckets = new Int32Array(Math.min(active + 1, MOST_BUCKETS));
  const sorted = new Float64Array(active);
  let place = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value >= buckets.length) sorted[place++] = value;
    else if (value > 0) buckets[value]!++;
  }
  // A typed array sorts by number, and without a comparator several times faster.
  sorted.subarray(0, place).sort().reverse();
  for (let value = buckets.length - 1; value > 0; value--) {
    const end = place + buckets[value]!;
    sorted.fill(value, place, end);
    place = end;
  }
  return sorted;
}

/** Positive amounts, largest first. */
export function descendingActive(amounts: Amounts): Amounts {
  if (amounts instanceof Dyadic) return amounts.descendingActive();
  if (amounts instanceof Float64Array) return descendingWhole(amounts);
  return amounts
    .filter((value) => value > 0n)
    .sort((a, b) => {
      if (a === b) return 0;
      return a < b ? 1 : -1;
    });
}
