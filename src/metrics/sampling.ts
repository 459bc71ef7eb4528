import { distributionOf, freezeWeights } from './weights.js';
import type { Weights } from './weights.js';

/** Source of uniform numbers in [0, 1). */
export type Rng = () => number;

/** Draws the producers of `blocks` independent blocks; every listed producer is in the result, with 0 or more. */
export type MultinomialSampler = (blocks: number, rng: Rng) => Weights;

/**
 * Sampler of block counts by weight, one call of `rng` per block. It looks a number up in the cumulative shares, taken
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
    const counts = new Float64Array(ids.length);
    for (let block = 0; block < blocks; block++) {
      const u = rng();
      let i = guide[Math.floor(u * guide.length)]!;
      while (u >= cumulative[i]!) i++;
      counts[i]!++;
    }
    return freezeWeights(new Map(ids.map((id, i) => [id, counts[i]!])));
  };
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
