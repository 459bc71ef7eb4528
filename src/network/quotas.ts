import { bisectRight, cumsum, shuffler } from 'd3-array';
import { quotas } from '../ledger/apportionment.js';

/** How many of n get what share of them: see `allot`. */
export const QUOTA_RULES = ['exact', 'simblock', 'drawn'] as const;
export type QuotaRule = (typeof QUOTA_RULES)[number];

/**
 * Gives each of n the index of a share.
 *
 * `exact`: quotas by largest remainder, dealt out in random order. `simblock`: dealt out as well, but the first share gets
 * one too many and the last one too few, as SimBlock's list builder has it (so that one node of its Dogecoin opens 1 link
 * and not 8). `drawn`: independent draws, so that numbers vary.
 * @param shares at least 0 and not all 0; they need not sum to 1
 */
export function allot(shares: readonly number[], n: number, rule: QuotaRule, random: () => number): Int32Array {
  if (rule === 'exact') return deal(quotas(shares, n), random);
  if (rule === 'simblock') return deal(oneOver(shares, n), random).slice(0, n);
  const cumulative = cumsum(shares);
  const total = cumulative[shares.length - 1]!;
  return Int32Array.from({ length: n }, () => Math.min(shares.length - 1, bisectRight(cumulative, random() * total)));
}

/** SimBlock's quotas: one more than n in all, of which one is left over after dealing. */
function oneOver(shares: readonly number[], n: number): Int32Array {
  const cumulative = cumsum(shares);
  const total = cumulative[shares.length - 1]!;
  const parts = new Int32Array(shares.length);
  let filled = 0;
  shares.forEach((_, index) => {
    const end = index === shares.length - 1 ? n + 1 : Math.floor((n * cumulative[index]!) / total) + 1;
    parts[index] = Math.max(0, end - filled);
    filled = Math.max(filled, end);
  });
  return parts;
}

/** Hands out `parts[i]` copies of each index i, in an order drawn by `random`. */
export function deal(parts: Int32Array, random: () => number): Int32Array {
  const dealt = new Int32Array(parts.reduce((sum, part) => sum + part, 0));
  let at = 0;
  parts.forEach((part, index) => {
    dealt.fill(index, at, at + part);
    at += part;
  });
  return shuffler(random)(dealt);
}
