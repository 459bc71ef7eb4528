/**
 * Forks that delay alone brings about, among honest miners of the longest chain who stay with the block they saw first.
 * Rates are per unit of time, `x = λΔ` is the block rate times the delay: mean number of blocks found while one is on its
 * way. Stale means mined but not on the main chain, as a share of all mined blocks.
 */
import { requireIn, requireNotNegative, requirePositive, sharesOf } from './domain.js';

/** Rate of growth of the main chain and share of stale blocks. */
export interface ChainGrowth {
  /** Main-chain blocks per mined block. */
  readonly growth: number;
  /** Stale blocks per mined block. */
  readonly stale: number;
}

/**
 * Infinitely many miners, each reached after the same delay Δ: growth 1/(1+x), stale x/(1+x).
 * Sompolinsky & Zohar, "Secure High-Rate Transaction Processing in Bitcoin" (FC 2015), section 4.
 * @param x block rate times delay
 * @throws RangeError for a negative x
 */
export function infinitesimalMiners(x: number): ChainGrowth {
  requireNotNegative('x', x);
  return { growth: 1 / (1 + x), stale: x / (1 + x) };
}

/**
 * Probability that a rival is found while a block is on its way, 1 − e^−x: another quantity than the stale rate, because
 * only one of the rivals goes stale, and a block may have several.
 */
export function rivalProbability(x: number): number {
  requireNotNegative('x', x);
  return -Math.expm1(-x);
}

/**
 * Two miners of rates u and v with delay d between them: growth of the chain in blocks per unit of time,
 * (u² e^{2ud} − v² e^{2vd}) / (u e^{2ud} − v e^{2vd}). Sompolinsky & Zohar (FC 2015), section 4 and its appendix.
 * @throws RangeError unless u and v are positive and d is not negative
 */
export function twoMinersGrowth(u: number, v: number, d: number): number {
  requirePositive('u', u);
  requirePositive('v', v);
  requireNotNegative('d', d);
  const [more, less] = u >= v ? [u, v] : [v, u];
  const gap = 2 * (more - less) * d;
  // With s = e^{−gap}: (more² − less² s) / (more − less s). Written over (1 − s)/(more − less), which has a limit at equal
  // rates, so that no digit is lost as they come close.
  const slope = more === less ? 2 * d : -Math.expm1(-gap) / (more - less);
  return (more + less + less * less * slope) / (1 + less * slope);
}

/** Two miners of shares h and 1 − h at x = λd: growth and stale per mined block. */
export function twoMiners(share: number, x: number): ChainGrowth {
  requireIn('share', share, 0, 1, '()');
  requireNotNegative('x', x);
  const growth = twoMinersGrowth(share, 1 - share, x);
  return { growth, stale: 1 - growth };
}

/** Σ h_i² of shares of hash power. */
function herfindahl(shares: readonly number[]): number {
  let sum = 0;
  for (const share of shares) sum += share * share;
  return sum;
}

/**
 * Any number of miners on a full mesh with constant delay: stale ≈ (1 − HHI) x/(1+x). Exact for two equal miners and in
 * the limit of infinitely many; within 0.6 % of the value up to x = 0.5 and 1.5 % up to x = 2 for equal miners, where it was
 * held against simulation.
 * @param weights hash power of each miner, in any unit
 */
export function meshStale(weights: readonly number[], x: number): number {
  requireNotNegative('x', x);
  return (1 - herfindahl(sharesOf(weights))) * (x / (1 + x));
}

/** What delay does to one miner, to first order in x. */
export interface FirstOrderFairness {
  /** Stale share of the miner's own blocks. */
  readonly ownStale: number;
  /** Relative gain of its share of the main chain over its share of power; positive if and only if h_i > HHI. */
  readonly relativeAdvantage: number;
}

/**
 * First-order fairness on a full mesh: two miners conflict at rate λ² h_i h_j Δ, and the fork is won by the supporters of
 * either branch, those with neither being split evenly. Own stale x(1 − 2h_i + HHI), relative advantage 2x(h_i − HHI);
 * the error is of order x². Derived, not from a paper; held against simulation at x = 1/30.
 * @param weights hash power of each miner, in any unit
 */
export function firstOrderFairness(weights: readonly number[], miner: number, x: number): FirstOrderFairness {
  const shares = sharesOf(weights);
  requireIn('miner', miner, 0, shares.length - 1);
  requireNotNegative('x', x);
  const hhi = herfindahl(shares);
  const share = shares[miner]!;
  return { ownStale: x * (1 - 2 * share + hhi), relativeAdvantage: 2 * x * (share - hhi) };
}

/**
 * The same for any constant delays D between first-seen miners: i and j conflict where neither hears of the other's block in
 * time, and miner k supports the one that reaches it first, so that i loses at rate λ² h_i h_j Σ_k h_k · (time during which j's
 * block, made u later, comes first: u < D_ik − D_jk). With one delay it is x(1 − 2h_i + HHI). Error of order x²; derived.
 * @param weights hash power of each miner, in any unit
 * @param delay from one miner to another, in the unit of `interval`
 * @returns share of the miner's blocks that go stale
 */
export function ownStaleByDelays(
  weights: readonly number[],
  miner: number,
  delay: (from: number, to: number) => number,
  interval: number,
): number {
  const shares = sharesOf(weights);
  requireIn('miner', miner, 0, shares.length - 1);
  requirePositive('interval', interval);
  const between = (from: number, to: number) => (from === to ? 0 : delay(from, to));
  let lost = 0;
  for (let rival = 0; rival < shares.length; rival++) {
    if (rival === miner) continue;
    const [there, back] = [between(miner, rival), between(rival, miner)];
    for (let judge = 0; judge < shares.length; judge++) {
      const later = between(miner, judge) - between(rival, judge);
      lost += shares[rival]! * shares[judge]! * Math.min(there + back, Math.max(0, later + back));
    }
  }
  return lost / interval;
}

/**
 * Probability of a fork, 1 − (1 − P_b)^{∫(1 − f(t))dt}. Decker & Wattenhofer, "Information Propagation in the Bitcoin
 * Network" (P2P 2013), section IV.
 * @param blockIntervalS mean time between blocks in seconds, above 1: P_b is its inverse, the chance of a block in a second
 * @param unawareS integral over time of the share of power that has not heard of the block, in seconds
 */
export function deckerWattenhofer(blockIntervalS: number, unawareS: number): number {
  requireIn('blockIntervalS', blockIntervalS, 1, Infinity, '()');
  requireNotNegative('unawareS', unawareS);
  return -Math.expm1(unawareS * Math.log1p(-1 / blockIntervalS));
}

/**
 * Stale share of any network of honest miners, whatever its delays. Whoever mines below a block that is there already finds
 * rivals at his own rate, and nobody else does; so each height has `behind / interval` rivals in expectation, exactly, and
 * stale is that over one more. While delays are short, `behind` is the mean delay from creation to adoption.
 * @param behind time per height during which hash power mines below the highest block, averaged over hash power
 * @param interval mean time between mined blocks, in the same unit
 */
export function staleOfDelay(behind: number, interval: number): number {
  requireNotNegative('behind', behind);
  requirePositive('interval', interval);
  return infinitesimalMiners(behind / interval).stale;
}

/** The delay that explains a stale rate r in many small miners: T r/(1 − r), in the unit of the interval. */
export function effectiveDelay(stale: number, interval: number): number {
  requireIn('stale', stale, 0, 1, '[)');
  requirePositive('interval', interval);
  return (interval * stale) / (1 - stale);
}
