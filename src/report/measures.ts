/** What each column is called, in which unit it is, how it is read, and which of them the report shows where. */
import type { Unit } from './format.js';
import { VOCABULARY } from './vocabulary.js';

export interface Measure {
  readonly column: string;
  readonly title: string;
  readonly unit: Unit;
  /** One line on how to read it. */
  readonly reading: string;
}

const BY_COLUMN: ReadonlyMap<string, Measure> = new Map(
  VOCABULARY.map(([column, title, unit, reading]) => [column, { column, title, unit, reading }]),
);

function unitOf(column: string): Unit {
  if (column.endsWith('_s')) return 'seconds';
  if (column.endsWith('_rate') || column.endsWith('_share')) return 'share';
  return /(^|_)bytes(_|$)/.test(column) ? 'bytes' : 'number';
}

/** The measure of a column; one that is not in the vocabulary is called by its own name, without the unit at its end. */
export function measureOf(column: string): Measure {
  const words = column.replaceAll('_', ' ').replace(/(?<=.) s$/, '');
  const title = `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  return BY_COLUMN.get(column) ?? { column, title, unit: unitOf(column), reading: '' };
}

/** An end of an interval: that of a share lies where shares do. */
export function bounded(value: number, { unit }: Measure): number {
  return unit === 'share' ? Math.min(1, Math.max(0, value)) : value;
}

/** The usual columns: in the table of numbers, where the protocol's own coefficient is put after the second, and in pictures. */
export const USUAL_COLUMNS: readonly string[] = [
  'effective_producers',
  'nakamoto',
  'gini',
  'js_distance',
  'stale_rate',
  'latency_p50_s',
  'messages_per_block',
];

/** Drawn along a sweep besides, where a run has them. */
export const ATTACK_COLUMNS: readonly string[] = ['attacker_share', 'majority_share'];

/** Threshold that a coalition coefficient stands for. */
export const THRESHOLD_OF: Readonly<Record<string, string>> = {
  nakamoto: '> ½ of blocks',
  liveness_coefficient: '≥ ⅓ of blocks',
  supermajority_coefficient: '> ⅔ of blocks',
};
