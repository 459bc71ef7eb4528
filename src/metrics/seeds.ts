import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import { bandOf, checkLevel } from './quantiles.js';
import { valueOrNull } from './undefined.js';
import type { Undefined } from './undefined.js';

/** A metric over independent runs. How sure one run is of its value is another matter, and never merged with this. */
export interface SeedSummary {
  /** Runs with a value. */
  readonly n: number;
  /** Runs without one, left out. */
  readonly undefinedRuns: number;
  readonly mean: number | null;
  readonly median: number | null;
  /** Student's t interval of the mean; null below two runs. */
  readonly meanInterval: readonly [low: number, high: number] | null;
  /** Central interval of the per-run values, by interpolated percentiles; null below two runs. */
  readonly range: readonly [low: number, high: number] | null;
  readonly level: number;
}

/** Summary of one metric over seeds, at a level of 0.95 by default. */
export function summarizeSeeds(
  values: readonly (number | Undefined | null)[],
  { level = 0.95 }: { level?: number } = {},
): SeedSummary {
  checkLevel(level);
  const defined = values.map((value) => (value === null ? null : valueOrNull(value))).filter((value) => value !== null);
  for (const value of defined)
    if (!Number.isFinite(value)) throw new RangeError(`value over seeds is ${value}: expected a finite number`);
  const n = defined.length;
  const band = bandOf(defined, level);
  const half = n < 2 ? null : halfWidth(defined, band!.mean, level);
  return {
    n,
    undefinedRuns: values.length - n,
    mean: band?.mean ?? null,
    median: band?.median ?? null,
    meanInterval: half === null ? null : [band!.mean - half, band!.mean + half],
    range: half === null ? null : [band!.low, band!.high],
    level,
  };
}

function halfWidth(values: readonly number[], mean: number, level: number): number {
  const n = values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return tQuantile((1 + level) / 2, n - 1) * Math.sqrt(squares / (n - 1) / n);
}
