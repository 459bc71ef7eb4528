/** Committees drawn at random, leaders in a row, samples, and beacons whose last contributors may stay silent. */
import { binomial, logChoose, poisson, power, sumFromSmall, tail } from './chances.js';
import { requireIn, requirePositive, requireShare, requireWhole } from './domain.js';

const MOST_MEMBERS = 1_000_000;

/** P(at least t of M), members drawn with replacement, each with chance p. */
export function binomialTail(members: number, p: number, least: number): number {
  requireWhole('members', members, 0, MOST_MEMBERS);
  requireShare('p', p);
  requireWhole('least', least, 0);
  if (least === 0) return 1;
  const terms: number[] = [];
  for (let k = least; k <= members; k++) terms.push(binomial(k, members, p));
  return Math.min(1, sumFromSmall(terms));
}

/** P(at least t) of a committee by private sortition, where those of one side are Poisson(mean). */
export function poissonTail(mean: number, least: number): number {
  requirePositive('mean', mean);
  requireWhole('least', least, 0);
  return least === 0
    ? 1
    : Math.min(
        1,
        tail(least, (k) => poisson(k, mean)),
      );
}

/**
 * P(more than ⌊(m−1)/3⌋ bad) for m members drawn from N nodes without replacement, `bad` of which are bad. As in Kokoris-Kogias
 * et al., "OmniLedger" (S&P 2018), section IV, and Zamani et al., "RapidChain" (CCS 2018).
 */
export function hypergeometricFailure(nodes: number, bad: number, members: number): number {
  requireWhole('nodes', nodes, 1, MOST_MEMBERS);
  requireWhole('bad', bad, 0, nodes);
  requireWhole('members', members, 1, nodes);
  const whole = logChoose(nodes, members);
  const terms: number[] = [];
  const least = Math.max(Math.floor((members - 1) / 3) + 1, members - (nodes - bad));
  for (let k = least; k <= Math.min(members, bad); k++)
    terms.push(Math.exp(logChoose(bad, k) + logChoose(nodes - bad, members - k) - whole));
  return Math.min(1, sumFromSmall(terms));
}

/**
 * Chance that a committee of Algorand is no good: not (good > Tτ and good/2 + bad ≤ Tτ), with good ~ Poisson(hτ) and
 * bad ~ Poisson((1−h)τ). Gilad et al., "Algorand" (SOSP 2017), section 7.5.
 * @param h honest share of the stake
 * @param tau expected members
 * @param threshold part of them that makes a quorum, T
 */
export function algorandViolation(h: number, tau: number, threshold: number): number {
  requireIn('h', h, 0, 1, '()');
  requireIn('tau', tau, 0, 100_000, '(]');
  requireIn('threshold', threshold, 0, 1, '()');
  const quorum = threshold * tau;
  const few: number[] = [];
  for (let good = 0; good <= quorum; good++) few.push(poisson(good, h * tau));
  const beyond = new Map<number, number>();
  const moreBad = (most: number): number => {
    const least = Math.max(0, Math.floor(most) + 1);
    if (!beyond.has(least)) beyond.set(least, poissonTail((1 - h) * tau, least));
    return beyond.get(least)!;
  };
  const many = tail(Math.floor(quorum) + 1, (good) => poisson(good, h * tau) * moreBad(quorum - good / 2));
  return Math.min(1, sumFromSmall([...few, many]));
}

/** Mean number of slots until k honest leaders in a row, each with chance p: (1 − p^k)/(p^k (1−p)). */
export function slotsUntilInARow(p: number, k: number): number {
  requireIn('p', p, 0, 1, '(]');
  requireWhole('k', k, 1);
  if (p === 1) return k;
  const run = power(p, k);
  return -Math.expm1(k * Math.log(p)) / (run * (1 - p));
}

/** Variance of that number: (1 − (2k + 1)(1 − p)p^k − p^{2k+1})/((1 − p)² p^{2k}) (Feller, volume 1, XIII.7). */
export function slotsInARowVariance(p: number, k: number): number {
  requireIn('p', p, 0, 1, '(]');
  requireWhole('k', k, 1);
  if (p === 1) return 0;
  const run = power(p, k);
  return Math.max(0, 1 - (2 * k + 1) * (1 - p) * run - p * run * run) / ((1 - p) * (1 - p) * run * run);
}

/** Snowball: chance of a quorum in one query, and mean number of queries until β in a row. */
export interface Sampling {
  readonly quorum: number;
  readonly queries: number;
}

/**
 * Samples with replacement, of k nodes, of which α must answer the same. Rocket et al., "Scalable and Probabilistic Leaderless
 * BFT Consensus through Metastability" (2019), section on Snowflake.
 * @param share part of the nodes that would answer so
 */
export function snowballSampling(k: number, alpha: number, beta: number, share: number): Sampling {
  requireWhole('k', k, 1, MOST_MEMBERS);
  requireWhole('alpha', alpha, 1, k);
  requireWhole('beta', beta, 1);
  requireIn('share', share, 0, 1, '(]');
  const quorum = binomialTail(k, share, alpha);
  return { quorum, queries: slotsUntilInARow(quorum, beta) };
}

/** Law of what the best of several outcomes is worth. */
export interface BestOutcome {
  readonly mean: number;
  readonly variance: number;
}

/**
 * RANDAO: who has the last k slots of an epoch chooses among 2^k outcomes, each slot that is left empty costing one. An outcome
 * with j empty slots is worth Binomial(slots, a) − j, so P(max ≤ m) = Π_j F(m + j)^{C(k, j)}. Derived; one step of greed.
 * @param slots of an epoch, 32 in Ethereum
 */
export function randaoBest(a: number, k: number, slots: number): BestOutcome {
  requireIn('a', a, 0, 1, '()');
  requireWhole('slots', slots, 1, 100_000);
  requireWhole('k', k, 0, Math.min(slots, 60));
  const cumulative = [0];
  for (let m = 0; m <= slots; m++) cumulative.push(cumulative[m]! + binomial(m, slots, a));
  const atMost = (m: number): number => (m < 0 ? 0 : m >= slots ? 1 : Math.min(1, cumulative[m + 1]!));
  const maxAtMost = (m: number): number => {
    let log = 0;
    for (let j = 0; j <= k; j++) {
      const chance = atMost(m + j);
      if (chance === 0) return 0;
      log += Math.exp(logChoose(k, j)) * Math.log(chance);
    }
    return Math.exp(log);
  };
  let [mean, square, below] = [0, 0, 0];
  const centre = slots * a;
  for (let m = -k; m <= slots; m++) {
    const chance = maxAtMost(m) - below;
    mean += (m - centre) * chance;
    square += (m - centre) * (m - centre) * chance;
    below += chance;
  }
  return { mean: centre + mean, variance: Math.max(0, square - mean * mean) };
}

/** Slots that this gains over honest play. */
export function randaoGain(a: number, k: number, slots: number): number {
  return randaoBest(a, k, slots).mean - slots * a;
}

/** What one step of greed gains per epoch: Σ_k (1−a) a^k gain_k. */
export function randaoOneStep(a: number, slots: number): number {
  let sum = 0;
  for (let k = Math.min(slots, 60); k >= 1; k--) {
    const chance = (1 - a) * power(a, k);
    if (chance > 1e-18) sum += chance * randaoGain(a, k, slots);
  }
  return sum;
}

/** Chance to bring an event of chance p about, for whoever reveals last with k secrets: 1 − (1−p)^{2^k}. */
export function lastRevealer(p: number, k: number): number {
  requireShare('p', p);
  requireWhole('k', k, 0, 50);
  return p === 1 ? 1 : -Math.expm1(Math.exp(k * Math.LN2) * Math.log1p(-p));
}
