/** Fairness that no single run can show: how the outcome varies over the seeds of one protocol. */
import gammaQuantile from '@stdlib/stats-base-dists-gamma-quantile';
import { equitability, gTest } from './fairness.js';
import { fairByLuck, isFair } from './returns.js';
import { survivalMedian } from './survival.js';
import { isUndefined } from './undefined.js';
import { sortedCounts, sortedWeights } from './weights.js';
import { wilsonInterval } from './wilson.js';

/** One run, as far as it matters here; nodes in one order in all runs. */
export interface SeedRun {
  readonly weights: readonly number[];
  /** Canonical blocks by node. */
  readonly counts: readonly number[];
  /** Nodes that one entry stands for, where several are put together; those are not looked at one by one. Absent: one each. */
  readonly members?: readonly number[] | undefined;
  /** Height at which the chain first was centralised; null: not within the run; absent: nobody looked. */
  readonly centralizedAt?: number | null | undefined;
}

/** A figure over the seeds with its 95 % interval, and what independent draws by weight would give. */
export interface OverSeeds {
  readonly name: string;
  readonly describe: string;
  /** Runs that it is made of. */
  readonly n: number;
  readonly mean: number | null;
  readonly median: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly baseline: number | null;
}

const EPSILON = 0.1;
const LEVEL = 0.95;

/** Names in the order of the rows, with what they say. */
export const OVER_SEEDS: Readonly<Record<string, string>> = {
  equitability_largest:
    'Variance over seeds of the heaviest holder’s share of the blocks, over a(1 − a) (Fanti et al. 2019); independent draws give 1/blocks',
  robust_fairness_10_largest:
    'Share of the seeds in which the heaviest holder’s share of the blocks is within 10 % of its share of the weight (Huang et al. 2021)',
  robust_fairness_10_median: 'The same of the holder in the middle, by weight',
  g_test_p_pooled:
    'P-value of a G-test that the blocks of all seeds together were drawn by the weights, independently: it finds what one run hides, and also that stakes changed',
  time_to_centralize_median_blocks:
    'Median over seeds of time_to_centralize_blocks by the survival curve of Kaplan & Meier, runs in which it never came counted until they end',
  time_to_centralize_censored: 'Share of the seeds in which it never came',
};

/** The rows over the runs of one protocol at one point of a sweep; those that do not make sense of them are left out. */
export function overSeeds(runs: readonly SeedRun[]): OverSeeds[] {
  const fitting = runs.filter(({ counts }) => sum(counts) > 0);
  const found = new Map<string, Omit<OverSeeds, 'name' | 'describe'>>();
  if (fitting.length > 0) {
    const rank = holdersOf(fitting[0]!);
    const isSame = fitting.every((run) => run.weights.every((weight, node) => weight === fitting[0]!.weights[node]));
    if (isSame && rank.length > 1) {
      const [largest, middle] = [rank.at(-1)!, rank[Math.floor((rank.length - 1) / 2)]!];
      if (fitting.length > 1) found.set('equitability_largest', equitable(fitting, largest));
      found.set('robust_fairness_10_largest', robust(fitting, largest));
      found.set('robust_fairness_10_median', robust(fitting, middle));
      found.set('g_test_p_pooled', pooledTest(fitting));
    }
    const watched = fitting.filter(({ centralizedAt }) => centralizedAt !== undefined);
    if (watched.length > 0) {
      found.set('time_to_centralize_median_blocks', centralized(watched));
      const censored = watched.filter(({ centralizedAt }) => centralizedAt === null).length;
      found.set('time_to_centralize_censored', rate(censored, watched.length, null));
    }
  }
  return Object.entries(OVER_SEEDS).flatMap(([name, describe]) => {
    const figure = found.get(name);
    return figure ? [{ name, describe, ...figure }] : [];
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Nodes with a weight, lightest first. */
function holdersOf({ weights, members }: SeedRun): Int32Array {
  const holders = Int32Array.from(weights.keys()).filter((node) => weights[node]! > 0 && (members?.[node] ?? 1) === 1);
  return holders.sort((a, b) => weights[a]! - weights[b]! || a - b);
}

const dueOf = ({ weights }: SeedRun, node: number): number => weights[node]! / sum(weights);
const shareOf = ({ counts }: SeedRun, node: number): number => counts[node]! / sum(counts);

/** The interval is that of a variance of normal shares, by chi-square. */
function equitable(runs: readonly SeedRun[], node: number): Omit<OverSeeds, 'name' | 'describe'> {
  const due = dueOf(runs[0]!, node);
  const value = equitability(
    runs.map((run) => shareOf(run, node)),
    due,
  );
  if (isUndefined(value)) return { n: runs.length, mean: null, median: null, low: null, high: null, baseline: null };
  const degrees = runs.length - 1;
  const chiSquare = (p: number) => gammaQuantile(p, degrees / 2, 0.5);
  return {
    n: runs.length,
    mean: value,
    median: null,
    low: (value * degrees) / chiSquare((1 + LEVEL) / 2),
    high: (value * degrees) / chiSquare((1 - LEVEL) / 2),
    baseline: sum(runs.map(({ counts }) => 1 / sum(counts))) / runs.length,
  };
}

function robust(runs: readonly SeedRun[], node: number): Omit<OverSeeds, 'name' | 'describe'> {
  const due = dueOf(runs[0]!, node);
  const fair = runs.filter((run) => isFair(shareOf(run, node), due, EPSILON)).length;
  const luck = sum(runs.map(({ counts }) => fairByLuck(due, sum(counts), EPSILON))) / runs.length;
  return rate(fair, runs.length, luck);
}

function rate(hits: number, n: number, baseline: number | null): Omit<OverSeeds, 'name' | 'describe'> {
  const interval = wilsonInterval(hits, n);
  return { n, mean: hits / n, median: null, low: interval?.low ?? null, high: interval?.high ?? null, baseline };
}

function pooledTest(runs: readonly SeedRun[]): Omit<OverSeeds, 'name' | 'describe'> {
  const { weights } = runs[0]!;
  const ids = weights.map((_, node) => String(node).padStart(7, '0'));
  const pooled = new Float64Array(ids.length);
  for (const { counts } of runs) for (let node = 0; node < pooled.length; node++) pooled[node]! += counts[node]!;
  const test = gTest(sortedCounts(ids, pooled), sortedWeights(ids, Float64Array.from(weights)));
  const mean = isUndefined(test) ? null : test.pValue;
  return { n: runs.length, mean, median: null, low: null, high: null, baseline: null };
}

function centralized(runs: readonly SeedRun[]): Omit<OverSeeds, 'name' | 'describe'> {
  const found = survivalMedian(
    runs.map(({ centralizedAt, counts }) => ({
      time: centralizedAt ?? sum(counts),
      came: typeof centralizedAt === 'number',
    })),
  );
  if (isUndefined(found)) return { n: 0, mean: null, median: null, low: null, high: null, baseline: null };
  const { median, low, high } = found;
  return { n: runs.length, mean: null, median, low, high, baseline: null };
}
