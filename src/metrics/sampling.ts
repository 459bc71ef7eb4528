import { distributionOf, sortedCounts } from './weights.js';
import type { Weights } from './weights.js';

/** Source of uniform numbers in [0, 1). */
export type Rng = () => number;

/** Draws the producers of `blocks` independent blocks; every listed producer is in the result, with 0 or more. */
export type MultinomialSampler = (blocks: number, rng: Rng) => Weights;

/** More blocks than these are not drawn one by one. */
const MOST_SINGLE = 5_000;
/** So many successes are drawn one by one. */
const FEW = 200;

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

/** A binomial draw: by the waiting times between successes where few are due, else normal (skew below 1/sqrt(200)). */
function binomial(trials: number, p: number, rng: Rng): number {
  if (p <= 0) return 0;
  if (p > 0.5) return trials - binomial(trials, 1 - p, rng);
  if (trials * p > FEW) {
    const draw = Math.round(trials * p + Math.sqrt(trials * p * (1 - p)) * normal(rng));
    return Math.min(trials, Math.max(0, draw));
  }
  const slope = Math.log1p(-p);
  let successes = -1;
  for (let trial = 0; trial <= trials; successes++) trial += Math.floor(Math.log1p(-rng()) / slope) + 1;
  return successes;
}

/** A standard normal draw by Marsaglia's polar method. */
function normal(rng: Rng): number {
  for (;;) {
    const [x, y] = [2 * rng() - 1, 2 * rng() - 1];
    const square = x * x + y * y;
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
  }
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
