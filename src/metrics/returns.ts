import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf';
import { pairShares } from './divergence.js';
import { undefinedBecause } from './undefined.js';
import type { Undefined } from './undefined.js';
import type { Weights } from './weights.js';

/** Holders of weight in the order of ids: share held, and share of the blocks. */
interface Holders {
  readonly held: Float64Array;
  readonly got: Float64Array;
}

function holders(realised: Weights, expected: Weights): Holders | null {
  const { p, q } = pairShares(realised, expected);
  let [n, produced] = [0, false];
  for (let i = 0; i < q.length; i++) {
    if (q[i]! > 0) n++;
    if (p[i]! > 0) produced = true;
  }
  if (n === 0 || !produced) return null;
  if (n === q.length) return { held: q, got: p };
  return { held: q.filter((held) => held > 0), got: p.filter((_, i) => q[i]! > 0) };
}

/**
 * Share of the blocks of the lighter half of the holders (rounded down; of equals those first by id), over their share of the
 * weight; 1: their due.
 */
export function smallReturn(realised: Weights, expected: Weights): number | Undefined {
  const all = holders(realised, expected);
  if (all === null) return undefinedBecause('empty');
  const half = Math.floor(all.held.length / 2);
  if (half === 0) return undefinedBecause('single');
  const ranked = all.held.slice().sort();
  const heaviest = ranked[half - 1]!;
  let equals = half - ranked.indexOf(heaviest);
  let [held, got] = [0, 0];
  for (let i = 0; i < all.held.length; i++) {
    const own = all.held[i]!;
    if (own > heaviest || (own === heaviest && equals-- <= 0)) continue;
    held += own;
    got += all.got[i]!;
  }
  return got / held;
}

/** The same of the heaviest holder, the last by id of several. */
export function largestReturn(realised: Weights, expected: Weights): number | Undefined {
  const all = holders(realised, expected);
  if (all === null) return undefinedBecause('empty');
  let largest = 0;
  for (let i = 1; i < all.held.length; i++) if (all.held[i]! >= all.held[largest]!) largest = i;
  return all.got[largest]! / all.held[largest]!;
}

/**
 * Share of the holders that got their due within a part ε of it, |p − q| ≤ εq, ends included: the event of robust (ε, δ)
 * fairness (Huang et al., "Do the Rich Get Richer? Fairness Analysis for Blockchain Incentives", SIGMOD 2021), counted over
 * the holders of one run.
 */
export function fairHolders(realised: Weights, expected: Weights, epsilon: number): number | Undefined {
  const all = holders(realised, expected);
  if (all === null) return undefinedBecause('empty');
  let fair = 0;
  for (let i = 0; i < all.held.length; i++) if (isFair(all.got[i]!, all.held[i]!, epsilon)) fair++;
  return fair / all.held.length;
}

/** Whether a share that was won is a due share within a part ε of it; a last digit of rounding never decides. */
export function isFair(got: number, due: number, epsilon: number): boolean {
  return Math.abs(got - due) <= epsilon * due * (1 + 1e-12);
}

/** Chance that a holder of this share is so near to its due after so many independent draws: P(|K/n − a| ≤ εa), binomial. */
export function fairByLuck(due: number, blocks: number, epsilon: number): number {
  const most = Math.floor(blocks * due * (1 + epsilon) + 1e-9);
  const least = Math.ceil(blocks * due * (1 - epsilon) - 1e-9);
  return binomialCdf(most, blocks, due) - (least > 0 ? binomialCdf(least - 1, blocks, due) : 0);
}
