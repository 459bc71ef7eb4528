import type { Metric } from './metric.js';
import type { Population } from './population.js';
import { ACTIVE } from './population.js';
import { bandOf, checkLevel } from './quantiles.js';
import { multinomialSampler } from './sampling.js';
import type { Rng } from './sampling.js';
import type { Undefined } from './undefined.js';
import { isUndefined, undefinedBecause } from './undefined.js';
import { freezeWeights } from './weights.js';
import type { Weights } from './weights.js';

/** What pure luck gives: a metric of blocks drawn independently from the weights. */
export interface SamplingBaseline {
  readonly mean: number | null;
  readonly median: number | null;
  /** Central interval of the drawn values, of probability `level`. */
  readonly low: number | null;
  readonly high: number | null;
  readonly level: number;
  readonly runs: number;
  /** Draws in which the metric was undefined, which the values above leave out. */
  readonly undefinedRuns: number;
}

/** How a sampling baseline is drawn. */
export interface SamplingOptions {
  readonly rng: Rng;
  /** Draws, 1000 by default; a few hundred fix a median to a fraction of the band. */
  readonly runs?: number;
  /** 0.95 by default. */
  readonly level?: number;
}

/** Sampling baseline of one metric: `blocks` blocks drawn by weight, again and again. Throws for weights of total 0. */
export function samplingBaseline(
  weights: Weights,
  blocks: number,
  metric: (counts: Weights) => number | Undefined,
  { rng, runs = 1000, level = 0.95 }: SamplingOptions,
): SamplingBaseline {
  checkSampling(runs, level);
  const draw = multinomialSampler(weights);
  return baselineOf(
    Array.from({ length: runs }, () => metric(draw(blocks, rng))),
    level,
  );
}

/** Sampling baselines of many columns, by name, all from the same draws. */
export function samplingBaselines(
  weights: Weights,
  blocks: number,
  columns: readonly Metric[],
  { rng, runs = 1000, level = 0.95, population = ACTIVE }: SamplingOptions & { readonly population?: Population },
): Record<string, SamplingBaseline> {
  checkSampling(runs, level);
  const held = freezeWeights(weights);
  const draw = multinomialSampler(held);
  const drawn = columns.map(() => new Array<number | Undefined>(runs));
  for (let run = 0; run < runs; run++) {
    const input = { counts: draw(blocks, rng), weights: held, population };
    for (let c = 0; c < columns.length; c++) drawn[c]![run] = columns[c]!.compute(input);
  }
  return Object.fromEntries(columns.map((metric, c) => [metric.name, baselineOf(drawn[c]!, level)]));
}

/** What a run shows beyond luck: value - baseline median. */
export function excess(value: number | Undefined, baseline: SamplingBaseline): number | Undefined {
  if (isUndefined(value)) return value;
  return baseline.median === null ? undefinedBecause('empty') : value - baseline.median;
}

function baselineOf(values: readonly (number | Undefined)[], level: number): SamplingBaseline {
  const defined = values.filter((value) => typeof value === 'number');
  const band = bandOf(defined, level) ?? { mean: null, median: null, low: null, high: null };
  return { ...band, level, runs: values.length, undefinedRuns: values.length - defined.length };
}

function checkSampling(runs: number, level: number): void {
  if (!Number.isSafeInteger(runs) || runs < 1) throw new RangeError(`runs is ${runs}: expected a positive integer`);
  checkLevel(level);
}
