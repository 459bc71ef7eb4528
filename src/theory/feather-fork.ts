/**
 * Feather forking: a miner with a share q announces that it will fork away any block that holds a certain transaction, and
 * gives up when it is k behind (Miller, "Feather-forks", Bitcoin forum 2013). The fork starts one behind and succeeds one
 * ahead: gambler's ruin between two barriers.
 */
import { power } from './chances.js';
import { requireIn, requireWhole } from './domain.js';

/**
 * Chance that the fork succeeds: (1 − r^{k−1})/(1 − r^{k+1}) with r = p/q.
 * @param k deficit at which the miner gives up, at least 1; Infinity for never
 */
export function featherForkSuccess(q: number, k: number): number {
  requireIn('q', q, 0, 1);
  if (k !== Infinity) requireWhole('k', k, 1);
  if (q === 0) return 0;
  if (q === 1) return k === 1 ? 0 : 1;
  const odds = q / (1 - q);
  if (k === Infinity) return odds >= 1 ? 1 : odds * odds;
  if (odds === 1) return (k - 1) / (k + 1);
  const falling = (base: number, n: number) => 1 - power(base, n);
  if (odds < 1) return (odds * odds * falling(odds, k - 1)) / falling(odds, k + 1);
  return falling(1 / odds, k - 1) / falling(1 / odds, k + 1);
}

/** The folklore number: the chance of two blocks in a row, q², which is another quantity. */
export function twoInARow(q: number): number {
  requireIn('q', q, 0, 1);
  return q * q;
}
