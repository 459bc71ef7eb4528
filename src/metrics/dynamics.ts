import chiSquareCdf from '@stdlib/stats-base-dists-chisquare-cdf';
import { median } from 'd3-array';
import { pairShares, totalVariation } from './divergence.js';
import { averageRanks, leastSquares } from './regression.js';
import { undefinedBecause } from './undefined.js';
import type { Undefined } from './undefined.js';
import type { Weights } from './weights.js';

/** Windows, or any sequence that a predicate can judge. */
export type Series<T> = readonly T[] | { readonly windows: readonly T[] };

/** When a series became what the predicate asks. */
export interface TimeToCentralize {
  /** Index of the first window of the first lasting run; null where none came before the end. */
  readonly window: number | null;
  /** True where the observation ended first: it may still have come later. */
  readonly censored: boolean;
  /** Windows at which a lasting run could have been seen to start; the time of censoring. */
  readonly observed: number;
}

/** First window from which the predicate holds for `sustain` (1) windows running. */
export function timeToCentralize<T>(
  series: Series<T>,
  predicate: (window: T, index: number) => boolean,
  { sustain = 1 }: { sustain?: number } = {},
): TimeToCentralize {
  if (!Number.isSafeInteger(sustain) || sustain < 1)
    throw new RangeError(`sustain is ${sustain}: expected a positive integer`);
  const windows = windowsOf(series);
  const observed = Math.max(0, windows.length - sustain + 1);
  let run = 0;
  for (const [index, window] of windows.entries()) {
    run = predicate(window, index) ? run + 1 : 0;
    if (run === sustain) return { window: index - sustain + 1, censored: false, observed };
  }
  return { window: null, censored: true, observed };
}

/** Fraction of the windows in which the predicate holds. */
export function timeAboveThreshold<T>(
  series: Series<T>,
  predicate: (window: T, index: number) => boolean,
): number | Undefined {
  const windows = windowsOf(series);
  return windows.length === 0 ? undefinedBecause('empty') : windows.filter(predicate).length / windows.length;
}

/**
 * Median time over seeds by the survival estimate of Kaplan & Meier 1958, which uses censored runs up to their end
 * instead of dropping them. `unreachable` where fewer than half have come by the last event.
 */
export function medianTimeToCentralize(times: readonly TimeToCentralize[]): number | Undefined {
  if (times.length === 0) return undefinedBecause('empty');
  const ends = times.map(({ window, observed }) => window ?? observed);
  const events = [...new Set(times.flatMap(({ window }) => (window === null ? [] : [window])))].sort((a, b) => a - b);
  let survival = 1;
  for (const at of events) {
    const atRisk = ends.filter((end) => end >= at).length;
    const came = times.filter(({ window }) => window === at).length;
    survival *= 1 - came / atRisk;
    if (survival <= 0.5 + 1e-12) return at;
  }
  return undefinedBecause('unreachable');
}

/** A monotone trend: slope of Theil 1950 and Sen 1968 with the test of Mann 1945 and Kendall. */
export interface Trend {
  /** Median slope over all pairs of windows, per window. */
  readonly slope: number;
  /** Kendall's S: rising pairs less falling ones. */
  readonly s: number;
  /** Normal score of S, corrected for ties and continuity. */
  readonly z: number;
  /** Two-sided chance of so strong a trend without any. */
  readonly pValue: number;
  /** Windows with a value. */
  readonly n: number;
}

/** Trend of a metric over windows; undefined windows keep their place but are left out. Needs three values. */
export function trend(series: readonly (number | Undefined | null)[]): Trend | Undefined {
  const points = series.flatMap((y, x) => (typeof y === 'number' ? [{ x, y }] : []));
  const n = points.length;
  if (n < 3) return undefinedBecause('too-few-samples');
  const slopes: number[] = [];
  let s = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const rise = points[j]!.y - points[i]!.y;
      slopes.push(rise / (points[j]!.x - points[i]!.x));
      s += Math.sign(rise);
    }
  }
  const variance = kendallVariance(points.map(({ y }) => y));
  const z = variance === 0 ? 0 : (s - Math.sign(s)) / Math.sqrt(variance);
  return { slope: median(slopes)! + 0, s, z: z + 0, pValue: Math.max(0, 1 - chiSquareCdf(z * z, 1)), n };
}

function kendallVariance(values: readonly number[]): number {
  const tied = new Map<number, number>();
  for (const value of values) tied.set(value, (tied.get(value) ?? 0) + 1);
  const term = (count: number) => count * (count - 1) * (2 * count + 5);
  return [...tied.values()].reduce((sum, count) => sum - term(count), term(values.length)) / 18;
}

/** How one window's producers became the next one's. */
export interface Turnover {
  /** Share of blocks that went elsewhere, [0, 1]. */
  readonly totalVariation: number | Undefined;
  /** Producers active only after, only before, and in both; in the order of ids. */
  readonly entrants: readonly string[];
  readonly leavers: readonly string[];
  readonly survivors: readonly string[];
  /** Rank correlation of the survivors' shares; `too-few-samples` below two, `single` where either side is all equal. */
  readonly spearman: number | Undefined;
}

/**
 * What changed from one window to the next: total variation, who came, left and stayed, and the rank correlation of the shares
 * of those who stayed.
 */
export function turnover(before: Weights, after: Weights): Turnover {
  const { producers, p, q } = pairShares(before, after);
  const where = (had: boolean, has: boolean) => producers.filter((_, i) => p[i]! > 0 === had && q[i]! > 0 === has);
  const survived = [...p.keys()].filter((i) => p[i]! > 0 && q[i]! > 0);
  return {
    totalVariation: totalVariation(before, after),
    entrants: where(false, true),
    leavers: where(true, false),
    survivors: where(true, true),
    spearman: spearman(
      survived.map((i) => p[i]!),
      survived.map((i) => q[i]!),
    ),
  };
}

function spearman(a: readonly number[], b: readonly number[]): number | Undefined {
  if (a.length < 2) return undefinedBecause('too-few-samples');
  const line = leastSquares(averageRanks(a), averageRanks(b));
  if (line === null || line.r2 === null) return undefinedBecause('single');
  return Math.sign(line.slope) * Math.sqrt(line.r2);
}

/** Whether growth depends on size (Gibrat 1931). */
export interface GibratFit {
  /** Slope of the growth of ln share on ln share: below 0 mean reversion, above 0 snowball. */
  readonly slope: number;
  readonly survivors: number;
  /** Producers active in one of the two only, which have no growth. */
  readonly dropped: number;
}

/** Needs three survivors, not all of one size. */
export function gibratSlope(before: Weights, after: Weights): GibratFit | Undefined {
  const { p, q } = pairShares(before, after);
  const survivors = [...p.keys()].filter((i) => p[i]! > 0 && q[i]! > 0);
  if (survivors.length < 3) return undefinedBecause('too-few-samples');
  const size = survivors.map((i) => Math.log(p[i]!));
  const growth = survivors.map((i) => Math.log(q[i]!) - Math.log(p[i]!));
  const line = leastSquares(size, growth);
  if (line === null) return undefinedBecause('single');
  const active = [...p.keys()].filter((i) => p[i]! > 0 || q[i]! > 0).length;
  return { slope: line.slope, survivors: survivors.length, dropped: active - survivors.length };
}

function windowsOf<T>(series: Series<T>): readonly T[] {
  return 'windows' in series ? series.windows : series;
}
