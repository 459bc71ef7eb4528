/** From the records of the runs to the rows of `summary.csv`: one per variant, protocol and numeric column. */
import type { RunRecord } from '../runner/record.js';
import { pooledColumn } from '../predictions/prediction.js';
import { overSeeds } from '../metrics/over-seeds.js';
import { summarizeSeeds } from '../metrics/seeds.js';
import { pooledPredictions } from './pooled.js';

/** One metric of one protocol and variant over all its seeds. */
export interface SummaryRow {
  readonly variant: string;
  readonly protocol: string;
  readonly metric: string;
  /** Seeds for which the metric has a value. */
  readonly n: number;
  /** Over seeds; null when no seed has a value. */
  readonly mean: number | null;
  readonly median: number | null;
  /** 95 % Student t interval of the mean over seeds; null below two values. */
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  /** Mean over seeds of the metric under pure luck: same weights, same number of blocks. */
  readonly baseline: number | null;
  /** Mean over seeds of the metric of the weights themselves. */
  readonly weights: number | null;
}

/** Keys of a {@link SummaryRow} with their headers in `summary.csv`, in order. */
export const SUMMARY_COLUMNS: readonly { readonly key: keyof SummaryRow; readonly header: string }[] = [
  { key: 'variant', header: 'variant' },
  { key: 'protocol', header: 'protocol' },
  { key: 'metric', header: 'metric' },
  { key: 'n', header: 'n' },
  { key: 'mean', header: 'mean' },
  { key: 'median', header: 'median' },
  { key: 'ciLow', header: 'ci_low' },
  { key: 'ciHigh', header: 'ci_high' },
  { key: 'baseline', header: 'baseline' },
  { key: 'weights', header: 'weights' },
];

/** Runs of one protocol at one point of the sweep, in plan order. */
export interface RunGroup {
  readonly variant: string;
  readonly protocol: string;
  readonly records: readonly RunRecord[];
}

/** Records grouped by variant and protocol; groups stand in the order in which the plan first meets them. */
export function groupRuns(records: readonly RunRecord[]): RunGroup[] {
  const groups = new Map<string, { variant: string; protocol: string; records: RunRecord[] }>();
  for (const record of records) {
    const key = JSON.stringify([record.variant, record.protocol]);
    const group = groups.get(key);
    if (group) group.records.push(record);
    else groups.set(key, { variant: record.variant, protocol: record.protocol, records: [record] });
  }
  return [...groups.values()];
}

/** What one canonical block costs; runs whose protocol only decides count their decisions. */
const PER_BLOCK: Readonly<Record<string, string>> = { messages_per_block: 'messages', bytes_per_block: 'bytes' };
const NO_BLOCK = 'no block became canonical';

/** A column of a record, derived ones included; undefined when the record does not have it. */
export function columnOf(record: RunRecord, column: string): number | string | null | undefined {
  const own = record.columns[column];
  const total = PER_BLOCK[column];
  if (own !== undefined || total === undefined) return own;
  const cost = record.columns[total];
  if (typeof cost !== 'number') return undefined;
  const blocks = Number(record.columns['blocks_canonical'] ?? 0) || Number(record.columns['decisions'] ?? 0);
  return blocks > 0 ? cost / blocks : null;
}

/** Why a column of this record is null. */
export function reasonOf(record: RunRecord, column: string): string {
  return record.undefinedBecause[column] ?? (column in PER_BLOCK ? NO_BLOCK : 'undefined in this run');
}

/** Names of the columns that hold no text in any record, in the order of the records, then the derived ones. */
function numericColumns(records: readonly RunRecord[]): string[] {
  const names = new Set<string>();
  for (const record of records) for (const name of Object.keys(record.columns)) names.add(name);
  for (const [name, total] of Object.entries(PER_BLOCK)) if (names.has(total)) names.add(name);
  return [...names].filter((name) => records.every((record) => typeof columnOf(record, name) !== 'string'));
}

function present(values: readonly (number | string | null | undefined)[]): number[] {
  return values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value));
}

function meanOverSeeds(values: readonly number[]): Pick<SummaryRow, 'n' | 'mean' | 'median' | 'ciLow' | 'ciHigh'> {
  const { n, mean, median, meanInterval } = summarizeSeeds(values);
  return { n, mean, median, ciLow: meanInterval?.[0] ?? null, ciHigh: meanInterval?.[1] ?? null };
}

function meanOf(values: readonly (number | null | undefined)[]): number | null {
  return summarizeSeeds(present(values)).mean;
}

/**
 * The rows of `summary.csv`, by variant and protocol in plan order, then by column. Runs in which a metric is undefined
 * are counted out: `n` says how many are left.
 */
export function summarise(records: readonly RunRecord[]): SummaryRow[] {
  const metrics = numericColumns(records);
  return groupRuns(records).flatMap((group) => [
    ...metrics
      .filter((metric) => group.records.some((record) => columnOf(record, metric) !== undefined))
      .map((metric) => ({
        variant: group.variant,
        protocol: group.protocol,
        metric,
        ...meanOverSeeds(present(group.records.map((record) => columnOf(record, metric)))),
        baseline: meanOf(group.records.map((record) => record.baseline[metric])),
        weights: meanOf(group.records.map((record) => record.weights[metric])),
      })),
    ...fairnessRows(group),
    ...pooledRows(group),
  ]);
}

/** What only all runs of a group together show. */
function fairnessRows({ variant, protocol, records }: RunGroup): SummaryRow[] {
  const runs = records.map(({ producers, columns }) => ({
    weights: producers.map(({ weight }) => weight),
    counts: producers.map(({ canonical }) => canonical),
    members: producers.map(({ nodes = 1 }) => nodes),
    centralizedAt: columns['time_to_centralize_blocks'] as number | null | undefined,
  }));
  return overSeeds(runs).map(({ name, n, mean, median, low, high, baseline }) => ({
    variant,
    protocol,
    metric: name,
    n,
    mean,
    median,
    ciLow: low,
    ciHigh: high,
    baseline,
    weights: null,
  }));
}

/** The deviation of all runs of a group together from each closed form that applies to them. */
function pooledRows({ variant, protocol, records }: RunGroup): SummaryRow[] {
  return pooledPredictions(records).map(({ name, runs, deviation }) => ({
    variant,
    protocol,
    metric: pooledColumn(name),
    n: runs,
    mean: deviation,
    median: null,
    ciLow: null,
    ciHigh: null,
    baseline: null,
    weights: null,
  }));
}
