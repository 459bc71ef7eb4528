/** An order of several things by a mean over paired runs, with what the runs leave open about it. */
import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import { averageRanks, leastSquares } from './regression.js';

/** One of several, by the value that it had in every seed. */
export interface Contender {
  readonly name: string;
  /** By seed. */
  readonly values: ReadonlyMap<string, number>;
}

/** One contender: its mean over seeds and the ranks that it may have. */
export interface Ranked {
  readonly name: string;
  readonly mean: number;
  /** Best and worst rank that the runs allow, 1 being the greatest mean, at the family-wise level. */
  readonly rankLow: number;
  readonly rankHigh: number;
}

/** Contenders by their means, the greatest first, with what the comparison rests on. */
export interface Ranking {
  readonly ranked: readonly Ranked[];
  /** Seeds that all have. */
  readonly seeds: number;
  /** Pairs that were compared. */
  readonly pairs: number;
  readonly level: number;
}

interface Pair {
  readonly better: number;
  readonly worse: number;
  /** |t| of the paired differences; Infinity where they are all alike and not 0. */
  readonly t: number;
}

/**
 * Ranks by descending mean over the seeds that all contenders have. Every pair is tested on its paired differences (Student
 * t), and the pairs together by the step-down procedure of Holm 1979, so that any wrong order among them all has at most the
 * chance 1 − level. A rank's bounds count who is surely better and surely worse (Mogstad, Romano, Shaikh & Wilhelm,
 * "Inference for Ranks with Applications to Mobility across Neighbourhoods and Academic Achievement across Countries",
 * Review of Economic Studies 2024).
 */
export function rankWithConfidence(contenders: readonly Contender[], { level = 0.95 } = {}): Ranking {
  const [first] = contenders;
  const seeds = [...(first?.values.keys() ?? [])].filter((seed) => contenders.every(({ values }) => values.has(seed)));
  const rows = contenders.map(({ values }) => seeds.map((seed) => values.get(seed)!));
  const means = rows.map((row) => row.reduce((sum, value) => sum + value, 0) / seeds.length);
  const pairs: Pair[] = [];
  for (let a = 0; a < rows.length; a++) {
    for (let b = a + 1; b < rows.length; b++) {
      const t = pairedT(rows[a]!, rows[b]!);
      pairs.push({ better: t >= 0 ? a : b, worse: t >= 0 ? b : a, t: Math.abs(t) });
    }
  }
  const [above, below] = [new Int32Array(rows.length), new Int32Array(rows.length)];
  for (const { better, worse } of sure(pairs, seeds.length, level)) {
    above[worse]!++;
    below[better]!++;
  }
  const ranked = contenders.map(({ name }, i) => ({
    name,
    mean: means[i]!,
    rankLow: 1 + above[i]!,
    rankHigh: contenders.length - below[i]!,
  }));
  const order = [...ranked.keys()].sort((a, b) => means[b]! - means[a]! || a - b);
  return { ranked: order.map((i) => ranked[i]!), seeds: seeds.length, pairs: pairs.length, level };
}

/** Signed t of the mean difference a − b; 0 below two seeds. */
function pairedT(a: readonly number[], b: readonly number[]): number {
  const n = a.length;
  if (n < 2) return 0;
  const differences = a.map((value, i) => value - b[i]!);
  const mean = differences.reduce((sum, value) => sum + value, 0) / n;
  const squares = differences.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  // Differences that are all alike but for rounding.
  const scale = Math.max(...a.map(Math.abs), ...b.map(Math.abs), Number.MIN_VALUE);
  if (squares <= n * scale * scale * 1e-24) return Math.abs(mean) <= scale * 1e-12 ? 0 : Math.sign(mean) * Infinity;
  return mean / Math.sqrt(squares / (n - 1) / n);
}

/** The pairs whose order is sure: the farthest apart first, each against what is left of the level, until one fails. */
function sure(pairs: readonly Pair[], seeds: number, level: number): Pair[] {
  if (seeds < 2) return [];
  const byDistance = pairs.toSorted((x, y) => (x.t === y.t ? 0 : y.t - x.t));
  const failed = byDistance.findIndex(
    ({ t }, i) => t <= tQuantile(1 - (1 - level) / (2 * (pairs.length - i)), seeds - 1),
  );
  return failed < 0 ? byDistance : byDistance.slice(0, failed);
}

/** Rank correlation (Spearman) of two lists of values of the same things; null where either is all alike or too short. */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number | null {
  const line = a.length < 3 ? null : leastSquares(averageRanks(a), averageRanks(b));
  return line === null || line.r2 === null ? null : Math.sign(line.slope) * Math.sqrt(line.r2);
}
