import { populationSize } from './population.js';
import type { PopulationOptions } from './population.js';
import { logPowerMean } from './power-mean.js';
import { ratio } from './rational.js';
import { undefinedBecause } from './undefined.js';
import type { Undefined } from './undefined.js';
import { distributionOf } from './weights.js';
import type { Weights } from './weights.js';

/** Over whom the Gini index is taken, and whether it is corrected for their number. */
export interface GiniOptions extends PopulationOptions {
  /** `n-1` multiplies by n / (n - 1), the only variant in which a monopoly among n reads 1. */
  readonly correction?: 'none' | 'n-1';
}

/**
 * Gini index, [0, (n-1)/n], exact before its one division. 0 for a single member though that is a monopoly: read it
 * beside the largest share. With the correction, `single` for a population of one.
 */
export function gini(w: Weights, { population, correction = 'none' }: GiniOptions = {}): number | Undefined {
  const distribution = distributionOf(w);
  if (distribution.active === 0) return undefinedBecause('empty');
  const n = populationSize(distribution, population);
  if (correction === 'n-1' && n === 1) return undefinedBecause('single');
  const divisor = correction === 'n-1' ? n - 1 : n;
  return ratio(distribution.sumByRank(n), BigInt(divisor) * distribution.total);
}

/** Theil's T: ln n - H, the divergence of the shares from equality in nats, [0, ln n]. Silent members count in n. */
export function theil(w: Weights, { population }: PopulationOptions = {}): number | Undefined {
  const distribution = distributionOf(w);
  if (distribution.active === 0) return undefinedBecause('empty');
  const { shares } = distribution;
  const logarithms = distribution.logarithmsRelativeTo(populationSize(distribution, population));
  let nats = 0;
  for (let i = 0; i < shares.length; i++) nats += shares[i]! * logarithms[i]!;
  return Math.max(0, nats);
}

/** Theil's L: mean of ln(mean / x) in nats, [0, inf). `zero-in-population` where a member holds nothing. */
export function meanLogDeviation(w: Weights, { population }: PopulationOptions = {}): number | Undefined {
  const distribution = distributionOf(w);
  if (distribution.active === 0) return undefinedBecause('empty');
  const n = populationSize(distribution, population);
  if (n > distribution.active) return undefinedBecause('zero-in-population');
  return Math.max(0, -logPowerMean(() => -Math.log(n), distribution.logarithmsRelativeTo(n), 0));
}

/**
 * Atkinson index of aversion epsilon, [0, 1): the share of the total that equality would save while the
 * equally-distributed equivalent stays. 1 where a member holds nothing and epsilon >= 1. Throws unless epsilon > 0.
 */
export function atkinson(w: Weights, epsilon: number, { population }: PopulationOptions = {}): number | Undefined {
  if (!(epsilon > 0 && epsilon < Infinity)) throw new RangeError(`epsilon is ${epsilon}: expected a positive number`);
  const distribution = distributionOf(w);
  if (distribution.active === 0) return undefinedBecause('empty');
  const n = populationSize(distribution, population);
  const { active } = distribution;
  if (n > active && epsilon >= 1) return 1;
  // The mean over the active ones only; the silent ones add nothing to the sum but count in its divisor.
  const exponent = 1 - epsilon;
  const ofActive = logPowerMean(() => -Math.log(active), distribution.logarithmsRelativeTo(n), exponent);
  const logarithm = n === active ? ofActive : ofActive + Math.log(active / n) / exponent;
  return Math.max(0, -Math.expm1(logarithm));
}

/** Hoover index: share of the total that would have to move to make all members equal, [0, (n-1)/n]. */
export function hoover(w: Weights, { population }: PopulationOptions = {}): number | Undefined {
  const distribution = distributionOf(w);
  if (distribution.active === 0) return undefinedBecause('empty');
  const n = populationSize(distribution, population);
  return ratio(distribution.sumOfDeviations(n), 2n * BigInt(n) * distribution.total);
}

/** Standard deviation over mean, of the population and not of a sample: sqrt(n HHI - 1), [0, sqrt(n-1)]. */
export function coefficientOfVariation(w: Weights, { population }: PopulationOptions = {}): number | Undefined {
  const distribution = distributionOf(w);
  if (distribution.active === 0) return undefinedBecause('empty');
  const n = BigInt(populationSize(distribution, population));
  const square = distribution.total * distribution.total;
  return Math.sqrt(ratio(n * distribution.sumOfSquares() - square, square));
}
