import { distributionOf, sortedCounts } from './weights.js';
import type { Weights } from './weights.js';

/** Source of uniform numbers in [0, 1). */
export type Rng = () => number;

/** Draws the producers of `blocks` independent blocks; every listed producer is in the result, with 0 or more. */
export type MultinomialSampler = (blocks: number, rng: Rng) => Weights;

/** More blocks than these are not drawn one by one. */
const MOST_SINGLE = 5_000;
/** Where fewer successes than these are due, they are drawn one by one. */
const FEW = 10;

/**
 * Sampler of block counts by weight, one call of `rng` per block up to 5000 of them, and binomial draws beyond. It looks a number up in the cumulative shares, taken
 * in the order of ids so that the same stream gives the same draw whatever the insertion order. Throws for weights
 * without a total.
 */
export function multinomialSampler(weights: Weights): MultinomialSampler {
  const distribution = distributionOf(weights);
  if (distribution.active === 0) throw new RangeError('cannot draw blocks from weights that sum to 0');
  const { ids, shares } = distribution.byId;
  const cumulative = cumulativeShares(shares);
  const guide = guideTable(cumulative);
  return (blocks, rng) => {
    if (!Number.isSafeInteger(blocks) || blocks < 0)
      throw new RangeError(`blocks is ${blocks}: expected an integer not below 0`);
    if (blocks > MOST_SINGLE) return sortedCounts(ids, manyBlocks(shares, blocks, rng));
    const counts = new Float64Array(ids.length);
    for (let block = 0; block < blocks; block++) {
      const u = rng();
      let i = guide[Math.floor(u * guide.length)]!;
      while (u >= cumulative[i]!) i++;
      counts[i]!++;
    }
    return sortedCounts(ids, counts);
  };
}

/** One producer after another: of the blocks that are left, a binomial number goes to it. */
function manyBlocks(shares: Float64Array, blocks: number, rng: Rng): Float64Array {
  const counts = new Float64Array(shares.length);
  let [left, rest] = [blocks, 1];
  const lastActive = shares.findLastIndex((share) => share > 0);
  for (let i = 0; i <= lastActive; i++) {
    const share = shares[i]!;
    const count = i === lastActive ? left : share > 0 ? binomial(left, Math.min(1, share / rest), rng) : 0;
    left -= count;
    rest -= share;
    counts[i] = count;
  }
  return counts;
}

/** A binomial draw: by the waiting times between successes where few are due, else by rejection; exact in both. */
function binomial(trials: number, p: number, rng: Rng): number {
  if (p <= 0) return 0;
  if (p > 0.5) return trials - binomial(trials, 1 - p, rng);
  if (trials * p >= FEW) return rejected(trials, p, rng);
  const slope = Math.log1p(-p);
  let successes = -1;
  for (let trial = 0; trial <= trials; successes++) trial += Math.floor(Math.log1p(-rng()) / slope) + 1;
  return successes;
}

/** Hörmann's transformed rejection with squeeze (BTRS; J. Stat. Comput. Simul. 46, 1993), for 10 successes or more and p up to ½. */
function rejected(n: number, p: number, rng: Rng): number {
  const deviation = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * deviation;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const c = n * p + 0.5;
  const squeeze = 0.92 - 4.2 / b;
  for (;;) {
    const u = rng() - 0.5;
    const v = rng();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + c);
    if (us >= 0.07 && v <= squeeze) return k;
    if (k < 0 || k > n) continue;
    const odds = p / (1 - p);
    const alpha = (2.83 + 5.1 / b) * deviation;
    const mode = Math.floor((n + 1) * p);
    const bound =
      (mode + 0.5) * Math.log((mode + 1) / (odds * (n - mode + 1))) +
      (n + 1) * Math.log((n - mode + 1) / (n - k + 1)) +
      (k + 0.5) * Math.log((odds * (n - k + 1)) / (k + 1)) +
      (stirlingError(mode) + stirlingError(n - mode)) -
      (stirlingError(k) + stirlingError(n - k));
    if (Math.log((v * alpha) / (a / (us * us) + b)) <= bound) return k;
  }
}

/** ln k! less Stirling's formula for it; the first ten, and the series beyond. */
const STIRLING_ERRORS = [
  0.0810614667953272, 0.0413406959554092, 0.0276779256849983, 0.020790672103765, 0.0166446911898211, 0.0138761288230707,
  0.0118967099458917, 0.010411265261972, 0.0092554621827127, 0.0083305634333628,
];
function stirlingError(k: number): number {
  if (k < STIRLING_ERRORS.length) return STIRLING_ERRORS[k]!;
  const square = (k + 1) * (k + 1);
  return (1 / 12 - (1 / 360 - 1 / 1260 / square) / square) / (k + 1);
}

/** Running sums, exactly 1 from the last active producer on, so that no draw falls behind it. */
function cumulativeShares(shares: Float64Array): Float64Array {
  const cumulative = new Float64Array(shares.length);
  const lastActive = shares.findLastIndex((share) => share > 0);
  let sum = 0;
  for (let i = 0; i < shares.length; i++) {
    sum += shares[i]!;
    cumulative[i] = i >= lastActive ? 1 : Math.min(1, sum);
  }
  return cumulative;
}

/** guide[b] = the first producer that a number of b / length or more can belong to: a draw looks at about two entries. */
function guideTable(cumulative: Float64Array): Int32Array {
  const guide = new Int32Array(cumulative.length);
  let i = 0;
  for (let b = 0; b < guide.length; b++) {
    while (cumulative[i]! <= b / guide.length) i++;
    guide[b] = i;
  }
  return guide;
}
