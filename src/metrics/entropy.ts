import type { Distribution } from './distribution.js';
import { populationSize } from './population.js';
import type { PopulationOptions } from './population.js';
import { logPowerMean } from './power-mean.js';
import { ratio } from './rational.js';
import { undefinedBecause } from './undefined.js';
import type { Undefined } from './undefined.js';
import { countsOf, distributionOf } from './weights.js';
import type { Weights } from './weights.js';

/** In what unit an entropy is given, and whether for counts it is corrected. */
export interface EntropyOptions {
  /** Base of the logarithm: 2 (default) gives bits, Math.E gives nats. */
  readonly base?: number;
  /** Adds (k - 1) / 2N nats to the entropy of N counted blocks (Miller 1955), which sampling biases downwards. */
  readonly correction?: 'none' | 'miller-madow';
}

/** Order of an entropy or of a Hill number, 2 by default: the higher, the more the largest shares count. */
export interface OrderOptions {
  readonly order?: number;
}

/**
 * Shannon entropy -sum p log p of the active producers, [0, log k], never -0. Base 2 by default. The Miller-Madow form
 * wants integer counts and throws otherwise.
 */
export function shannonEntropy(w: Weights, options: EntropyOptions = {}): number | Undefined {
  const { base = 2, correction = 'none' } = options;
  const unit = natsPerUnit(base);
  const distribution = correction === 'miller-madow' ? countsOf(w) : distributionOf(w);
  if (distribution.active === 0) return undefinedBecause('empty');
  const nats = shannonNats(distribution);
  if (correction === 'none') return nats / unit;
  return (nats + (distribution.active - 1) / (2 * Number(distribution.total))) / unit;
}

/** Shannon entropy over the logarithm of the population, [0, 1]. `single` for a population of one. */
export function evenness(w: Weights, { population }: PopulationOptions = {}): number | Undefined {
  const distribution = distributionOf(w);
  if (distribution.active === 0) return undefinedBecause('empty');
  const n = populationSize(distribution, population);
  return n === 1 ? undefinedBecause('single') : Math.min(1, shannonNats(distribution) / Math.log(n));
}

/**
 * Rényi entropy of an order from 0 to Infinity, [0, log k]: order 0 log k, 1 Shannon, Infinity -log of the largest
 * share. Zeros are dropped for every order. Bits by default. Throws for a negative order.
 */
export function renyiEntropy(w: Weights, order: number, { base = 2 }: { base?: number } = {}): number | Undefined {
  const unit = natsPerUnit(base);
  checkOrder(order);
  const distribution = distributionOf(w);
  return distribution.active === 0 ? undefinedBecause('empty') : renyiNats(distribution, order) / unit;
}

/**
 * Hill number (Hill 1973): how many equal producers would be as diverse, [1, k], falling with the order. Order 0 is k,
 * 1 is exp(H), 2 (default) is 1/HHI, Infinity is 1/maxPowerRatio. Throws for a negative order.
 */
export function effectiveProducers(w: Weights, { order = 2 }: OrderOptions = {}): number | Undefined {
  checkOrder(order);
  const distribution = distributionOf(w);
  const { active, total } = distribution;
  if (active === 0) return undefinedBecause('empty');
  if (order === 0) return active;
  if (order === 2) return ratio(total * total, distribution.sumOfSquares());
  if (order === Infinity) return ratio(total, distribution.sumOfLargest(1));
  return Math.min(active, Math.max(1, Math.exp(renyiNats(distribution, order))));
}

function shannonNats({ shares, active }: Distribution): number {
  let nats = 0;
  for (const share of shares) if (share > 0) nats -= share * Math.log(share);
  return clamp(nats, active);
}

function renyiNats(distribution: Distribution, order: number): number {
  if (order === 0) return Math.log(distribution.active);
  if (order === 1) return shannonNats(distribution);
  if (order === Infinity) return clamp(-distribution.logarithmsRelativeTo(1)[0]!, distribution.active);
  const logarithms = distribution.logarithmsRelativeTo(1);
  const nats = -logPowerMean((i) => logarithms[i]!, logarithms, order - 1);
  return clamp(nats, distribution.active);
}

/** Rounding may leave the range [0, log k] by a last digit. */
function clamp(nats: number, active: number): number {
  return Math.max(0, Math.min(nats, Math.log(active)));
}

function natsPerUnit(base: number): number {
  if (!(base > 1 && base < Infinity)) throw new RangeError(`base is ${base}: expected a number above 1`);
  return Math.log(base);
}

function checkOrder(order: number): void {
  if (!(order >= 0)) throw new RangeError(`order is ${order}: expected 0 to Infinity`);
}
