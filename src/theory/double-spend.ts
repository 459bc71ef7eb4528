/**
 * Double spending: a payment is taken after z confirmations, while an attacker with a share q of the hash power mines a chain
 * of its own from before the payment. p = 1 − q. Which of these a simulation implements, it must say: they differ in whether
 * a tie wins, and in what is known of the time that the confirmations took. Delay is not counted; with it, see
 * `settlement-bracket.ts`.
 */
import { logChoose, negativeBinomial, poisson, power, sumFromSmall, tail } from './chances.js';
import { requireIn, requireNotNegative, requireShare, requireWhole } from './domain.js';

const MOST_CONFIRMATIONS = 100_000;

function requireRace(q: number, z: number): void {
  requireShare('q', q);
  requireWhole('z', z, 0, MOST_CONFIRMATIONS);
}

/**
 * Nakamoto, "Bitcoin" (2008), section 11: the attacker's progress as Poisson(z q/p), as if the z confirmations had taken
 * their expected time. An approximation that understates the risk: no simulation comes to it.
 */
export function nakamotoDoubleSpend(q: number, z: number): number {
  return doubleSpendGivenTime(q, z, 1);
}

/**
 * The race itself: the attacker wins as soon as he ties after z confirmations, which is the same as one pre-mined block and
 * strictly longer. I_{4pq}(z, 1/2) = 2 q^z Σ_{m<z} C(m+z−1, m) p^m, the form without cancellation. Rosenfeld, "Analysis of
 * Hashrate-Based Double Spending" (2014); Grunspan & Pérez-Marco, "Double Spend Races" (2018), theorem 2.
 */
export function exactDoubleSpend(q: number, z: number): number {
  requireRace(q, z);
  if (q >= 0.5 || z === 0) return 1;
  if (q === 0) return 0;
  const [logP, logQ] = [Math.log1p(-q), Math.log(q)];
  const terms = Array.from({ length: z }, (_, m) => Math.exp(Math.LN2 + z * logQ + logChoose(m + z - 1, m) + m * logP));
  return sumFromSmall(terms);
}

/**
 * The strict variant: nothing is pre-mined, and the attacker's chain must become longer than the public one. With K his
 * blocks before the z-th honest one, P(K > z) + Σ_{k ≤ z} P(K = k) (q/p)^{z+1−k}.
 */
export function strictDoubleSpend(q: number, z: number): number {
  requireRace(q, z);
  if (q >= 0.5) return 1;
  if (q === 0) return 0;
  const odds = q / (1 - q);
  const caught = Array.from({ length: z + 1 }, (_, k) => negativeBinomial(k, z, q) * power(odds, z + 1 - k));
  const ahead = z === 0 ? 0 : tail(z + 1, (k) => negativeBinomial(k, z, q));
  return sumFromSmall([...caught, ahead]);
}

/**
 * Given how long the z confirmations took: κ = t p/(z T), the time over what z honest blocks take on average. Then the
 * attacker's progress is Poisson(κ z q/p). Grunspan & Pérez-Marco (2018), section 6: 1 − Q(z, κzq/p) + (q/p)^z e^{κz(p−q)/p}
 * Q(z, κz), here summed as positive terms. κ = 1 is Nakamoto's number.
 */
export function doubleSpendGivenTime(q: number, z: number, kappa: number): number {
  requireRace(q, z);
  requireNotNegative('kappa', kappa);
  if (q >= 0.5 || z === 0) return 1;
  if (q === 0) return 0;
  const odds = q / (1 - q);
  const mean = kappa * z * odds;
  const behind = Array.from({ length: z }, (_, k) => poisson(k, mean) * power(odds, z - k));
  return Math.min(1, sumFromSmall([...behind, tail(z, (k) => poisson(k, mean))]));
}

/** Gambler's ruin: the chance to ever catch up from a deficit, (q/p)^deficit, or 1 with half of the power. */
export function catchUpProbability(q: number, deficit: number): number {
  requireRace(q, deficit);
  if (q >= 0.5) return 1;
  return power(q / (1 - q), deficit);
}

/** Mean number of mined blocks until a majority has closed a deficit: deficit/(2q − 1). @throws RangeError unless q > 1/2 */
export function majorityCatchUpBlocks(q: number, deficit: number): number {
  requireIn('q', q, 0.5, 1, '(]');
  requireWhole('deficit', deficit, 0);
  return deficit / (2 * q - 1);
}

/** Laws of the success of a double spend, by name. */
export const DOUBLE_SPEND_LAWS = {
  exact: exactDoubleSpend,
  nakamoto: nakamotoDoubleSpend,
  strict: strictDoubleSpend,
} as const;

/**
 * Least z at which a double spend succeeds with less than a chance.
 * @returns null when 100,000 confirmations are not enough, as against a majority
 */
export function confirmationsFor(q: number, risk: number, law: keyof typeof DOUBLE_SPEND_LAWS): number | null {
  requireShare('q', q);
  requireIn('risk', risk, 0, 1, '(]');
  const chance = DOUBLE_SPEND_LAWS[law];
  const enough = (z: number) => chance(q, z) < risk;
  if (enough(0)) return 0;
  let high = 1;
  while (high < MOST_CONFIRMATIONS && !enough(high)) high = Math.min(MOST_CONFIRMATIONS, 2 * high);
  if (!enough(high)) return null;
  let low = Math.floor(high / 2);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
