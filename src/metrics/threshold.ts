import { decimalRational } from './rational.js';

/** A share of the total as an exact fraction, to be exceeded (strict) or only reached. Never 0.33, 0.51 or 0.66. */
export interface Threshold {
  readonly numerator: bigint;
  readonly denominator: bigint;
  readonly strict: boolean;
}

/** More than 1/2: rewrites a longest chain and censors at will. */
export const MAJORITY: Threshold = { numerator: 1n, denominator: 2n, strict: true };

/** At least 1/3: the rest holds at most 2/3 and cannot exceed a two-thirds quorum, so finality halts. */
export const BLOCKING_THIRD: Threshold = { numerator: 1n, denominator: 3n, strict: false };

/** More than 2/3: a Byzantine quorum by itself. */
export const QUORUM_TWO_THIRDS: Threshold = { numerator: 2n, denominator: 3n, strict: true };

/**
 * More than (1 - gamma) / (3 - 2 gamma): selfish mining pays (Eyal & Sirer 2014, section 4.2). `gamma`, the share of
 * honest power that mines on the attacker's branch in a race, is read as the decimal it prints as.
 */
export function selfish(gamma: number): Threshold {
  if (!(gamma >= 0 && gamma <= 1)) throw new RangeError(`gamma is ${gamma}: expected 0 to 1`);
  const { numerator, denominator } = decimalRational(gamma);
  return { numerator: denominator - numerator, denominator: 3n * denominator - 2n * numerator, strict: true };
}

/** Any other rational threshold; `strict` means more than, otherwise at least. Throws unless 0 <= numerator and 0 < denominator. */
export function custom(numerator: number | bigint, denominator: number | bigint, strict: boolean): Threshold {
  return checkedThreshold({ numerator: BigInt(numerator), denominator: BigInt(denominator), strict });
}

/**
 * The threshold with its parts as bigints. Throws where it is negative, where its denominator is not positive, and for
 * "at least 0", which nobody at all already reaches.
 */
export function checkedThreshold(threshold: Threshold): Threshold {
  const { strict } = threshold;
  const numerator = BigInt(threshold.numerator);
  const denominator = BigInt(threshold.denominator);
  if (denominator <= 0n || numerator < 0n)
    throw new RangeError(`threshold is ${numerator}/${denominator}: expected a fraction not below 0`);
  if (numerator === 0n && !strict) throw new RangeError('threshold "at least 0" is reached by nobody at all');
  return { numerator, denominator, strict };
}

/** `> 1/2` or `>= 1/3`. */
export function describeThreshold({ numerator, denominator, strict }: Threshold): string {
  return `${strict ? '>' : '>='} ${numerator}/${denominator}`;
}
