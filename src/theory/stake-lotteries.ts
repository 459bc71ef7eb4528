/** Who wins the next block under different lotteries over stakes s_i, and what can be gained by moving the draw. */
import { power } from './chances.js';
import { requireIn, requireNotNegative, requirePositive, requireWhole, sharesOf } from './domain.js';

/**
 * SL-PoS, as NXT: the least U_i/s_i wins. P_i = ∫_0^{1/s_max} s_i Π_{j≠i} (1 − s_j t) dt, a polynomial, integrated exactly: with
 * v = 1 − s_max t every factor is (1 − r_j) + r_j v, so that no coefficient is negative. Two stakers: the smaller wins with
 * a/(2(1−a)). Huang et al. (SIGMOD 2021).
 */
export function singleLotteryChances(stakes: readonly number[]): number[] {
  const shares = sharesOf(stakes);
  const largest = shares.reduce((most, share) => Math.max(most, share), 0);
  const ratios = shares.map((share) => share / largest);
  return ratios.map((own, i) => {
    let coefficients = [own];
    for (const [j, other] of ratios.entries()) {
      if (j === i) continue;
      const next = new Array<number>(coefficients.length + 1).fill(0);
      for (const [power_, coefficient] of coefficients.entries()) {
        next[power_]! += coefficient * (1 - other);
        next[power_ + 1]! += coefficient * other;
      }
      coefficients = next;
    }
    return coefficients.reduce((sum, coefficient, m) => sum + coefficient / (m + 1), 0);
  });
}

/**
 * Chances in proportion to stake: the least −ln(U_i)/s_i wins, the fix of SL-PoS (Huang et al., SIGMOD 2021); and one lot for every
 * staked coin with a fresh seed each block, where all coins are equally likely to be the nearest.
 */
export function proportionalChances(stakes: readonly number[]): number[] {
  return sharesOf(stakes);
}

/**
 * Share of a small staker under SL-PoS as total stake grows, in the mean: (1−2a)/a² grows in proportion to total stake, so the
 * share falls like one over its root. Derived; Huang et al. (SIGMOD 2021) show the monopoly.
 * @param growth total stake over that at the start, at least 1
 */
export function singleLotteryShare(a0: number, growth: number): number {
  requireIn('a0', a0, 0, 0.5, '(]');
  requireIn('growth', growth, 1, Infinity, '[)');
  const c = (growth * (1 - 2 * a0)) / (a0 * a0);
  return 1 / (Math.sqrt(1 + c) + 1);
}

/**
 * Lots drawn once, only the reference changing: a chance over seeds has the mean s/N but a variance
 * s(N−s)(N−2)/(2N²(N²−1)), that of random arcs of a circle between neighbours. Derived.
 * @param s coins of a staker
 * @param n all coins
 */
export function frozenLots(s: number, n: number): { readonly mean: number; readonly deviation: number } {
  requireWhole('n', n, 2);
  requireWhole('s', s, 0, n);
  return { mean: s / n, deviation: Math.sqrt((s * (n - s) * (n - 2)) / (2 * n * n * (n * n - 1))) };
}

/** Hashes of a round of lots, every lot hashed from the start or the chain kept. */
export function lotHashes(stakes: readonly number[]): { readonly fromStart: number; readonly kept: number } {
  let [fromStart, kept] = [0, 0];
  for (const stake of stakes) {
    requireWhole('a stake', stake, 0);
    fromStart += (stake * (stake + 1)) / 2;
    kept += stake;
  }
  return { fromStart, kept };
}

/**
 * Grinding: the seed is the last block's hash, and its forger, with a share s, tries m of them. Chance of the next block
 * 1 − (1−s)^m, long-run share s/(s + (1−s)^m). A chain of two states.
 */
export function grinding(s: number, m: number): { readonly next: number; readonly share: number } {
  requireIn('s', s, 0, 1);
  requireWhole('m', m, 1);
  if (s === 0) return { next: 0, share: 0 };
  const lost = s === 1 ? 0 : Math.exp(m * Math.log1p(-s));
  return { next: 1 - lost, share: s / (s + lost) };
}

/**
 * The share of the first n blocks that grinding brings, whose first one is won with chance s: mean and standard deviation, by the
 * moments of the chain of two states. The mean tends to `grinding(s, m).share`.
 */
export function grindingOver(s: number, m: number, n: number): { readonly mean: number; readonly deviation: number } {
  requireWhole('n', n, 1);
  const { next } = grinding(s, m);
  // By who made the last block: its chance, and the first two moments of the coalition's blocks so far.
  let [own, other] = [
    [s, s, s],
    [1 - s, 0, 0],
  ];
  for (let block = 1; block < n; block++) {
    const [won, lost] = [0, 1, 2].reduce<[number[], number[]]>(
      ([one, two], k) => [
        [...one, next * own![k]! + s * other![k]!],
        [...two, (1 - next) * own![k]! + (1 - s) * other![k]!],
      ],
      [[], []],
    );
    const [chance, first, second] = won as [number, number, number];
    own = [chance, first + chance, second + 2 * first + chance];
    other = lost;
  }
  const [mean, square] = [own[1]! + other[1]!, own[2]! + other[2]!];
  return { mean: mean / n, deviation: Math.sqrt(Math.max(0, square - mean * mean)) / n };
}

/** Chance to lead a slot with a share s of stake: φ = 1 − (1−f)^s. David et al., "Ouroboros Praos" (Eurocrypt 2018). */
export function praosLeads(f: number, s: number): number {
  requireIn('f', f, 0, 1, '[)');
  requireIn('s', s, 0, 1);
  return -Math.expm1(s * Math.log1p(-f));
}

/** Chances that a slot has no leader, one, or several. */
export interface PraosSlots {
  readonly empty: number;
  readonly single: number;
  readonly several: number;
}

/** @param pools so many of the same stake; Infinity for very many small ones, where leaders are Poisson(−ln(1−f)) */
export function praosSlots(f: number, pools: number): PraosSlots {
  requireIn('f', f, 0, 1, '[)');
  const empty = 1 - f;
  const mu = -Math.log1p(-f);
  if (pools === Infinity) return { empty, single: mu * empty, several: f - mu * empty };
  requireWhole('pools', pools, 1);
  const leads = praosLeads(f, 1 / pools);
  const single = pools * leads * power(1 - leads, pools - 1);
  return { empty, single, several: pools === 1 ? 0 : f - single };
}

/** The same for stakes of any size: one leader is Σ φ_i Π_{j≠i} (1 − φ_j), and 1 − φ_i = (1 − f)^{s_i}. */
export function praosLeaders(f: number, stakes: readonly number[]): PraosSlots {
  requireIn('f', f, 0, 1, '[)');
  const empty = 1 - f;
  let odds = 0;
  // φ/(1 − φ) of each, times the chance that nobody leads.
  for (const share of sharesOf(stakes)) odds += Math.expm1(-share * Math.log1p(-f));
  const single = empty * odds;
  return { empty, single, several: Math.max(0, f - single) };
}

/** Bk: variance of one staker's part of a block's reward, every vote paid or the leader all. */
export function blockRewardVariance(a: number, k: number): { readonly votes: number; readonly leader: number } {
  requireIn('a', a, 0, 1);
  requireWhole('k', k, 1);
  return { votes: (a * (1 - a)) / k, leader: a * (1 - a) };
}

/** Part of a reward that each block of a tree of k sub-blocks is paid when depth is discounted: depth/k. Tailstorm, 2023. */
export function depthDiscount(depth: number, k: number): number {
  requireWhole('k', k, 1);
  requireWhole('depth', depth, 1, k);
  return depth / k;
}

/** Standard deviation of the share of n blocks won independently with chance h. */
export function shareDeviation(h: number, n: number): number {
  requireIn('h', h, 0, 1);
  requirePositive('n', n);
  return Math.sqrt((h * (1 - h)) / n);
}

/** Most of the fruits that a coalition of less than half gets over long windows: (1+δ)a. Pass & Shi, "FruitChains" (2017). */
export function fruitBound(a: number, delta: number): number {
  requireIn('a', a, 0, 0.5, '[)');
  requireNotNegative('delta', delta);
  return (1 + delta) * a;
}
