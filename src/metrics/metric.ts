import type { Population } from './population.js';
import type { Undefined } from './undefined.js';
import { freezeWeights } from './weights.js';
import type { Weights } from './weights.js';

/** What a column is computed of: the blocks of a run or window, and the weights that were held. */
export interface MetricInput {
  readonly counts: Weights;
  readonly weights: Weights;
  readonly population: Population;
}

/** One column of the result tables. */
export interface Metric {
  /** Column in snake case, with its unit as suffix where there is one. */
  readonly name: string;
  /** One sentence for list, schema and docs. */
  readonly describe: string;
  /** Which way is more decentralised. */
  readonly decentralised: 'higher' | 'lower' | 'neither';
  /**
   * `shares`: looks at the counts only and makes sense of weights too; `counts`: looks at the counts only, which must be
   * integers; `shares-with-weights`: holds the counts against the weights.
   */
  readonly compares: 'shares' | 'counts' | 'shares-with-weights';
  /** Whether the column stands in every run's row, or only on request. */
  readonly core: boolean;
  compute(input: MetricInput): number | Undefined;
}

/** All columns of one row, by name, sorting the counts and weights once for all of them. */
export function computeColumns(columns: readonly Metric[], input: MetricInput): Record<string, number | Undefined> {
  const prepared = prepareInput(input);
  return Object.fromEntries(columns.map((metric) => [metric.name, metric.compute(prepared)]));
}

/** The same input with counts and weights checked and sorted once, for callers that compute several metrics. */
export function prepareInput(input: MetricInput): MetricInput {
  return { ...input, counts: freezeWeights(input.counts), weights: freezeWeights(input.weights) };
}
