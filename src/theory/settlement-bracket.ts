/**
 * Security of a confirmed block when messages take up to Δ: Guo & Ren, "Bitcoin's Latency–Security Analysis Made Simple"
 * (AFT 2022), theorem 2. Every attack on k confirmations succeeds with a chance inside the bracket; ties win.
 */
import { negativeBinomial, power, sumFromSmall, tail } from './chances.js';
import { requireIn, requireNotNegative, requirePositive, requireWhole } from './domain.js';

/** Bounds between which a probability lies. */
export interface Bracket {
  readonly lower: number;
  readonly upper: number;
}

/**
 * P(G1 + G2 + K ≥ k): the lead that was mined before, the blocks found in secret until honest miners have found some, and
 * what is caught up later. G1 and G2 are geometric with P(n) = (1−r) rⁿ, so that P(G1 + G2 ≥ m) = r^m (1 + m(1−r)).
 * @param q chance that a block is the attacker's
 * @param honest number of honest blocks that K is counted until
 */
function successChance(q: number, honest: number, k: number): number {
  const r = q / (1 - q);
  if (r >= 1) return 1;
  const behind = Array.from({ length: k }, (_, j) => {
    const missing = k - j;
    return negativeBinomial(j, honest, q) * power(r, missing) * (1 + missing * (1 - r));
  });
  return Math.min(1, sumFromSmall([...behind, tail(k, (j) => negativeBinomial(j, honest, q))]));
}

/**
 * The bracket. Lower: without delay. Upper: an honest block counts for the attacker if the next honest one follows within
 * Δ, so that the honest share is (1−α) e^−x; and one more honest block is waited for.
 * @param interval mean time between blocks of all miners
 * @param delay longest delay of a message, Δ, in the same unit
 * @param k confirmations
 */
export function settlementBracket(alpha: number, interval: number, delay: number, k: number): Bracket {
  requireIn('alpha', alpha, 0, 1, '(]');
  requirePositive('interval', interval);
  requireNotNegative('delay', delay);
  requireWhole('k', k, 1, 100_000);
  const honest = (1 - alpha) * Math.exp(-delay / interval);
  return { lower: successChance(alpha, k, k), upper: successChance(1 - honest, k + 1, k) };
}
