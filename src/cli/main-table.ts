/** The table that answers `run`, `compare` and `sweep`: a row per protocol, and the weights themselves as zero line. */
import { type RunGroup, type SummaryRow, groupRuns } from '../report/aggregate.js';
import { isConstant } from '../report/asked.js';
import { wordsOfValue } from '../report/point-names.js';
import { settingsOf } from '../report/points.js';
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

/** How many of the runs, where it is not all of them. */
const part = (some: number, all: number): string => (some === all ? '' : ` ${some}/${all}`);

/** Safe and live in one word where it can be: what is violated, else what is open. */
function verdictCell(records: readonly RunRecord[]): string {
  const said = VERDICTS.map((invariant) => {
    const verdicts = records.flatMap((record) => record.verdicts[invariant]?.is ?? []);
    const are = (what: string) => verdicts.filter((verdict) => verdict === what).length;
    return { invariant, all: verdicts.length, violated: are('violated'), unknown: are('unknown') };
  }).filter(({ all }) => all > 0);
  if (said.length === 0) return NONE;
  const broken = said.filter(({ violated }) => violated > 0);
  if (broken.length > 0) {
    return broken.map(({ invariant, violated, all }) => `${invariant} VIOLATED${part(violated, all)}`).join(', ');
  }
  const open = said.filter(({ unknown }) => unknown > 0);
  if (open.length === 0) return 'yes';
  if (open.length === VERDICTS.length && open.every(({ unknown, all }) => unknown === all)) return 'unknown';
  return open.map(({ invariant, unknown, all }) => `${invariant} unknown${part(unknown, all)}`).join(', ');
}

/** Summary rows by variant, protocol and metric. */
export type Lookup = (variant: string, protocol: string, metric: string) => SummaryRow | undefined;

function lookupOf(summary: readonly SummaryRow[]): Lookup {
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

/** Columns of a table of results: the usual ones after what was asked, without those that no run has a value of. */
interface Layout {
  readonly measures: readonly Measure[];
  readonly columns: readonly TextColumn[];
}

/** Columns that a scenario asks for and are shown at most. */
const MOST_ASKED = 2;

/** A column's name in two lines of about one length. */
function brokenName(name: string): string[] {
  const words = name.split('_');
  const lengths = words.map((_, at) => Math.max(words.slice(0, at).join('_').length, words.slice(at).join('_').length));
  const at = lengths.indexOf(Math.min(...lengths));
  return [words.slice(0, at).join('_'), words.slice(at).join('_')].filter((line) => line !== '');
}

function layoutOf(summary: readonly SummaryRow[], asked: readonly string[]): Layout {
  const valued = new Set(summary.filter(({ mean }) => mean !== null).map(({ metric }) => metric));
  const usual = new Set(MEASURES.map(({ metric }) => metric));
  const more = asked
    .filter((metric) => valued.has(metric) && !usual.has(metric) && !isConstant(summary, metric))
    .slice(0, MOST_ASKED);
  const measures = [
    ...more.map((metric) => ({ metric, title: brokenName(metric) })),
    ...MEASURES.filter(({ metric }) => valued.has(metric) || valued.size === 0),
  ];
  return {
    measures,
    columns: [
      { title: ['protocol'], align: 'left' },
      ...measures.map(({ title }) => ({ title, align: 'right' as const })),
      { title: ['safe and', 'live'], align: 'left' },
    ],
  };
}

function protocolCells({ variant, protocol, records }: RunGroup, { measures }: Layout, lookup: Lookup): string[] {
  return [
    protocol,
    ...measures.map(({ metric, scale }) => meanCell(lookup(variant, protocol, metric), scale)),
    verdictCell(records),
  ];
}

function weightsCells({ variant, protocol }: RunGroup, { measures }: Layout, lookup: Lookup): string[] {
  return ['(weights)', ...measures.map(({ metric }) => weightsCell(lookup(variant, protocol, metric))), ''];
}

/** One table of all protocols at each point of the sweep; `''` is the point of a scenario without a sweep. */
export function tablesByVariant(
  records: readonly RunRecord[],
  summary: readonly SummaryRow[],
  asked: readonly string[] = [],
): ReadonlyMap<string, TextTable> {
  const lookup = lookupOf(summary);
  const layout = layoutOf(summary, asked);
  const tables = new Map<string, string[][]>();
  for (const group of groupRuns(records)) {
    let rows = tables.get(group.variant);
    if (!rows) tables.set(group.variant, (rows = [weightsCells(group, layout, lookup)]));
    rows.push(protocolCells(group, layout, lookup));
  }
  return new Map([...tables].map(([variant, rows]) => [variant, { columns: layout.columns, rows }]));
}

/** One table over the whole sweep: the values of the swept keys first, then the protocol. */
export function sweepTable(
  records: readonly RunRecord[],
  summary: readonly SummaryRow[],
  asked: readonly string[] = [],
): TextTable {
  const lookup = lookupOf(summary);
  const layout = layoutOf(summary, asked);
  const groups = groupRuns(records);
  const keys = [...new Set(groups.flatMap(({ variant }) => [...settingsOf(variant).keys()]))];
  return {
    columns: [
      ...keys.map((key) => ({ title: key === 'as' ? ['point'] : key.split('.'), align: 'right' as const })),
      ...layout.columns,
    ],
    rows: groups.map((group) => {
      const point = settingsOf(group.variant);
      const values = keys.map((key) => (point.has(key) ? wordsOfValue(key, point.get(key)!) : ''));
      return [...values, ...protocolCells(group, layout, lookup)];
    }),
  };
}
