import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf';
import { tauIndex } from './dominance.js';
import { bandOf, checkLevel } from './quantiles.js';
import { ratio } from './rational.js';
import { multinomialSampler } from './sampling.js';
import type { Rng } from './sampling.js';
import { MAJORITY, describeThreshold } from './threshold.js';
import type { Threshold } from './threshold.js';
import { isUndefined, undefinedBecause } from './undefined.js';
import type { Undefined } from './undefined.js';
import { compareProducers, countsOf } from './weights.js';
import type { Weights } from './weights.js';

/** Range of a coefficient that the blocks of one run leave open, at a nominal 1 - alpha. */
export interface CoefficientInterval {
  readonly low: number;
  /** The coefficient of the counts themselves. */
  readonly point: number;
  /** Null where the blocks are too few to show that any coalition exceeds the threshold. */
  readonly high: number | null;
  readonly alpha: number;
  readonly convention: string;
}

/** How sure an interval is to be, and of which coefficient. */
export interface IntervalOptions {
  /** Chance of missing the truth, 0.05 by default; half for each end. */
  readonly alpha?: number;
  /** More than half by default. */
  readonly threshold?: Threshold;
}

/**
 * Split-bracket interval of a coefficient. The low end is the least m whose share is not significantly below the
 * threshold in all blocks. For the high end a random half of the blocks ranks the producers and the other half tests
 * their cumulative share, because the top m look larger on the data that made them the top m; other intervals miss flat
 * sets for that reason. The blocks must be exchangeable: skip it for round-robin leaders.
 */
export function nakamotoInterval(
  counts: Weights,
  { alpha = 0.05, threshold = MAJORITY, rng }: IntervalOptions & { readonly rng: Rng },
): CoefficientInterval | Undefined {
  const test = thresholdTest(alpha, threshold);
  const point = tauIndex(counts, threshold);
  if (isUndefined(point)) return point;
  const distribution = countsOf(counts);
  const low = leastNotBelow(Array.from(distribution.values, Number), Number(distribution.total), test);
  const { ranked, blocks } = splitHalf(distribution.amounts(), Number(distribution.total), rng);
  let held = 0;
  let high: number | null = null;
  for (let m = 1; m <= ranked.length && high === null; m++) {
    held += ranked[m - 1]!;
    if (test.isAbove(held, blocks)) high = Math.max(m, point);
  }
  const convention = `split bracket for ${describeThreshold(threshold)}, alpha/2 at each end`;
  return { low, point, high, alpha, convention };
}

/**
 * Binomial range of a coefficient: m is compatible unless S_m is significantly below the threshold or S_(m-1)
 * significantly above, each at alpha/2. It needs no random numbers and covers skewed sets, but never a flat one.
 */
export function binomialRange(
  counts: Weights,
  { alpha = 0.05, threshold = MAJORITY }: IntervalOptions = {},
): CoefficientInterval | Undefined {
  const test = thresholdTest(alpha, threshold);
  const point = tauIndex(counts, threshold);
  if (isUndefined(point)) return point;
  const distribution = countsOf(counts);
  const blocks = Number(distribution.total);
  const values = Array.from(distribution.values, Number);
  const low = leastNotBelow(values, blocks, test);
  let high = point;
  for (let held = sum(values.slice(0, high)); high < values.length && !test.isAbove(held, blocks); high++)
    held += values[high]!;
  const convention = `binomial range for ${describeThreshold(threshold)}, alpha/2 at each end`;
  return { low, point, high, alpha, convention };
}

interface ThresholdTest {
  isBelow(held: number, blocks: number): boolean;
  isAbove(held: number, blocks: number): boolean;
}

/** One-sided binomial tests of a coalition's share against the threshold, each at alpha/2. */
function thresholdTest(alpha: number, { numerator, denominator }: Threshold): ThresholdTest {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`alpha is ${alpha}: expected a number between 0 and 1`);
  const share = ratio(numerator, denominator);
  return {
    isBelow: (held, blocks) => binomialCdf(held, blocks, share) < alpha / 2,
    // P(X >= held) by the mirrored variable, which keeps the digits that 1 - cdf would lose.
    isAbove: (held, blocks) => binomialCdf(blocks - held, blocks, 1 - share) < alpha / 2,
  };
}

function leastNotBelow(values: readonly number[], blocks: number, test: ThresholdTest): number {
  let held = 0;
  for (let m = 1; m < values.length; m++) {
    held += values[m - 1]!;
    if (!test.isBelow(held, blocks)) return m;
  }
  return values.length;
}

/** Draws half of the blocks without replacement to rank the producers; gives what each has in the other half. */
function splitHalf(
  amounts: ReadonlyMap<string, bigint>,
  total: number,
  rng: Rng,
): { ranked: number[]; blocks: number } {
  let wanted = Math.floor(total / 2);
  let left = total;
  const halves = [...amounts]
    .sort(([a], [b]) => compareProducers(a, b))
    .map(([, amount]) => {
      const count = Number(amount);
      let ranking = 0;
      // Selection sampling: each block is taken with the chance wanted / left, which makes all halves equally likely.
      for (let block = 0; block < count; block++, left--) {
        if (rng() * left >= wanted) continue;
        ranking++;
        wanted--;
      }
      return { ranking, testing: count - ranking };
    });
  // Equal ranks stay in the order of ids, which the tested half cannot influence.
  halves.sort((a, b) => b.ranking - a.ranking);
  return { ranked: halves.map(({ testing }) => testing), blocks: total - Math.floor(total / 2) };
}

/** A metric of one run's blocks, resampled. */
export interface Bootstrap {
  readonly point: number | Undefined;
  /** Percentiles of the resampled values; null where none was defined. They carry the bias of sampling once more. */
  readonly low: number | null;
  readonly median: number | null;
  readonly high: number | null;
  /** median - point: what one more sampling does to the metric. */
  readonly bias: number | null;
  /** The interval with that bias subtracted, which contains the point. */
  readonly unbiased: readonly [low: number, high: number] | null;
  readonly level: number;
  readonly resamples: number;
  readonly undefinedResamples: number;
}

/** Percentile bootstrap (Efron 1979) over the blocks of a run; the population stays the listed producers. */
export function bootstrap(
  counts: Weights,
  metric: (counts: Weights) => number | Undefined,
  { resamples = 1000, rng, level = 0.95 }: { resamples?: number; rng: Rng; level?: number },
): Bootstrap | Undefined {
  checkLevel(level);
  if (!Number.isSafeInteger(resamples) || resamples < 1)
    throw new RangeError(`resamples is ${resamples}: expected a positive integer`);
  const distribution = countsOf(counts);
  if (distribution.active === 0) return undefinedBecause('empty');
  const draw = multinomialSampler(counts);
  const blocks = Number(distribution.total);
  const values: number[] = [];
  for (let i = 0; i < resamples; i++) {
    const value = metric(draw(blocks, rng));
    if (!isUndefined(value)) values.push(value);
  }
  const point = metric(counts);
  const band = bandOf(values, level);
  const bias = band === null || isUndefined(point) ? null : band.median - point;
  return {
    point,
    low: band?.low ?? null,
    median: band?.median ?? null,
    high: band?.high ?? null,
    bias,
    unbiased: band === null || bias === null ? null : [band.low - bias, band.high - bias],
    level,
    resamples,
    undefinedResamples: resamples - values.length,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
