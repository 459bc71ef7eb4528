/** Exact fractions of integers, and their one rounding to a double. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);
const TWO_TO_1000 = Number(1n << 1000n);
const MAX_DECIMAL_EXPONENT = 10_000;

/** numerator / denominator, rounded once to the nearest double, whatever the size of the two. */
export function ratio(numerator: bigint, denominator: bigint): number {
  if (numerator === 0n) return 0;
  if (denominator < 0n) return ratio(-numerator, -denominator);
  if (numerator < 0n) return -ratio(-numerator, denominator);
  if (numerator <= MAX_SAFE && denominator <= MAX_SAFE) return Number(numerator) / Number(denominator);
  // At least 60 bits of quotient; a sticky last bit makes the conversion to a double round as the true fraction would.
  const shift = Math.max(0, digitsOf(denominator) - digitsOf(numerator) + 68);
  const scaled = numerator << BigInt(shift);
  let quotient = scaled / denominator;
  if (quotient * denominator !== scaled) quotient |= 1n;
  return divideByPowerOfTwo(Number(quotient), shift);
}

/** Binary digits of a positive integer, or up to four more. */
function digitsOf(value: bigint): number {
  const double = Number(value);
  return double < Infinity ? Math.floor(Math.log2(double)) + 1 : 4 * value.toString(16).length;
}

function divideByPowerOfTwo(value: number, exponent: number): number {
  let rest = exponent;
  let result = value;
  for (; rest > 1000; rest -= 1000) result /= TWO_TO_1000;
  return result / Number(1n << BigInt(rest));
}

/** Natural logarithm of a positive integer of any size. */
export function logarithm(value: bigint): number {
  const excessBits = 4 * (value.toString(16).length - 250);
  if (excessBits <= 0) return Math.log(Number(value));
  return Math.log(Number(value >> BigInt(excessBits))) + excessBits * Math.LN2;
}

/** Of two integers ≥ 0; of 0 and b it is b. */
export function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [large, small] = [a, b];
  while (small !== 0n) [large, small] = [small, large % small];
  return large;
}

/** A decimal text such as `12`, `0.25` or `8.897e+24` as an exact fraction. Throws on any other text. */
export function parseDecimal(text: string): Rational {
  const match = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?\s*$/.exec(text);
  const digits = match === null ? '' : `${match[2]}${match[3] ?? ''}`;
  if (match === null || digits === '') throw new RangeError(`not a decimal number: ${JSON.stringify(text)}`);
  const exponent = Number(match[4] ?? 0) - (match[3]?.length ?? 0);
  if (Math.abs(exponent) > MAX_DECIMAL_EXPONENT) throw new RangeError(`decimal exponent out of range: ${text}`);
  const numerator = BigInt(digits) * (match[1] === '-' ? -1n : 1n);
  return exponent >= 0
    ? { numerator: numerator * powerOfTen(exponent), denominator: 1n }
    : { numerator, denominator: powerOfTen(-exponent) };
}

/** The fraction that a number's shortest decimal names: 0.1 is 1/10, so that ceil(0.1 * 70) is 7 and not 8. */
export function decimalRational(value: number): Rational {
  if (!Number.isFinite(value)) throw new RangeError(`expected a finite number, found ${value}`);
  return parseDecimal(String(value));
}

/** 10 to a whole exponent ≥ 0. */
export function powerOfTen(exponent: number): bigint {
  return BigInt(`1${'0'.repeat(exponent)}`);
}

/** Least integer not below numerator / denominator, for denominator > 0. */
export function ceilingOf({ numerator, denominator }: Rational): bigint {
  const quotient = numerator / denominator;
  return quotient * denominator < numerator ? quotient + 1n : quotient;
}

/** Greatest integer not above numerator / denominator, for denominator > 0. */
export function floorOf({ numerator, denominator }: Rational): bigint {
  const quotient = numerator / denominator;
  return quotient * denominator > numerator ? quotient - 1n : quotient;
}
