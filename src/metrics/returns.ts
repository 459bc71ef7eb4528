import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf';
import { pairShares } from './divergence.js';
import { undefinedBecause } from './undefined.js';
import type { Undefined } from './undefined.js';
import type { Weights } from './weights.js';

interface Holder {
  readonly held: number;
  readonly got: number;
}

/** Several metrics look at the same holders. */
const found = new WeakMap<Weights, { readonly expected: Weights; readonly all: readonly Holder[] | null }>();

/** Holders of weight, lightest first (ties in the order of ids): share held, and share of the blocks. */
function holders(realised: Weights, expected: Weights): readonly Holder[] | null {
  const before = found.get(realised);
  if (before?.expected === expected) return before.all;
  const { p, q } = pairShares(realised, expected);
  const all = Array.from(q, (held, i) => ({ held, got: p[i]! })).filter(({ held }) => held > 0);
  all.sort((a, b) => a.held - b.held);
  const answer = all.length === 0 || !p.some((share) => share > 0) ? null : all;
  // A map that its owner may still write to is looked at anew.
  if (Object.isFrozen(realised) && Object.isFrozen(expected)) found.set(realised, { expected, all: answer });
  return answer;
}

/** Share of the blocks of the lighter half of the holders (rounded down), over their share of the weight; 1: their due. */
export function smallReturn(realised: Weights, expected: Weights): number | Undefined {
  const all = holders(realised, expected);
  if (all === null) return undefinedBecause('empty');
  const half = all.slice(0, Math.floor(all.length / 2));
  if (half.length === 0) return undefinedBecause('single');
  const held = half.reduce((sum, holder) => sum + holder.held, 0);
  return half.reduce((sum, holder) => sum + holder.got, 0) / held;
}

/** The same of the heaviest holder. */
export function largestReturn(realised: Weights, expected: Weights): number | Undefined {
  const largest = holders(realised, expected)?.at(-1);
  return largest ? largest.got / largest.held : undefinedBecause('empty');
}

/**
 * Share of the holders that got their due within a part ε of it, |p − q| ≤ εq, ends included: the event of robust (ε, δ)
 * fairness (Huang et al., "Do the Rich Get Richer? Fairness Analysis for Blockchain Incentives", SIGMOD 2021), counted over
 * the holders of one run.
 */
export function fairHolders(realised: Weights, expected: Weights, epsilon: number): number | Undefined {
  const all = holders(realised, expected);
  if (all === null) return undefinedBecause('empty');
  return all.filter(({ held, got }) => isFair(got, held, epsilon)).length / all.length;
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
