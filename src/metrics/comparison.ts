import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf';
import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import { median } from 'd3-array';
import { checkLevel } from './quantiles.js';
import { isUndefined, undefinedBecause } from './undefined.js';
import type { Undefined } from './undefined.js';

/** Runs by seed, or in an order that both sides share. */
export type Runs<T> = ReadonlyMap<string, T> | readonly T[];

/** What to compare runs by. A column of the catalogue is one. */
export interface RunMetric<T> {
  readonly decentralised: 'higher' | 'lower' | 'neither';
  compute(run: T): number | Undefined;
}

/** How the runs of a differ from those of b. */
export interface RunComparison {
  /** Median of a - b: over the pairs, or over all combinations where runs are not paired. */
  readonly medianDiff: number | Undefined;
  /** Interval of that median without a distribution assumed; null for too few runs. */
  readonly interval: readonly [low: number, high: number] | null;
  /**
   * Chance that a run of a is more decentralised than its counterpart in b, ties counting half, because coefficients
   * are small integers; `unreachable` for a metric that is neither way.
   */
  readonly probSuperior: number | Undefined;
  /** Whether runs of one seed were held against each other. */
  readonly paired: boolean;
  /** Pairs, or runs on both sides. */
  readonly n: number;
  /** Pairs or runs left out because they have no counterpart or no value. */
  readonly dropped: number;
  readonly level: number;
}

/**
 * Compares runs seed by seed. Maps are paired where they share a seed, arrays where they are of one length; `paired`
 * overrides. Pairs: the sign-test interval of the median difference. Otherwise: Hodges & Lehmann 1963.
 */
export function compareRuns<T>(
  a: Runs<T>,
  b: Runs<T>,
  metric: RunMetric<T>,
  { level = 0.95, paired = arePaired(a, b) }: { level?: number; paired?: boolean } = {},
): RunComparison {
  checkLevel(level);
  const left = valuesOf(a, metric);
  const right = valuesOf(b, metric);
  return paired
    ? comparePairs(left, right, metric.decentralised, level)
    : compareAll(left, right, metric.decentralised, level);
}

function comparePairs(
  left: ReadonlyMap<string, number | Undefined>,
  right: ReadonlyMap<string, number | Undefined>,
  decentralised: RunMetric<unknown>['decentralised'],
  level: number,
): RunComparison {
  const differences: number[] = [];
  for (const [seed, value] of left) {
    const other = right.get(seed);
    if (typeof value === 'number' && typeof other === 'number') differences.push(value - other);
  }
  differences.sort((x, y) => x - y);
  const n = differences.length;
  // Largest rank whose two tails together stay within 1 - level.
  let rank = 0;
  while (rank < Math.floor(n / 2) && 2 * binomialCdf(rank, n, 0.5) <= 1 - level) rank++;
  return {
    ...summary(differences, decentralised),
    interval: rank === 0 ? null : [differences[rank - 1]!, differences[n - rank]!],
    paired: true,
    n,
    dropped: new Set([...left.keys(), ...right.keys()]).size - n,
    level,
  };
}

function compareAll(
  left: ReadonlyMap<string, number | Undefined>,
  right: ReadonlyMap<string, number | Undefined>,
  decentralised: RunMetric<unknown>['decentralised'],
  level: number,
): RunComparison {
  const isNumber = (value: number | Undefined) => typeof value === 'number';
  const ours = [...left.values()].filter(isNumber);
  const theirs = [...right.values()].filter(isNumber);
  const differences = ours.flatMap((x) => theirs.map((y) => x - y)).sort((x, y) => x - y);
  const pairs = differences.length;
  // The normal quantile is Student's with endless degrees of freedom.
  const normal = tQuantile((1 + level) / 2, 1e12);
  const spread = Math.sqrt((pairs * (ours.length + theirs.length + 1)) / 12);
  const rank = Math.floor(pairs / 2 - normal * spread);
  return {
    ...summary(differences, decentralised),
    interval: rank < 1 ? null : [differences[rank - 1]!, differences[pairs - rank]!],
    paired: false,
    n: ours.length + theirs.length,
    dropped: left.size + right.size - ours.length - theirs.length,
    level,
  };
}

function summary(
  differences: readonly number[],
  decentralised: RunMetric<unknown>['decentralised'],
): Pick<RunComparison, 'medianDiff' | 'probSuperior'> {
  if (differences.length === 0)
    return { medianDiff: undefinedBecause('too-few-samples'), probSuperior: undefinedBecause('too-few-samples') };
  const medianDiff = median(differences)! + 0;
  if (decentralised === 'neither') return { medianDiff, probSuperior: undefinedBecause('unreachable') };
  const better = decentralised === 'higher' ? 1 : -1;
  const wins = differences.reduce((sum, difference) => sum + (1 + better * Math.sign(difference)) / 2, 0);
  return { medianDiff, probSuperior: wins / differences.length };
}

function valuesOf<T>(runs: Runs<T>, metric: RunMetric<T>): Map<string, number | Undefined> {
  const entries: (readonly [string, T])[] = isArray(runs) ? runs.map((run, i) => [String(i), run]) : [...runs];
  return new Map(entries.map(([seed, run]) => [seed, finite(metric.compute(run), seed)]));
}

function finite(value: number | Undefined, seed: string): number | Undefined {
  if (isUndefined(value) || Number.isFinite(value)) return value;
  throw new RangeError(`metric of run ${JSON.stringify(seed)} is ${value}: expected a finite number or undefined`);
}

function arePaired<T>(a: Runs<T>, b: Runs<T>): boolean {
  if (isArray(a) || isArray(b)) return isArray(a) && isArray(b) && a.length === b.length;
  return [...a.keys()].some((seed) => b.has(seed));
}

function isArray<T>(runs: Runs<T>): runs is readonly T[] {
  return Array.isArray(runs);
}
