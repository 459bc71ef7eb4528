/** Why a metric has no value. */
export type UndefinedReason =
  /** No producer, or no weight at all. */
  | 'empty'
  /** A population of one, or weights without any spread, where the metric needs contrast. */
  | 'single'
  /** A member without weight where the metric takes its logarithm or divides by it. */
  | 'zero-in-population'
  /** No coalition reaches the threshold, or the value would be infinite. */
  | 'unreachable'
  /** Fewer blocks, producers, windows or seeds than the metric needs. */
  | 'too-few-samples';

/** An undefined metric: null with its reason, never 0, so that a saved table cannot mistake one for the other. */
export interface Undefined {
  readonly value: null;
  readonly reason: UndefinedReason;
}

/** The outcome of a metric that is not defined, with the reason. */
export function undefinedBecause(reason: UndefinedReason): Undefined {
  return { value: null, reason };
}

/** Whether an outcome is such. */
export function isUndefined(outcome: unknown): outcome is Undefined {
  return typeof outcome === 'object' && outcome !== null && 'reason' in outcome && 'value' in outcome
    ? outcome.value === null
    : false;
}

/** The number, or null where the metric is undefined: the form for tables. */
export function valueOrNull(outcome: number | Undefined): number | null {
  return typeof outcome === 'number' ? outcome : null;
}
