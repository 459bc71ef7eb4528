/** The table that answers `run`, `compare` and `sweep`: a row per protocol, and the weights themselves as zero line. */
import { type RunGroup, type SummaryRow, groupRuns } from '../report/aggregate.js';
import type { RunRecord } from '../runner/record.js';
import { NONE, formatFigure, formatMean } from './figures.js';
import type { TextColumn, TextTable } from './text-table.js';

interface Measure {
  readonly metric: string;
  readonly title: readonly string[];
  readonly scale?: number;
}

export const MEASURES: readonly Measure[] = [
  { metric: 'effective_producers', title: ['effective', 'producers'] },
  { metric: 'nakamoto', title: ['Nakamoto', '> 1/2'] },
  { metric: 'gini', title: ['Gini'] },
  { metric: 'js_distance', title: ['distance', 'to weights'] },
  { metric: 'stale_rate', title: ['stale', '%'], scale: 100 },
  { metric: 'latency_p50_s', title: ['latency', 'p50 s'] },
  { metric: 'messages_per_block', title: ['messages', 'per block'] },
];

const VERDICTS = ['agreement', 'validity', 'liveness'];

/** `holds`, `unknown`, or how many of the runs violate it. */
function verdictOf(records: readonly RunRecord[], invariant: string): string {
  const verdicts = records.flatMap((record) => record.verdicts[invariant]?.is ?? []);
  const violated = verdicts.filter((verdict) => verdict === 'violated').length;
  if (violated > 0) return violated === verdicts.length ? 'VIOLATED' : `VIOLATED ${violated}/${verdicts.length}`;
  if (verdicts.length === 0) return NONE;
  const unknown = verdicts.filter((verdict) => verdict === 'unknown').length;
  if (unknown === 0) return 'holds';
  return unknown === verdicts.length ? 'unknown' : `unknown ${unknown}/${verdicts.length}`;
}

/** Summary rows by variant, protocol and metric. */
export type Lookup = (variant: string, protocol: string, metric: string) => SummaryRow | undefined;

export function lookupOf(summary: readonly SummaryRow[]): Lookup {
  const keyOf = (...parts: readonly string[]): string => JSON.stringify(parts);
  const rows = new Map(summary.map((row) => [keyOf(row.variant, row.protocol, row.metric), row]));
  return (variant, protocol, metric) => rows.get(keyOf(variant, protocol, metric));
}

function meanCell(row: SummaryRow | undefined, scale = 1): string {
  if (!row || row.mean === null) return NONE;
  const half = row.ciLow === null || row.ciHigh === null ? null : ((row.ciHigh - row.ciLow) / 2) * scale;
  return formatMean(row.mean * scale, half);
}

function weightsCell(row: SummaryRow | undefined): string {
  return row === undefined || row.weights === null ? NONE : formatFigure(row.weights);
}

function protocolCells({ variant, protocol, records }: RunGroup, lookup: Lookup): string[] {
  return [
    protocol,
    ...MEASURES.map(({ metric, scale }) => meanCell(lookup(variant, protocol, metric), scale)),
    ...VERDICTS.map((invariant) => verdictOf(records, invariant)),
  ];
}

function weightsCells({ variant, protocol }: RunGroup, lookup: Lookup): string[] {
  return ['(weights)', ...MEASURES.map(({ metric }) => weightsCell(lookup(variant, protocol, metric))), '', '', ''];
}

const COLUMNS: readonly TextColumn[] = [
  { title: ['protocol'], align: 'left' },
  ...MEASURES.map(({ title }) => ({ title, align: 'right' as const })),
  ...VERDICTS.map((name) => ({ title: [name], align: 'left' as const })),
];

/** One table of all protocols at each point of the sweep; `''` is the point of a scenario without a sweep. */
export function tablesByVariant(
  records: readonly RunRecord[],
  summary: readonly SummaryRow[],
): ReadonlyMap<string, TextTable> {
  const lookup = lookupOf(summary);
  const tables = new Map<string, string[][]>();
  for (const group of groupRuns(records)) {
    let rows = tables.get(group.variant);
    if (!rows) tables.set(group.variant, (rows = [weightsCells(group, lookup)]));
    rows.push(protocolCells(group, lookup));
  }
  return new Map([...tables].map(([variant, rows]) => [variant, { columns: COLUMNS, rows }]));
}

/** One table over the whole sweep: the values of the swept keys first, then the protocol. */
export function sweepTable(records: readonly RunRecord[], summary: readonly SummaryRow[]): TextTable {
  const lookup = lookupOf(summary);
  const groups = groupRuns(records);
  const keys = [...new Set(groups.flatMap(({ variant }) => pointOf(variant).map(([key]) => key)))];
  return {
    columns: [...keys.map((key) => ({ title: key.split('.'), align: 'right' as const })), ...COLUMNS],
    rows: groups.map((group) => {
      const point = new Map(pointOf(group.variant));
      return [...keys.map((key) => point.get(key) ?? ''), ...protocolCells(group, lookup)];
    }),
  };
}

/** `a=1;b=x` as pairs. */
function pointOf(variant: string): (readonly [key: string, value: string])[] {
  if (variant === '') return [];
  return variant.split(';').map((part) => {
    const at = part.indexOf('=');
    return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
  });
}
