import chiSquareCdf from '@stdlib/stats-base-dists-chisquare-cdf';
import { pairShares } from './divergence.js';
import { maxPowerRatio } from './dominance.js';
import { effectiveProducers } from './entropy.js';
import { hhi } from './herfindahl.js';
import { leastSquares } from './regression.js';
import { isUndefined, undefinedBecause } from './undefined.js';
import type { Undefined } from './undefined.js';
import { countsOf } from './weights.js';
import type { Weights } from './weights.js';

/** Likelihood-ratio test that the blocks were drawn by the weights: tells unfairness from luck. */
export interface GTest {
  /** 2 sum x ln(x/E) over the cells; `unreachable` (infinite) where a producer without weight produced. */
  readonly statistic: number | Undefined;
  /** Cells - 1. */
  readonly degreesOfFreedom: number;
  /** Chance of a statistic at least as large under pure luck. Small values say that it was not luck. */
  readonly pValue: number;
  readonly cells: number;
  /** Producers whose cells were pooled because they expected fewer blocks than the minimum. */
  readonly pooled: readonly string[];
}

interface Cell {
  observed: number;
  expected: number;
}

/**
 * G-test of integer counts against weights (Sokal & Rohlf 1981). Producers expecting fewer than `minExpected` blocks
 * (5) share one cell; where that cell still expects fewer, it joins the smallest of the others. `too-few-samples` below
 * two cells. Throws for counts that are not integers.
 */
export function gTest(counts: Weights, weights: Weights, { minExpected = 5 } = {}): GTest | Undefined {
  const distribution = countsOf(counts);
  const { producers, p, q } = pairShares(counts, weights);
  const blocks = Number(distribution.total);
  if (blocks === 0 || !q.some((share) => share > 0)) return undefinedBecause('empty');
  const pooled: string[] = [];
  const pool: Cell = { observed: 0, expected: 0 };
  const cells: Cell[] = [];
  for (let i = 0; i < producers.length; i++) {
    // Shares were rounded once from integers, so the product is within a last digit of the count.
    const cell = { observed: Math.round(p[i]! * blocks), expected: q[i]! * blocks };
    if (cell.expected >= minExpected) cells.push(cell);
    else if (cell.observed > 0 || cell.expected > 0) {
      pooled.push(producers[i]!);
      pool.observed += cell.observed;
      pool.expected += cell.expected;
    }
  }
  addPool(cells, pool, minExpected);
  const degreesOfFreedom = cells.length - 1;
  const impossible = p.some((share, i) => share > 0 && q[i] === 0);
  if (impossible)
    return { statistic: undefinedBecause('unreachable'), degreesOfFreedom, pValue: 0, cells: cells.length, pooled };
  if (degreesOfFreedom < 1) return undefinedBecause('too-few-samples');
  const statistic = cells.reduce((sum, cell) => sum + cellStatistic(cell), 0);
  const pValue = Math.max(0, 1 - chiSquareCdf(Math.max(0, statistic), degreesOfFreedom));
  return { statistic: Math.max(0, statistic), degreesOfFreedom, pValue, cells: cells.length, pooled };
}

function addPool(cells: Cell[], pool: Cell, minExpected: number): void {
  if (pool.expected === 0 && pool.observed === 0) return;
  const smallest = cells.reduce<Cell | null>(
    (least, cell) => (least === null || cell.expected < least.expected ? cell : least),
    null,
  );
  if (pool.expected >= minExpected || smallest === null) {
    cells.push(pool);
    return;
  }
  smallest.observed += pool.observed;
  smallest.expected += pool.expected;
}

function cellStatistic({ observed, expected }: Cell): number {
  return observed === 0 ? 0 : 2 * observed * Math.log(observed / expected);
}

/**
 * Least-squares slope of p/q - 1 on q over the producers with weight: above 0 the large gain per unit of weight.
 * `single` where all hold the same.
 */
export function profitSlope(realised: Weights, expected: Weights): number | Undefined {
  const { p, q } = pairShares(realised, expected);
  const held = new Float64Array(q.length);
  const profit = new Float64Array(q.length);
  let [n, produced] = [0, false];
  for (let i = 0; i < q.length; i++) {
    if (p[i]! > 0) produced = true;
    if (q[i]! === 0) continue;
    held[n] = q[i]!;
    profit[n++] = p[i]! / q[i]! - 1;
  }
  if (n === 0 || !produced) return undefinedBecause('empty');
  return leastSquares(held.subarray(0, n), profit.subarray(0, n))?.slope ?? undefinedBecause('single');
}

/** What the protocol added to the concentration that it was given: metric of the blocks minus metric of the weights. */
export interface ConcentrationDelta {
  readonly hhi: number | Undefined;
  readonly concentrationRatio1: number | Undefined;
  readonly effectiveProducers: number | Undefined;
}

/** By how much more concentrated producers came out than their weights are, by three metrics. */
export function concentrationDelta(realised: Weights, expected: Weights): ConcentrationDelta {
  return {
    hhi: metricDelta(realised, expected, hhi),
    concentrationRatio1: metricDelta(realised, expected, maxPowerRatio),
    effectiveProducers: metricDelta(realised, expected, effectiveProducers),
  };
}

/** metric(realised) - metric(expected), for any metric of shares. */
export function metricDelta(
  realised: Weights,
  expected: Weights,
  metric: (w: Weights) => number | Undefined,
): number | Undefined {
  const after = metric(realised);
  const before = metric(expected);
  if (isUndefined(after)) return after;
  return isUndefined(before) ? before : after - before;
}

/**
 * Equitability of Fanti et al. 2019: variance of a producer's final share over seeds, over p0 (1 - p0), [0, 1] in
 * expectation; 0 is perfectly equitable. The variance divides by the number of seeds less one (`sample`, unbiased) or by
 * their number (`population`). `too-few-samples` below two seeds, `single` for an initial share of 0 or 1.
 */
export function equitability(
  finalShares: readonly number[],
  initialShare: number,
  { estimator = 'sample' }: { estimator?: 'sample' | 'population' } = {},
): number | Undefined {
  const outside = [initialShare, ...finalShares].find((share) => !(share >= 0 && share <= 1));
  if (outside !== undefined) throw new RangeError(`share is ${outside}: expected 0 to 1`);
  const n = finalShares.length;
  if (n < 2) return undefinedBecause('too-few-samples');
  if (initialShare === 0 || initialShare === 1) return undefinedBecause('single');
  const mean = finalShares.reduce((sum, share) => sum + share, 0) / n;
  const squares = finalShares.reduce((sum, share) => sum + (share - mean) * (share - mean), 0);
  return squares / (estimator === 'sample' ? n - 1 : n) / (initialShare * (1 - initialShare));
}
