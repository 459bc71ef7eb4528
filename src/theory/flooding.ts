/**
 * First passage on a complete graph: what one node knows reaches others over links with independent exponential delays of
 * mean 1, each node passing it on at once. With k nodes informed, the next follows at rate k(n−k). Janson, "One, Two and Three
 * Times log n/n for Paths in a Complete Graph with Random Weights" (1999).
 */
import { requireWhole } from './domain.js';

function harmonic(n: number): number {
  let sum = 0;
  for (let j = n; j >= 1; j--) sum += 1 / j;
  return sum;
}

/** Mean time until the last of n nodes knows, 2 H_{n−1}/n, in mean delays of a link. */
export function floodToAll(n: number): number {
  requireWhole('n', n, 2, 100_000_000);
  return (2 * harmonic(n - 1)) / n;
}

/** Mean time until a random other node knows, H_{n−1}/(n−1), in mean delays of a link. */
export function floodToOne(n: number): number {
  requireWhole('n', n, 2, 100_000_000);
  return harmonic(n - 1) / (n - 1);
}
