/** Weights turned into exact integers, whatever they were. */

export type Amounts = Float64Array | readonly bigint[];

/** Weights as exact integers, over a power of two. */
export interface Table {
  /** Whether the ids ascend already. */
  readonly isSorted: boolean;
  readonly ids: readonly string[];
  readonly amounts: Amounts;
  readonly total: bigint;
  readonly fractionBits: number;
  /** What the amounts are scaled from, where all were doubles. */
  readonly doubles?: Float64Array;
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
  let areDoubles = true;
  for (let i = 0; i < ids.length; i++) {
    const weight = values[i]!;
    if (!isWeight(weight)) throw new RangeError(notWeight(ids[i]!, weight));
    if (typeof weight === 'number') fractionBits = Math.max(fractionBits, fractionBitsOf(weight));
    else areDoubles = false;
  }
  const exact = new Array<bigint>(ids.length);
  let total = 0n;
  for (let i = 0; i < ids.length; i++) {
    const weight = values[i]!;
    const amount = typeof weight === 'number' ? scaled(weight, fractionBits) : weight << BigInt(fractionBits);
    exact[i] = amount;
    total += amount;
  }
  const isSmall = total <= BigInt(Number.MAX_SAFE_INTEGER);
  const amounts = isSmall ? Float64Array.from(exact, Number) : exact;
  const doubles = areDoubles ? Float64Array.from(values as ArrayLike<number>) : undefined;
  return { ids, amounts, total, fractionBits, isSorted: false, ...(doubles && { doubles }) };
}

function isWeight(weight: unknown): boolean {
  return typeof weight === 'bigint' ? weight >= 0n : Number.isFinite(weight) && (weight as number) >= 0;
}

function notWeight(producer: string, weight: unknown): string {
  return `weight of producer ${JSON.stringify(producer)} is ${String(weight)}: expected a finite number or bigint, not negative`;
}

const bits = new DataView(new ArrayBuffer(8));

/** The odd integer m and the power e of two that make a positive double m · 2^e; m is left in `odd`. */
function exponentOf(value: number): number {
  bits.setFloat64(0, value);
  const biased = (bits.getUint32(0) >>> 20) & 0x7ff;
  let exponent = Math.max(biased, 1) - 1075;
  odd = (biased > 0 ? 4503599627370496 : 0) + (bits.getUint32(0) & 0xfffff) * 4294967296 + bits.getUint32(4);
  for (; odd % 2 === 0; exponent++) odd /= 2;
  return exponent;
}
let odd = 0;

/** Binary digits after the point. */
function fractionBitsOf(value: number): number {
  return Number.isInteger(value) ? 0 : -exponentOf(value);
}

/** value · 2^fractionBits, which is an integer. */
function scaled(value: number, fractionBits: number): bigint {
  if (value === 0) return 0n;
  const shift = fractionBits + exponentOf(value);
  return BigInt(odd) << BigInt(shift);
}

/** Positive amounts, largest first. */
export function descendingActive({ amounts, doubles, fractionBits }: Table): Amounts {
  if (amounts instanceof Float64Array) {
    // A typed array sorts by number, and without a comparator several times faster.
    const values = amounts.filter((value) => value > 0).sort();
    return values.reverse();
  }
  // Doubles are in the order of the integers that they are scaled to.
  if (doubles) {
    const values = doubles.filter((value) => value > 0).sort();
    return Array.from(values.reverse(), (value) => scaled(value, fractionBits));
  }
  return amounts
    .filter((value) => value > 0n)
    .sort((a, b) => {
      if (a === b) return 0;
      return a < b ? 1 : -1;
    });
}
