import { populationSize } from './population.js';
import type { PopulationOptions } from './population.js';
import { ratio } from './rational.js';
import { undefinedBecause } from './undefined.js';
import type { Undefined } from './undefined.js';
import { countsOf, distributionOf } from './weights.js';
import type { Weights } from './weights.js';

/** Herfindahl-Hirschman index: sum of squared shares, [1/k, 1]; exact integers, one division. */
export function hhi(w: Weights): number | Undefined {
  const distribution = distributionOf(w);
  if (distribution.active === 0) return undefinedBecause('empty');
  return ratio(distribution.sumOfSquares(), distribution.total * distribution.total);
}

/** The HHI in points, 10,000 for a monopoly, as competition authorities print it. */
export function hhiPoints(w: Weights): number | Undefined {
  const distribution = distributionOf(w);
  if (distribution.active === 0) return undefinedBecause('empty');
  return ratio(10_000n * distribution.sumOfSquares(), distribution.total * distribution.total);
}

/** (HHI - 1/n) / (1 - 1/n), [0, 1]: 0 for n equal members. `single` for a population of one. */
export function hhiNormalized(w: Weights, { population }: PopulationOptions = {}): number | Undefined {
  const distribution = distributionOf(w);
  if (distribution.active === 0) return undefinedBecause('empty');
  const n = populationSize(distribution, population);
  if (n === 1) return undefinedBecause('single');
  const square = distribution.total * distribution.total;
  return ratio(BigInt(n) * distribution.sumOfSquares() - square, square * BigInt(n - 1));
}

/**
 * Sum of x(x-1) / (N(N-1)) over integer counts, [0, 1]: the chance that two of the blocks have one producer, whose mean
 * under multinomial sampling is the HHI of the true shares. Throws for counts that are not integers.
 */
export function hhiUnbiased(counts: Weights): number | Undefined {
  const distribution = countsOf(counts);
  const blocks = distribution.total;
  if (distribution.active === 0) return undefinedBecause('empty');
  if (blocks < 2n) return undefinedBecause('too-few-samples');
  return ratio(distribution.sumOfSquares() - blocks, blocks * (blocks - 1n));
}
