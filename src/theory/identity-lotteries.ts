/** Lotteries with one ticket for each identity: how far wins scatter, what rules cap, and what a coalition can gain. */
import { requireIn, requireShare, requireWhole } from './domain.js';

/**
 * How far wins scatter when whoever has won sits out the next c draws, over a plain draw among n: the ratio of variances of
 * the number of wins of one identity in a long run, (n−c)(n−c−1)/(n(n−1)). The gaps between its wins are c plus a geometric
 * number of draws with chance 1/(n−c), of mean n and variance (n−c)(n−c−1); the count of a renewal process has variance N
 * var/mean³. Derived.
 */
export function rotationDispersion(n: number, coolDown: number): number {
  requireWhole('n', n, 2);
  requireWhole('cool-down', coolDown, 0, n - 1);
  const drawn = n - coolDown;
  return (drawn * (drawn - 1)) / (n * (n - 1));
}

/** Most wins of one identity among any so many blocks in a row, two of which are at least c + 1 apart: ceil(W/(c+1)). */
export function mostWins(blocks: number, coolDown: number): number {
  requireWhole('blocks', blocks, 0);
  requireWhole('cool-down', coolDown, 0);
  return Math.ceil(blocks / (coolDown + 1));
}

/**
 * Least number of effective producers (the inverse of Σp²) of any so many blocks in a row: Σp² is at most the largest p,
 * which is at most mostWins/W. It is c + 1 where c + 1 divides W.
 */
export function leastEffectiveProducers(blocks: number, coolDown: number): number {
  requireWhole('blocks', blocks, 1);
  return blocks / mostWins(blocks, coolDown);
}

/**
 * Share of the blocks of a coalition with a share α of a large number of tickets, in a chain where the seed of a block depends
 * on its parent's and its maker alone, nobody sits out, and whoever holds the first j ranks lets that one of its members make
 * the block after which it holds the first rank again, if there is one: x = α/(1 + α − g), g = 1 − (1−α)²/(1 − α(1−α)). The run of
 * first ranks is geometric, and each member is a fresh draw; it looks one block ahead. Derived.
 */
export function chosenMakerShare(alpha: number): number {
  requireShare('alpha', alpha);
  const others = 1 - alpha;
  const again = 1 - (others * others) / (1 - alpha * others);
  return alpha === 0 ? 0 : alpha / (1 + alpha - again);
}

/**
 * Greatest share of so many blocks that a z-test of PoET lets one of n identities have, where the population is estimated
 * rightly: p + z √(p(1−p)/N), p = 1/n, at most 1.
 */
export function zTestCap(n: number, blocks: number, zMax: number): number {
  requireWhole('n', n, 1);
  requireWhole('blocks', blocks, 1);
  requireIn('z', zMax, 0, Infinity);
  const p = 1 / n;
  return Math.min(1, p + zMax * Math.sqrt((p * (1 - p)) / blocks));
}

/** One run of PoET whose n nodes are all honest and hear each other after one delay. */
export interface ElapsedTime {
  readonly minimumS: number;
  readonly targetS: number;
  /** Certificates of each estimate of the population (L). */
  readonly sample: number;
  readonly n: number;
  readonly delayS: number;
  /** Blocks over which the interval is averaged. */
  readonly blocks: number;
}

/**
 * Mean time between two blocks of PoET, and the standard error of its average over N blocks. The estimate of the population over n
 * is L/ΣE to first order, E being the waits over their means, exponential; it is biased upwards by 1/(2L): 1/L of the inverse
 * of a mean, less half of that, since local means follow the waits in the same window. As it answers to the waits, their errors
 * cancel but at both ends, (2L/3) N^−2 in variance, and in products, 1/(LN). Whoever has not made the last block starts one delay
 * later. Derived.
 */
export function elapsedTimeInterval(at: ElapsedTime): { meanS: number; standardErrorS: number } {
  requireWhole('sample', at.sample, 2);
  requireWhole('blocks', at.blocks, 1);
  requireWhole('n', at.n, 1);
  const { minimumS, targetS, sample, n, delayS, blocks } = at;
  const meanS = minimumS + targetS * (1 + 1 / (2 * sample)) + (delayS * (n - 1)) / n;
  const variance = (2 * sample) / 3 / (blocks * blocks) + 1 / (sample * blocks);
  return { meanS, standardErrorS: targetS * Math.sqrt(variance) };
}
