/**
 * Block withholding between pools: Eyal, "The Miner's Dilemma" (S&P 2015). Pool i has a share m_i of the power; a pool that
 * attacks sends x of it into another, where these miners earn their part of the reward but never hand a block in. Revenues are
 * densities: 1 is what honest mining earns per unit of power.
 */
import { requireIn } from './domain.js';

/** Revenue per unit of power of each party, 1 without an attack. */
export interface PoolRevenues {
  /** Of the pool that attacks, of its victim, of everybody else. */
  readonly attacker: number;
  readonly victim: number;
  readonly others: number;
}

function requirePools(m1: number, m2: number): void {
  requireIn('m1', m1, 0, 1, '()');
  requireIn('m2', m2, 0, 1, '()');
  if (m1 + m2 > 1) throw new RangeError(`m1 + m2 is ${m1 + m2}: expected at most 1`);
}

/** One pool attacks: r2 = m2/((1−x)(m2+x)), r1 = [(m1−x)/(1−x) + x r2]/m1, others 1/(1−x). Eyal, section 4. */
export function oneSidedWithholding(m1: number, m2: number, x: number): PoolRevenues {
  requirePools(m1, m2);
  requireIn('x', x, 0, m1);
  const victim = m2 / ((1 - x) * (m2 + x));
  return { attacker: ((m1 - x) / (1 - x) + x * victim) / m1, victim, others: 1 / (1 - x) };
}

/** The infiltration that earns one attacking pool most, where the derivative of r1 is 0, a quadratic equation. */
export function bestInfiltration(m1: number, m2: number): number {
  requirePools(m1, m2);
  const a = m1 + m2 - 1;
  const b = 2 * m2 * (m1 - 1);
  const c = m1 * m2 * m2;
  return Math.min(m1, (2 * c) / (-b + Math.sqrt(b * b - 4 * a * c)));
}

/** Both attack: R_i = (m_i − x_i)/(1 − x1 − x2), r_1 = [m2 R1 + x1(R1 + R2)]/(m1 m2 + m1 x1 + m2 x2). Eyal, section 5. */
export function twoSidedWithholding(
  m1: number,
  m2: number,
  x1: number,
  x2: number,
): { readonly first: number; readonly second: number } {
  requirePools(m1, m2);
  requireIn('x1', x1, 0, m1);
  requireIn('x2', x2, 0, m2);
  const own1 = (m1 - x1) / (1 - x1 - x2);
  const own2 = (m2 - x2) / (1 - x1 - x2);
  const total = m1 * m2 + m1 * x1 + m2 * x2;
  return {
    first: (m2 * own1 + x1 * (own1 + own2)) / total,
    second: (m1 * own2 + x2 * (own1 + own2)) / total,
  };
}

/** The best x1 against an x2: where the derivative of ln r_1 changes its sign. */
function bestResponse(m1: number, m2: number, x2: number): number {
  let [low, high] = [0, m1];
  for (let step = 0; step < 60; step++) {
    const x = (low + high) / 2;
    const earned = m2 * (m1 - x) + x * (m1 - x + m2 - x2);
    const shared = m1 * m2 + m1 * x + m2 * x2;
    const left = 1 - x - x2;
    const slope = (m1 - 2 * x - x2) * shared * left - m1 * earned * left + earned * shared;
    if (slope > 0) low = x;
    else high = x;
  }
  return (low + high) / 2;
}

/** How much power either pool sends into the other, and what either then earns. */
export interface WithholdingEquilibrium {
  readonly x1: number;
  readonly x2: number;
  readonly first: number;
  readonly second: number;
}

/** Where neither pool gains by another infiltration, found by best responses in turn. Eyal, section 5. */
export function withholdingEquilibrium(m1: number, m2: number): WithholdingEquilibrium {
  requirePools(m1, m2);
  let [x1, x2] = [0, 0];
  for (let round = 0; round < 1000; round++) {
    const next1 = bestResponse(m1, m2, x2);
    const next2 = bestResponse(m2, m1, next1);
    const moved = Math.abs(next1 - x1) + Math.abs(next2 - x2);
    [x1, x2] = [next1, next2];
    if (moved < 1e-15) break;
  }
  return { x1, x2, ...twoSidedWithholding(m1, m2, x1, x2) };
}
