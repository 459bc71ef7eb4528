/** The CSV files of a results folder as rows, all of them made from the records alone. */
import { stringify } from 'csv-stringify/sync';
import { SUMMARY_COLUMNS, type SummaryRow } from '../report/aggregate.js';
import { COUNTED_COLUMNS, isMessagesColumn, LEADING_VERDICTS } from '../scenario/run-columns.js';
import type { RunRecord } from './record.js';

type Cell = string | number | null | undefined;

export interface Table {
  readonly file: string;
  readonly columns: readonly string[];
  rows(this: void): Iterable<readonly Cell[]>;
}

/** Columns of `runs.csv` that every run has and scripts rely on; the others follow as the records first name them. */
const RUN_COLUMNS: readonly string[] = [...COUNTED_COLUMNS, ...LEADING_VERDICTS];

function unionOfKeys(first: readonly string[], maps: Iterable<Readonly<Record<string, unknown>>>): string[] {
  const names = new Set(first);
  for (const map of maps) for (const name of Object.keys(map)) names.add(name);
  return [...names];
}

/** Columns of message kinds side by side, though each protocol has its own: where the first of them stands. */
function withKindsTogether(columns: readonly string[]): readonly string[] {
  const first = columns.findIndex(isMessagesColumn);
  if (first < 0) return columns;
  const kinds = columns.filter(isMessagesColumn);
  return [...columns.slice(0, first), ...kinds, ...columns.slice(first).filter((name) => !isMessagesColumn(name))];
}

/** A row per run. */
export function runsTable(scenario: string, records: readonly RunRecord[]): Table {
  const named = unionOfKeys(
    RUN_COLUMNS,
    records.map((record) => record.columns),
  );
  const measured = withKindsTogether(named);
  return {
    file: 'runs.csv',
    columns: ['scenario', 'variant', 'protocol', 'seed', 'digest', ...measured],
    *rows() {
      for (const { variant, protocol, seed, digest, columns } of records) {
        yield [scenario, variant, protocol, seed, digest, ...measured.map((name) => columns[name])];
      }
    },
  };
}

/** A row per variant, protocol and metric. */
export function summaryTable(summary: readonly SummaryRow[]): Table {
  return {
    file: 'summary.csv',
    columns: SUMMARY_COLUMNS.map(({ header }) => header),
    *rows() {
      for (const row of summary) yield SUMMARY_COLUMNS.map(({ key }) => row[key]);
    },
  };
}

/** A row per run and producer; of very many, a row for several of like weight. Stakes at the end only where they change. */
export function producersTable(records: readonly RunRecord[]): Table {
  const counts = ['weight', 'scheduled', 'produced', 'canonical', 'reward'] as const;
  // Only very many producers stand in groups.
  const grouped = records.some(({ producers }) => producers.some(({ nodes }) => nodes !== undefined));
  const staked = records.some(({ producers }) => producers.some(({ stake }) => stake !== undefined));
  return {
    file: 'producers.csv',
    columns: [
      'variant',
      'protocol',
      'seed',
      'producer',
      ...(grouped ? ['nodes'] : []),
      ...counts,
      ...(staked ? ['stake'] : []),
    ],
    *rows() {
      for (const { variant, protocol, seed, producers } of records) {
        for (const row of producers) {
          const members = grouped ? [row.nodes ?? 1] : [];
          const stake = staked ? [row.stake] : [];
          yield [variant, protocol, seed, row.producer, ...members, ...counts.map((name) => row[name]), ...stake];
        }
      }
    },
  };
}

/** A row per run and window of canonical blocks. */
export function timeseriesTable(records: readonly RunRecord[]): Table {
  const metrics = unionOfKeys(
    [],
    records.flatMap((record) => record.windows.map((window) => window.metrics)),
  );
  return {
    file: 'timeseries.csv',
    columns: ['variant', 'protocol', 'seed', 'window', 'from_height', 'to_height', 'end_s', ...metrics],
    *rows() {
      for (const { variant, protocol, seed, windows } of records) {
        for (const [index, window] of windows.entries()) {
          const { from, to, endS } = window;
          yield [variant, protocol, seed, index, from, to, endS, ...metrics.map((name) => window.metrics[name])];
        }
      }
    },
  };
}

const BATCH = 1000;
/** Numbers in the shortest form that reads back as the same number; nothing for null. */
const CAST = { cast: { number: String } };

/** The text of a table in pieces, so that a long one is never held whole. */
export function* csvPieces({ columns, rows }: Table): Generator<string> {
  yield stringify([[...columns]]);
  let batch: (readonly Cell[])[] = [];
  for (const row of rows()) {
    if (batch.push(row) < BATCH) continue;
    yield stringify(batch, CAST);
    batch = [];
  }
  if (batch.length > 0) yield stringify(batch, CAST);
}
