/**
 * Difficulty that is set anew after every n blocks, to D n T / S, where S is the time that the last m intervals took
 * (Nakamoto 2008, section 4; Bitcoin Core measures m = n − 1 of the n intervals). Constant power, honest timestamps, no
 * clamp. S is D T times a Gamma(m) variable G, so that the next difficulty is n / G whatever it was before, and
 * E[1/G] = 1/(m−1): intervals are longer than meant.
 */
import { requireIn, requirePositive, requireWhole } from './domain.js';

/**
 * Mean interval over the target, n/(m−1).
 * @param n blocks between two retargets, at least 3
 * @param m intervals measured, at least 2; n or n − 1
 */
export function retargetBias(n: number, m: number): number {
  requireWhole('n', n, 3);
  requireWhole('m', m, 2, n);
  return n / (m - 1);
}

/**
 * Variance of the mean interval over the target, over some whole epochs after the first retarget, with the n intervals of
 * an epoch of which the first n − 1 are measured. The relative interval of an epoch is G_n / G'_{n−1} with G' of the epoch
 * before; neighbours are negatively correlated, because a slow epoch makes the next one easier, so that the variance
 * falls faster than 1/epochs. Derived from the moments of the Gamma law.
 * @param n blocks of an epoch, at least 4
 */
export function retargetedMeanVariance(n: number, epochs: number): number {
  requireWhole('n', n, 4);
  requireWhole('epochs', epochs, 1);
  const alone = (n * (2 * n - 2)) / ((n - 2) * (n - 2) * (n - 3));
  const together = -n / ((n - 2) * (n - 2));
  return (epochs * alone + 2 * (epochs - 1) * together) / (epochs * epochs);
}

/** What becomes of the intervals when the power changes by a factor at the start of a window. */
export interface DifficultyStep {
  /** Time until the next retarget, in the unit of the target interval. */
  readonly timeToRetarget: number;
  /** Mean interval after it over the target, unless the clamp holds it back. */
  readonly nextOverTarget: number;
}

/**
 * A change of the power at the start of a window of n blocks: they take n T / factor, and the next difficulty is lower by
 * the factor, at most by the clamp.
 * @param powerFactor power after over power before, above 0
 * @param clamp most that one retarget may change the difficulty by, at least 1; Bitcoin's is 4
 */
export function difficultyStep(target: number, n: number, powerFactor: number, clamp: number): DifficultyStep {
  requirePositive('target', target);
  requireWhole('n', n, 1);
  requirePositive('powerFactor', powerFactor);
  requireIn('clamp', clamp, 1, Infinity, '[)');
  const change = Math.min(clamp, Math.max(1 / clamp, powerFactor));
  return { timeToRetarget: (n * target) / powerFactor, nextOverTarget: change / powerFactor };
}
