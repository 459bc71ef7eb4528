/**
 * Exact sums and quotients of many doubles without an integer of arbitrary size for each: sums are kept by binary exponent,
 * products are split into two doubles (Dekker 1971), and a quotient whose rounding is in doubt (Ziv 1991) is done in integers.
 */
import { ratio } from './rational.js';

const bits = new DataView(new ArrayBuffer(8));
/** Mantissa of the number last looked at, an integer below 2^53, and the power of two that it counts. */
let mantissa = 0;

function unpack(value: number): number {
  bits.setFloat64(0, value);
  const high = bits.getUint32(0);
  const biased = (high >>> 20) & 0x7ff;
  mantissa = (biased > 0 ? 4503599627370496 : 0) + (high & 0xfffff) * 4294967296 + bits.getUint32(4);
  return Math.max(biased, 1) - 1075;
}

/** Binary digits after the point of a finite double that is not negative. */
export function fractionBitsOf(value: number): number {
  if (Number.isInteger(value)) return 0;
  let exponent = unpack(value);
  for (; mantissa % 2 === 0; exponent++) mantissa /= 2;
  return -exponent;
}

/** value · 2^fractionBits, which must be an integer. */
export function scaled(value: number, fractionBits: number): bigint {
  const exponent = unpack(value);
  return shifted(BigInt(value < 0 ? -mantissa : mantissa), fractionBits + exponent);
}

/** integer · 2^by, which must be an integer. */
function shifted(integer: bigint, by: number): bigint {
  return by >= 0 ? integer << BigInt(by) : integer >> BigInt(-by);
}

/** Exponent of the last digit of the least double, and how many there are. */
const LEAST = -1074;
const EXPONENTS = 2047;
const LOW = 67108864;
/** Terms of which no sum of halves of mantissas exceeds a safe integer. */
export const MOST_TERMS = 33_554_432;

/** The sum of up to {@link MOST_TERMS} doubles, of either sign, without rounding. */
export class ExactSum {
  private readonly high = new Float64Array(EXPONENTS);
  private readonly low = new Float64Array(EXPONENTS);

  add(value: number): void {
    const index = unpack(value) - LEAST;
    const high = Math.floor(mantissa / LOW);
    const low = mantissa - high * LOW;
    this.high[index]! += value < 0 ? -high : high;
    this.low[index]! += value < 0 ? -low : low;
  }

  /** a · b, where neither it nor the last digit of it leaves the range of doubles. */
  addProduct(a: number, b: number): void {
    const product = a * b;
    this.add(product);
    this.add(errorOf(a, b, product));
  }

  /** The sum times 2^fractionBits, which must be an integer. */
  times(fractionBits: number): bigint {
    let sum = 0n;
    for (let index = 0; index < EXPONENTS; index++) {
      const [high, low] = [this.high[index]!, this.low[index]!];
      if (high !== 0 || low !== 0) sum += (BigInt(high) * BigInt(LOW) + BigInt(low)) << BigInt(index);
    }
    return shifted(sum, fractionBits + LEAST);
  }
}

const SPLITTER = 134217729;

/** a · b − product, exactly. */
function errorOf(a: number, b: number, product: number): number {
  const aBig = SPLITTER * a;
  const aHigh = aBig - (aBig - a);
  const aLow = a - aHigh;
  const bBig = SPLITTER * b;
  const bHigh = bBig - (bBig - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/** Those that are positive, largest first. */
function descending(values: Float64Array): Float64Array {
  let active = 0;
  for (let i = 0; i < values.length; i++) if (values[i]! > 0) active++;
  const positive = new Float64Array(active);
  for (let i = values.length; active > 0;) if (values[--i]! > 0) positive[--active] = values[i]!;
  // A typed array sorts by number, and without a comparator several times faster.
  return positive.sort().reverse();
}

/** Positive doubles that can be multiplied and divided without leaving the range of doubles. */
export function isModerate(value: number): boolean {
  return value >= 1e-90 && value <= 1e90;
}

/** Doubles, largest first or in an order of the caller's, as integers over a common power of two. */
export class Dyadic {
  readonly doubles: Float64Array;
  readonly fractionBits: number;

  /** @param doubles zero or {@link isModerate}, at most {@link MOST_TERMS} */
  constructor(doubles: Float64Array, fractionBits: number) {
    this.doubles = doubles;
    this.fractionBits = fractionBits;
  }

  get length(): number {
    return this.doubles.length;
  }

  at(index: number): bigint {
    return scaled(this.doubles[index]!, this.fractionBits);
  }

  integers(): bigint[] {
    return Array.from(this.doubles, (value) => scaled(value, this.fractionBits));
  }

  /** The same that are positive, largest first. */
  descendingActive(): Dyadic {
    return new Dyadic(descending(this.doubles), this.fractionBits);
  }

  sum(end = this.length): bigint {
    const sum = new ExactSum();
    for (let i = 0; i < end; i++) sum.add(this.doubles[i]!);
    return sum.times(this.fractionBits);
  }

  sumOfSquares(): bigint {
    const sum = new ExactSum();
    for (const value of this.doubles) sum.addProduct(value, value);
    return sum.times(2 * this.fractionBits);
  }

  /** Sum over j of (n − 1 − 2j) times the j-th. */
  sumByRank(n: number): bigint {
    const sum = new ExactSum();
    for (let j = 0; j < this.length; j++) sum.addProduct(n - 1 - 2 * j, this.doubles[j]!);
    return sum.times(this.fractionBits);
  }

  /** n x / total of each, rounded once; `total` is scaled as they are. */
  quotients(n: number, total: bigint): Float64Array {
    const whole = 1n << BigInt(this.fractionBits);
    const divisor = ratio(total, whole);
    const left = ratio(total - scaled(divisor, this.fractionBits), whole);
    return this.doubles.map((value, index) => {
      if (value === 0) return 0;
      const product = value * n;
      const first = product / divisor;
      const back = first * divisor;
      const rest = product - back - errorOf(first, divisor, back) + errorOf(value, n, product) - first * left;
      const second = rest / divisor;
      const doubt = first * 1e-28;
      const rounded = first + (second + doubt);
      return rounded === first + (second - doubt) ? rounded : ratio(this.at(index) * BigInt(n), total);
    });
  }

  /** Least m such that the m first together exceed (strict) or reach numerator / denominator of the total; null if none does. */
  leastReaching(total: bigint, numerator: bigint, denominator: bigint, strict: boolean): number | null {
    const target = total * numerator;
    const reaches = (sum: bigint) => (strict ? sum * denominator > target : sum * denominator >= target);
    const near = ratio(target, denominator << BigInt(this.fractionBits));
    // About where it is, and from there by exact steps.
    let [m, about] = [0, 0];
    while (m < this.length && about < near) about += this.doubles[m++]!;
    m = Math.max(1, m);
    let sum = this.sum(m);
    for (; m > 1 && reaches(sum - this.at(m - 1)); m--) sum -= this.at(m - 1);
    for (; m < this.length && !reaches(sum); m++) sum += this.at(m);
    return reaches(sum) ? m : null;
  }
}
