import type { UniformSource } from './random-streams.js';

const { log1p } = Math;

/**
 * A draw from the exponential distribution of the given mean, by inversion; in the mean's unit, from 0 to 22.2 means (a draw
 * of 32 bits reaches no further; that is exceeded with probability 2.3e-10).
 */
export function exponential(uniform: UniformSource, mean: number): number {
  return -mean * log1p(-uniform());
}
