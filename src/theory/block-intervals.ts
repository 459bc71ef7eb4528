/**
 * Times between blocks. A memoryless race: every miner finds blocks at a rate in proportion to its power, so that intervals
 * are exponential and the winner is independent of the interval (Nakamoto 2008, section 11, takes this for granted; it is
 * the minimum of independent exponentials). Below it: rules that need several solved puzzles a block, and are steadier.
 */
import { requireNotNegative, requirePositive, requireWhole } from './domain.js';

/** Probability that no block is found within a time, e^{−t/T}; both in the same unit. */
export function noBlockProbability(interval: number, time: number): number {
  requirePositive('interval', interval);
  requireNotNegative('time', time);
  return Math.exp(-time / interval);
}

/** Half of the intervals are shorter than T ln 2. */
export function medianInterval(interval: number): number {
  requirePositive('interval', interval);
  return interval * Math.LN2;
}

/**
 * Squared coefficient of variation of the block interval when a block needs k puzzles solved one after the other or in
 * parallel, each by a memoryless race: 1/k. Keller & Böhme, "Parallel Proof-of-Work with Concrete Bounds" (AFT 2022).
 */
export function parallelIntervalCv2(k: number): number {
  requireWhole('k', k, 1);
  return 1 / k;
}

/**
 * The same under Bobtail, where the mean of the k lowest hashes must pass the target: 2(2k+1) / (3k(k+1)).
 * Bissias & Levine, "Bobtail: Improved Blockchain Security with Low-Variance Mining" (NDSS 2020), section IV.
 */
export function bobtailIntervalCv2(k: number): number {
  requireWhole('k', k, 1);
  return (2 * (2 * k + 1)) / (3 * k * (k + 1));
}

/**
 * Standard error of the coefficient of variation of n intervals, each a sum of exponential times with given means: k equal ones
 * for k puzzles, means 1 … k for Bobtail. By the delta method c √((c² − cγ + (κ − 1)/4)/n), with c, γ, κ the law's own
 * coefficient of variation, skewness and kurtosis; 1/√n for a single exponential.
 */
export function intervalCvError(means: readonly number[], n: number): number {
  requireWhole('n', n, 1);
  let [sum, variance, third, fourth] = [0, 0, 0, 0];
  for (const mean of means) {
    requirePositive('a mean', mean);
    sum += mean;
    variance += mean * mean;
    third += 2 * mean * mean * mean;
    fourth += 6 * mean * mean * mean * mean;
  }
  const c = Math.sqrt(variance) / sum;
  const skewness = third / (variance * Math.sqrt(variance));
  const kurtosis = 3 + fourth / (variance * variance);
  return c * Math.sqrt((c * c - c * skewness + (kurtosis - 1) / 4) / n);
}
