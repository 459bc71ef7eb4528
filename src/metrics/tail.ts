import { ceilingOf, decimalRational, ratio } from './rational.js';
import { leastSquares } from './regression.js';
import { undefinedBecause } from './undefined.js';
import type { Undefined } from './undefined.js';
import { distributionOf } from './weights.js';
import type { Weights } from './weights.js';

/**
 * Kwon et al. 2019, epsilon of (m, epsilon, delta)-decentralisation with m = k: the largest over the producer at the
 * percentile, minus 1, [0, inf). Nearest rank ceil(percentile k / 100) among the active ones; 0 is the poorest.
 */
export function kwonEpsilon(w: Weights, { percentile }: { percentile: number }): number | Undefined {
  if (!(percentile >= 0 && percentile <= 100)) throw new RangeError(`percentile is ${percentile}: expected 0 to 100`);
  const distribution = distributionOf(w);
  const { active } = distribution;
  if (active === 0) return undefinedBecause('empty');
  const { numerator, denominator } = decimalRational(percentile);
  const rank = Math.max(
    1,
    Number(ceilingOf({ numerator: numerator * BigInt(active), denominator: denominator * 100n })),
  );
  const largest = distribution.valueAt(0);
  const reference = distribution.valueAt(active - rank);
  return ratio(largest - reference, reference);
}

/** A power law fitted to weights by rank. */
export interface ZipfFit {
  /** Minus the slope of ln x on ln rank: 0 for equal producers, 1 for Zipf's law. */
  readonly exponent: number;
  /** Share of the variance that the law explains, or null where all are equal. Without it a fit is noise. */
  readonly r2: number | null;
}

/** Exponent of a Zipf law over the active producers, by least squares. `too-few-samples` below three of them. */
export function zipfExponent(w: Weights): ZipfFit | Undefined {
  const distribution = distributionOf(w);
  const { active } = distribution;
  if (active === 0) return undefinedBecause('empty');
  if (active < 3) return undefinedBecause('too-few-samples');
  if (distribution.valueAt(0) === distribution.valueAt(active - 1)) return { exponent: 0, r2: null };
  const ranks = Float64Array.from({ length: active }, (_, i) => Math.log(i + 1));
  const line = leastSquares(ranks, distribution.logarithmsRelativeTo(1))!;
  return { exponent: -line.slope, r2: line.r2 };
}
