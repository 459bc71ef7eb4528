/**
 * Up to which share β of the hash power a chain is secure when blocks take a delay: x is the rate of all blocks times the
 * delay Δ.
 */
import { requireIn, requireNotNegative, requirePositive, requireShare } from './domain.js';

/**
 * Tight bound of the longest chain: secure if and only if β < (1−β)/(1 + (1−β)x), that is, as long as the delayed honest
 * chain grows faster than the attacker's. Dembo et al., "Everything is a Race and Nakamoto Always Wins"; Gaži, Kiayias,
 * Russell, "Tight Consistency Bounds for Bitcoin" (both CCS 2020). The root is 2/((2+x) + √(x²+4)), 1/2 at x = 0.
 */
export function longestChainThreshold(x: number): number {
  requireNotNegative('x', x);
  return 2 / (2 + x + Math.sqrt(x * x + 4));
}

/**
 * An older sufficient bound, from honest blocks that stand alone within Δ on both sides: (1−β) e^{−2(1−β)x} > β. Weaker than
 * the tight one; in the manner of Ren, "Analysis of Nakamoto Consensus" (2019).
 */
export function lonerThreshold(x: number): number {
  requireNotNegative('x', x);
  let [low, high] = [0, 0.5];
  for (let step = 0; step < 60; step++) {
    const beta = (low + high) / 2;
    if ((1 - beta) * Math.exp(-2 * (1 - beta) * x) > beta) low = beta;
    else high = beta;
  }
  return (low + high) / 2;
}

/**
 * Whether Pass, Seeman & Shelat, "Analysis of the Blockchain Protocol in Asynchronous Networks" (Eurocrypt 2017), promise
 * consistency: a(1 − (2Δ+2)a) > β.
 * @param honest chance that some honest miner finds a block in a round, a
 * @param adversary expected blocks of the adversary in a round, β
 * @param delayRounds Δ in rounds
 */
export function passSeemanShelatHolds(honest: number, adversary: number, delayRounds: number): boolean {
  requireShare('honest', honest);
  requireNotNegative('adversary', adversary);
  requireNotNegative('delayRounds', delayRounds);
  return honest * (1 - (2 * delayRounds + 2) * honest) > adversary;
}

/**
 * Most blocks that an adversary can have on a chain without delay, β/(1−β): Garay, Kiayias, Leonardos, "The Bitcoin
 * Backbone Protocol" (Eurocrypt 2015), theorem on chain quality. Reached by optimal withholding at γ = 1.
 */
export function chainQualityBound(beta: number): number {
  requireIn('beta', beta, 0, 0.5);
  return beta / (1 - beta);
}

/**
 * Share that a private subtree from a fixed fork point needs against GHOST, whatever the delay: all honest blocks count, on
 * the main chain or not. Sompolinsky & Zohar (FC 2015), section 6. Balance attacks are another matter.
 */
export const GHOST_THRESHOLD = 0.5;

/**
 * Longest-chain proof of stake, where every block of the adversary's tree can be extended at once: its tree deepens at e
 * times the rate, so β < 1/(1+e). Dembo et al. (CCS 2020), section on nothing at stake; delays are small.
 */
export const NOTHING_AT_STAKE_THRESHOLD = 1 / (1 + Math.E);

const STEPS = 4000;

/**
 * Mean depth after some time of a tree in which every block spawns children at a rate: Σ_n P_n(t) with P_0 = 1 and
 * P_n(t) = 1 − exp(−∫_0^t P_{n−1}), by the trapezoidal rule. It tends to e · rate · time, but only slowly.
 * @param rate children per unit of time of every block
 */
export function nothingAtStakeDepth(rate: number, time: number): number {
  requirePositive('rate', rate);
  requireNotNegative('time', time);
  const step = (rate * time) / STEPS;
  let before = new Float64Array(STEPS + 1).fill(1);
  let depth = 0;
  for (;;) {
    const next = new Float64Array(STEPS + 1);
    let integral = 0;
    for (let i = 1; i <= STEPS; i++) {
      integral += (step * (before[i - 1]! + before[i]!)) / 2;
      next[i] = -Math.expm1(-integral);
    }
    depth += next[STEPS]!;
    if (next[STEPS]! < 1e-14) return depth;
    before = next;
  }
}
