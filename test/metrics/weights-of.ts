import type { Undefined, Weight, Weights } from '../../src/metrics/index.js';

/** Weights of producers p000, p001, ... */
export function weightsOf(values: Iterable<Weight>): Map<string, Weight> {
  return new Map(Array.from(values, (value, i) => [`p${String(i).padStart(3, '0')}`, value]));
}

export function equal(n: number, weight: Weight = 1): Map<string, Weight> {
  return weightsOf(Array.from({ length: n }, () => weight));
}

/** The number that an outcome is, for tests in which it must be one. */
export function defined(outcome: number | Undefined): number {
  if (typeof outcome !== 'number') throw new Error(`undefined: ${outcome.reason}`);
  return outcome;
}

/** As integers beyond 2^53, in the same proportions: the path through bigints. */
export function scaledUp(w: Weights, factor = 10n ** 25n): Map<string, bigint> {
  return new Map(Array.from(w, ([producer, weight]) => [producer, BigInt(weight) * factor]));
}
