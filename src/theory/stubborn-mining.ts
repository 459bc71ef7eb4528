/**
 * Stubborn mining: Nayak, Kumar, Miller, Shi, "Stubborn Mining: Generalizing Selfish Mining and Combining with an Eclipse
 * Attack" (EuroS&P 2016), section 3, as an exact chain; and closed forms of Grunspan & Pérez-Marco, "On profitability of
 * stubborn mining" (2018), which only need a square root. Each rule departs from SM1 of Eyal & Sirer:
 *
 * - L, lead stubborn: when an honest block leaves a lead of one, publish one block and keep the tie, never the whole lead;
 * - F, equal-fork stubborn: a block found during a tie is kept private;
 * - T1, trail stubborn: after a lost tie go on while one behind, and adopt at two. When he catches up, honest nodes stay on
 *   their own branch, and his next block is published at once, under F too.
 */
import { requireIn, requireShare } from './domain.js';
import { leadYield } from './lead-chain.js';
import {
  ACTIVE,
  ADOPT,
  IRRELEVANT,
  MATCH,
  OVERRIDE,
  RELEVANT,
  WAIT,
  type YieldWithErrors,
} from './withholding-model.js';

/** Which stubborn rules are in force; none of them is SM1. */
export interface StubbornRules {
  readonly lead: boolean;
  readonly equalFork: boolean;
  readonly trail: boolean;
}

/** The rules of a name such as `LF`, `T1`, `LFT1` or `SM1`. @throws RangeError for any other */
export function stubbornRules(name: string): StubbornRules {
  const found = /^(L?)(F?)(T1)?$/.exec(name);
  if (name === 'SM1') return { lead: false, equalFork: false, trail: false };
  if (!found || name === '')
    throw new RangeError(`strategy is ${name}: expected SM1, or one or more of L, F, T1, in this order`);
  return { lead: found[1] !== '', equalFork: found[2] !== '', trail: found[3] !== undefined };
}

/** What a strategy does in a state of the withholding model. */
export function stubbornAction({ lead, equalFork, trail }: StubbornRules, a: number, h: number, fork: number): number {
  if (h > a) return trail && h === a + 1 && a >= 1 ? WAIT : ADOPT;
  if (fork === ACTIVE) return a === h + 1 && !equalFork ? OVERRIDE : WAIT;
  if (a === h) return fork === RELEVANT ? MATCH : WAIT;
  // A lead of one that was caught up after a lost tie; the first block of a round is no such lead.
  if (fork === IRRELEVANT) return a === h + 1 && h >= 1 ? OVERRIDE : WAIT;
  if (lead) return MATCH;
  return a === h + 1 ? OVERRIDE : WAIT;
}

/**
 * Revenue and throughput of a stubborn strategy, exact, and how much they vary in a simulation.
 * @throws RangeError outside 0 < α < 1/2, 0 ≤ γ ≤ 1, and for an unknown name
 */
export function stubbornYield(alpha: number, gamma: number, strategy: string): YieldWithErrors {
  requireIn('alpha', alpha, 0, 0.5, '()');
  requireShare('gamma', gamma);
  const rules = stubbornRules(strategy);
  // Beyond the first public block only the lead counts: any length stands for all.
  return leadYield(alpha, gamma, (lead, fork, clean) => {
    const h = clean ? 0 : 2;
    return stubbornAction(rules, lead + h, h, fork);
  });
}

/** C(y) = (1 − √(1−4y)) / (2y), the generating function of Catalan's numbers, in a form that keeps its digits at small y. */
function catalan(y: number): number {
  return 2 / (1 + Math.sqrt(1 - 4 * y));
}

/** Revenue of L in closed form, for γ > 0. Grunspan & Pérez-Marco (2018). */
export function leadStubbornRevenue(alpha: number, gamma: number): number {
  requireIn('alpha', alpha, 0, 0.5, '()');
  requireIn('gamma', gamma, 0, 1, '(]');
  const [q, p] = [alpha, 1 - alpha];
  const base = p + p * q - q;
  const kept = 1 - p * (1 - gamma) * catalan((1 - gamma) * p * q);
  return (q * (p + p * q - q * q)) / base - ((p * q * (p - q) * (1 - gamma)) / gamma) * (kept / base);
}

/**
 * Revenue of LF in closed form, for γ > 0: "equal-fork stubborn" in the words of Grunspan & Pérez-Marco (2018), which is
 * both rules together in those of Nayak et al. Its throughput is 1 − α exactly.
 */
export function leadEqualForkStubbornRevenue(alpha: number, gamma: number): number {
  requireIn('alpha', alpha, 0, 0.5, '()');
  requireIn('gamma', gamma, 0, 1, '(]');
  const [q, p] = [alpha, 1 - alpha];
  const kept = 1 - p * catalan((1 - gamma) * p * q);
  return q / p - (((1 - gamma) * (p - q)) / (gamma * p)) * kept;
}
