/**
 * What becomes of shares when rewards are staked again. a is a staker's initial share, w the reward of a block relative to
 * all stake at the start, n the blocks made. Under a proportional lottery the share is a martingale: nobody gets richer in
 * expectation (Roşu & Saleh, "Evolution of Shares in a Proof-of-Stake Cryptocurrency", 2021), but luck compounds.
 */
import { binomial, logGamma, sumFromSmall } from './chances.js';
import { requireIn, requireNotNegative, requirePositive, requireWhole } from './domain.js';

function requireShareOfStake(a: number): void {
  requireIn('a', a, 0, 1, '()');
}

/** Constant reward: Pólya's urn. Fanti et al., "Compounding of Wealth in Proof-of-Stake Cryptocurrencies" (FC 2019). */
export interface ConstantReward {
  /** Of the share of stake after n blocks: a(1−a) w² n / ((1+w)(1+wn)). */
  readonly variance: number;
  /** Of the limit, which is Beta(a/w, (1−a)/w). */
  readonly limitVariance: number;
  readonly beta: readonly [number, number];
}

/**
 * The share of a staker under a constant reward that is staked again: Pólya’s urn. Its variance after n blocks, that in the limit, and
 * the parameters of the limit’s Beta law.
 * @param a share of the stake at genesis, in (0, 1)
 * @param w reward of a block over the stake at genesis
 * @param n blocks
 */
export function constantReward(a: number, w: number, n: number): ConstantReward {
  requireShareOfStake(a);
  requirePositive('w', w);
  requireWhole('n', n, 0);
  return {
    variance: (a * (1 - a) * w * w * n) / ((1 + w) * (1 + w * n)),
    limitVariance: (a * (1 - a) * w) / (1 + w),
    beta: [a / w, (1 - a) / w],
  };
}

/**
 * Geometric reward, every block a constant part of the stake: variance of the share a(1−a)[1 − (1−θ²)ⁿ] with
 * θ = 1 − (1+R)^{−1/n}. The fairest schedule of a total reward (Fanti et al., FC 2019, theorem 2).
 * @param total all rewards of the n blocks, R, relative to the stake at the start
 */
export function geometricRewardVariance(a: number, total: number, n: number): number {
  requireShareOfStake(a);
  requirePositive('total', total);
  requireWhole('n', n, 1);
  const theta = -Math.expm1(-Math.log1p(total) / n);
  return -a * (1 - a) * Math.expm1(n * Math.log1p(-theta * theta));
}

/** Chance that a share lies within a part ε of a, ends included. */
export interface RobustFairness {
  /** Of the n blocks, rewards staked again: BetaBinomial(n, a/w, (1−a)/w). */
  readonly staked: number;
  /** The same as n grows without bound: Beta(a/w, (1−a)/w). */
  readonly stakedLimit: number;
  /** Of the n blocks, as in proof of work: Binomial(n, a). */
  readonly independent: number;
  /** Variance of the share of the n blocks under staked rewards: a(1−a)(1/n + w)/(1+w). */
  readonly variance: number;
}

/** Huang et al., "Do the Rich Get Richer? Fairness Analysis for Blockchain Incentives" (SIGMOD 2021). */
export function robustFairness(a: number, w: number, n: number, epsilon: number): RobustFairness {
  requireShareOfStake(a);
  requirePositive('w', w);
  requireWhole('n', n, 1, 10_000_000);
  requireIn('epsilon', epsilon, 0, 1);
  const [alpha, beta] = [a / w, (1 - a) / w];
  const [from, to] = band(a, n, epsilon);
  const logWhole =
    logGamma(alpha + beta) - logGamma(alpha) - logGamma(beta) + logGamma(n + 1) - logGamma(n + alpha + beta);
  const betaBinomial = (k: number) =>
    Math.exp(logWhole + logGamma(k + alpha) - logGamma(k + 1) + logGamma(n - k + beta) - logGamma(n - k + 1));
  return {
    staked: sumOver(from, to, betaBinomial),
    stakedLimit: betaWithin(alpha, beta, a * (1 - epsilon), Math.min(1, a * (1 + epsilon))),
    independent: sumOver(from, to, (k) => binomial(k, n, a)),
    variance: stakedBlocksVariance(a, w, n),
  };
}

/** Variance of the share of n blocks won when rewards are staked again: a(1−a)(1/n + w)/(1+w), of the beta-binomial law. */
export function stakedBlocksVariance(a: number, w: number, n: number): number {
  requireShareOfStake(a);
  requirePositive('w', w);
  requireWhole('n', n, 1);
  return (a * (1 - a) * (1 / n + w)) / (1 + w);
}

/** Counts k of n with |k/n − a| ≤ εa; rounding must not lose an end. */
function band(a: number, n: number, epsilon: number): [number, number] {
  const slack = 1e-9;
  return [
    Math.max(0, Math.ceil(n * a * (1 - epsilon) - slack)),
    Math.min(n, Math.floor(n * a * (1 + epsilon) + slack)),
  ];
}

function sumOver(from: number, to: number, chance: (k: number) => number): number {
  const terms: number[] = [];
  for (let k = from; k <= to; k++) terms.push(chance(k));
  return Math.min(1, sumFromSmall(terms));
}

const STEPS = 20_000;
/** Beyond so many standard deviations a Beta law has no digit left. */
const WIDEST = 40;

/** P(low ≤ X ≤ high) for a Beta law, by Simpson's rule where it has any mass. */
function betaWithin(alpha: number, beta: number, low: number, high: number): number {
  const mean = alpha / (alpha + beta);
  const deviation = Math.sqrt((mean * (1 - mean)) / (alpha + beta + 1));
  const [from, to] = [Math.max(low, mean - WIDEST * deviation), Math.min(high, mean + WIDEST * deviation)];
  const logWhole = logGamma(alpha + beta) - logGamma(alpha) - logGamma(beta);
  const density = (x: number) => Math.exp(logWhole + (alpha - 1) * Math.log(x) + (beta - 1) * Math.log1p(-x));
  const step = (to - from) / STEPS;
  const terms = Array.from({ length: STEPS + 1 }, (_, i) => {
    const weight = i === 0 || i === STEPS ? 1 : i % 2 === 1 ? 4 : 2;
    return (weight * step * density(from + i * step)) / 3;
  });
  return Math.min(1, sumFromSmall(terms));
}

/** Blocks from which proof of work is fair, by a bound and in fact. */
export interface FairFrom {
  /** Hoeffding's bound: ln(2/δ)/(2a²ε²). */
  readonly hoeffding: number;
  /** Most blocks after which a share is still outside of the band with more than δ: fair for all greater n. */
  readonly lastUnfair: number;
  /** Sufficient for staked rewards: 1/n + w at most 2a²ε²/ln(2/δ). */
  readonly stakedBound: number;
}

/** Huang et al. (SIGMOD 2021), theorems on proof of work and on ML-PoS. */
export function fairFrom(a: number, epsilon: number, delta: number): FairFrom {
  requireShareOfStake(a);
  requireIn('epsilon', epsilon, 0, 1, '(]');
  requireIn('delta', delta, 0, 1, '()');
  const stakedBound = (2 * a * a * epsilon * epsilon) / Math.log(2 / delta);
  const hoeffding = 1 / stakedBound;
  if (hoeffding > 100_000)
    throw new RangeError(`a, epsilon and delta ask for ${Math.ceil(hoeffding)} blocks: expected at most 100000`);
  for (let n = Math.ceil(hoeffding); n > 0; n--) {
    const [from, to] = band(a, n, epsilon);
    if (sumOver(from, to, (k) => binomial(k, n, a)) < 1 - delta) return { hoeffding, lastUnfair: n, stakedBound };
  }
  return { hoeffding, lastUnfair: 0, stakedBound };
}

/**
 * Variance of a share under C-PoS (Huang et al., SIGMOD 2021): P shards of an epoch share a proposer reward w, attesters earn
 * v in proportion: a(1−a)[1 − Π_{i≤n} (1 − w²/(P (1 + (w+v)i)²))].
 */
export function compoundVariance(a: number, w: number, v: number, shards: number, epochs: number): number {
  requireShareOfStake(a);
  requireNotNegative('w', w);
  requireNotNegative('v', v);
  requireWhole('shards', shards, 1);
  requireWhole('epochs', epochs, 0, 100_000_000);
  let log = 0;
  for (let i = epochs; i >= 1; i--) {
    const stake = 1 + (w + v) * i;
    log += Math.log1p(-(w * w) / (shards * stake * stake));
  }
  return -a * (1 - a) * Math.expm1(log);
}
