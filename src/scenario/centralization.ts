import { columns, coreColumns } from '../metrics/columns/index.js';
import { computeColumns, type Metric } from '../metrics/metric.js';
import { samplingBaselines } from '../metrics/baseline.js';
import { GIVEN } from '../metrics/population.js';
import { isUndefined, type Undefined } from '../metrics/undefined.js';
import type { Weights } from '../metrics/weights.js';
import type { NamedNodes } from './named-nodes.js';
import { throughLenses, type Groupings } from './lenses.js';
import { returnsByLuck, smallView } from './small-holders.js';
import type { RunRecord, WindowRow } from '../runner/record.js';

/** Blocks of each node in one window of the chain, `from` … `to`. */
export interface WindowCount {
  readonly from: number;
  readonly to: number;
  /** When its last block was made, in microseconds. */
  readonly end: number;
  /** By node. */
  readonly counts: Int32Array;
}

export interface CentralizationInput {
  readonly named: NamedNodes;
  /** Canonical blocks by node. */
  readonly canonical: Float64Array;
  /** How many blocks of the chain somebody produced. */
  readonly blocks: number;
  readonly windows: readonly WindowCount[];
  /** Height at which so few as the scenario says first had more than half of the last window; null: never. */
  readonly centralizedAt: number | null;
  readonly random: () => number;
  /** Whom nodes belong to and where they stand, and the draws of luck for these. */
  readonly groupings: Groupings;
  readonly groupDraw: () => number;
}

export interface Centralization {
  readonly metrics: Record<string, number | null>;
  readonly undefinedBecause: Record<string, string>;
  /** Median of each core metric under pure luck: as many blocks drawn from the weights. */
  readonly baseline: Record<string, number | null>;
  /** Each metric of the weights themselves. */
  readonly ofWeights: Record<string, number | null>;
  /** Windows of the run, and who its top producers are. */
  readonly series: Required<Pick<RunRecord, 'windows' | 'topProducers'>>;
}

/** Columns that need whole numbers of blocks, and tests of blocks against weights, say nothing of weights alone. */
const OF_WEIGHTS: readonly Metric[] = columns.filter(({ compares, core }) => compares === 'shares' || core);
const BASELINE_DRAWS = 200;
/** Of very many producers fewer draws are made, whose values differ by less. */
const FEWEST_BASELINE_DRAWS = 10;
const BASELINE_NUMBERS = 1_000_000;
const US_PER_S = 1_000_000;
/** So many windows in a row with one producer above half of the blocks count as centralised. */
const SUSTAIN = 3;
/** Producers whose blocks are kept window by window. */
const TOP = 10;
const CENSORED = 'censored: it did not happen within the run';

/**
 * Every column over who produced the canonical blocks, against the weights and against luck. The population is all
 * nodes of the scenario, those that never produced included.
 */
export function centralization(input: CentralizationInput): Centralization {
  const { named, canonical } = input;
  const { weights, names, held } = named;
  const counts = named.counts(canonical);
  const values = computeColumns(columns, { counts, weights, population: GIVEN });
  const top = topOf(canonical, held);
  const windows: WindowRow[] = input.windows.map((window) => ({
    ...rowOf(window, named.counts(window.counts), weights),
    top: top.map((node) => window.counts[node]!),
    blocks: window.counts.reduce((sum, count) => sum + count, 0),
  }));
  const undefinedBecause = reasons(values);
  const centralized = firstCentralized(windows);
  const { centralizedAt } = input;
  if (centralized === null) undefinedBecause['windows_to_centralize'] = CENSORED;
  if (centralizedAt === null) undefinedBecause['time_to_centralize_blocks'] = CENSORED;
  const small = smallView(held, input.windows);
  const lensed = throughLenses(named, canonical, input.groupings, {
    blocks: input.blocks,
    draws: BASELINE_DRAWS,
    random: input.groupDraw,
  });
  return {
    metrics: {
      ...numbers(values),
      windows_to_centralize: centralized,
      time_to_centralize_blocks: centralizedAt,
      ...small.metrics,
      ...lensed.metrics,
    },
    undefinedBecause: { ...undefinedBecause, ...small.undefinedBecause, ...lensed.undefinedBecause },
    baseline: {
      ...baselineOf(weights, input.blocks, input.random),
      ...returnsByLuck(held, input.blocks),
      ...small.baseline,
      ...lensed.baseline,
    },
    ofWeights: {
      ...numbers(computeColumns(OF_WEIGHTS, { counts: weights, weights, population: GIVEN })),
      ...lensed.ofWeights,
    },
    series: { windows, topProducers: top.map((node) => names[node]!) },
  };
}

function baselineOf(weights: Weights, blocks: number, rng: () => number): Record<string, number | null> {
  if (blocks === 0) return {};
  const affordable = Math.max(FEWEST_BASELINE_DRAWS, Math.floor(BASELINE_NUMBERS / weights.size));
  const runs = Math.min(BASELINE_DRAWS, affordable);
  const baselines = samplingBaselines(weights, blocks, coreColumns, { rng, runs, population: GIVEN });
  return Object.fromEntries(Object.entries(baselines).map(([name, baseline]) => [name, baseline.median]));
}

/** Tumbling windows of equal numbers of canonical blocks; the last, if it is not full, is left out. */
export function windowsOf(
  canonical: readonly { readonly producer: number; readonly height: number; readonly time: number }[],
  windowBlocks: number,
  nodes: number,
): WindowCount[] {
  const windows: WindowCount[] = [];
  for (let start = 0; start + windowBlocks <= canonical.length; start += windowBlocks) {
    const blocks = canonical.slice(start, start + windowBlocks);
    const counts = new Int32Array(nodes);
    for (const { producer } of blocks) counts[producer]!++;
    const { height: to, time: end } = blocks.at(-1)!;
    windows.push({ from: blocks[0]!.height, to, end, counts });
  }
  return windows;
}

/** The ten with the most canonical blocks; at most a few passes, as there may be a million. */
function topOf(canonical: Float64Array, held: readonly number[]): number[] {
  const isBefore = (a: number, b: number) =>
    canonical[a]! > canonical[b]! || (canonical[a] === canonical[b] && held[a]! > held[b]!);
  const top: number[] = [];
  for (let node = 0; node < canonical.length; node++) {
    if (canonical[node] === 0 || (top.length === TOP && !isBefore(node, top[TOP - 1]!))) continue;
    const place = top.findIndex((other) => isBefore(node, other));
    top.splice(place < 0 ? top.length : place, 0, node);
    top.length = Math.min(top.length, TOP);
  }
  return top;
}

function rowOf(window: WindowCount, counts: Weights, weights: Weights): WindowRow {
  return {
    from: window.from,
    to: window.to,
    endS: window.end / US_PER_S,
    metrics: numbers(computeColumns(coreColumns, { counts, weights, population: GIVEN })),
  };
}

function firstCentralized(windows: readonly WindowRow[]): number | null {
  let run = 0;
  for (const [index, { metrics }] of windows.entries()) {
    run = metrics['nakamoto'] === 1 ? run + 1 : 0;
    if (run === SUSTAIN) return index - SUSTAIN + 1;
  }
  return null;
}

function numbers(values: Record<string, number | Undefined>): Record<string, number | null> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, isUndefined(value) ? null : value]));
}

function reasons(values: Record<string, number | Undefined>): Record<string, string> {
  const entries: [string, string][] = [];
  for (const [name, value] of Object.entries(values)) if (isUndefined(value)) entries.push([name, value.reason]);
  return Object.fromEntries(entries);
}
