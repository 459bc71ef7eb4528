/** The longest chain of a slot lottery under a delay: how fast it grows, and what goes stale. */
import { requireIn, requireWhole } from './domain.js';

export interface SlotChain {
  /** Mean slots from the first block of a height to the first of the next. */
  readonly gap: number;
  /** Their standard deviation. */
  readonly deviation: number;
  /** Blocks that do not end on the chain, over all. */
  readonly stale: number;
  /** Relative error of the gap: how far it may be off where stakes are unequal; from simulation, for f D ≤ 1. */
  readonly error: number;
}

/**
 * Ouroboros Praos without attackers on a complete graph, where everybody but its maker builds on a block from the D-th slot after
 * it on. Derived: let the first block of a height be made in slot 0, and all know the height below. From slot D on any leader makes
 * the next height; before, whoever leads twice, as it knows its own block. So with x_i = φ_i/(1 − φ_i) the next height is later than
 * slot u < D with chance
 * S(u) = P(nobody led twice in slots 0 to u | somebody led in slot 0) = (1 − f)^(u+1) [Π (1 + (u+1) x_i) − Π (1 + u x_i)] / f,
 * and the gap is Σ_{u<D} S(u) + S(D−1) (1 − f)/f: with very many small stakes D − 1 + 1/f. Every height keeps one of the
 * blocks of its gap, each slot having Σ φ_i of them. Left out: who has just led twice builds alone on a height that others do not
 * know yet, and is likely a large one; without equal stakes the gap comes out too long by about HHI (f D)² a tenth at most.
 * @param f chance that a slot has a leader
 * @param stakes of everybody, in any unit
 * @param delay D, in slots, at least 1
 */
export function slotChain(f: number, stakes: readonly number[], delay: number): SlotChain {
  requireIn('f', f, 0, 1, '()');
  requireWhole('delay', delay, 1);
  const total = stakes.reduce((sum, stake) => sum + stake, 0);
  const shares = stakes.filter((stake) => stake > 0).map((stake) => stake / total);
  const log = Math.log1p(-f);
  const odds = shares.map((share) => Math.expm1(-share * log));
  const product = (u: number) => Math.exp(u === 0 ? 0 : odds.reduce((sum, x) => sum + Math.log1p(u * x), 0));
  let [gap, square, later] = [0, 0, 1];
  let before = product(0);
  for (let u = 0; u < delay; u++) {
    const after = product(u + 1);
    later = (Math.exp((u + 1) * log) * (after - before)) / f;
    before = after;
    gap += later;
    square += (2 * u + 1) * later;
  }
  const q = 1 - f;
  gap += (later * q) / f;
  square += later * (((2 * delay - 1) * q) / f + (2 * q) / (f * f));
  const made = shares.reduce((sum, share) => sum - Math.expm1(share * log), 0);
  const hhi = shares.reduce((sum, share) => sum + share * share, 0);
  return {
    gap,
    deviation: Math.sqrt(square - gap * gap),
    stale: 1 - 1 / (gap * made),
    error: 0.1 * hhi * f * delay * f * delay,
  };
}
