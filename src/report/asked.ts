/** What the scenario expects something of: its author's idea of what answers the question. */
import type { SummaryRow } from './aggregate.js';
import type { Evidence } from './evidence.js';
import type { Finding } from './input.js';
import { effectiveOf } from './lens.js';

/** What a block costs; always shown. */
export const COST: readonly string[] = ['latency_p50_s', 'messages_per_block'];
/** Other measures of what effective producers tell in the answer. */
const TOLD_ALREADY: readonly string[] = [
  'effective_producers',
  'nakamoto',
  'gini',
  'js_distance',
  'owner_max_power_ratio',
];

export function hasValue(evidence: Evidence, column: string): boolean {
  return evidence.groups.some((group) => typeof evidence.row(group, column)?.mean === 'number');
}

/** Columns that findings are about: what is bounded before what is only held against theory, then the most expected. */
export function columnsAsked(findings: readonly Finding[]): string[] {
  const counts = new Map<string, { bounds: number; deviations: number }>();
  for (const { metric } of findings) {
    if (metric === undefined) continue;
    const column = metric.replace(/^z_/, '').replace(/_pooled$/, '');
    const count = counts.get(column) ?? { bounds: 0, deviations: 0 };
    counts.set(column, count);
    if (column === metric) count.bounds++;
    else count.deviations++;
  }
  return [...counts]
    .sort(([, a], [, b]) => b.bounds - a.bounds || b.deviations - a.deviations)
    .map(([column]) => column);
}

/** Whether a column has several values that are all the same: it tells nothing apart. */
export function isConstant(summary: readonly Pick<SummaryRow, 'metric' | 'mean'>[], column: string): boolean {
  const means = summary.flatMap(({ metric, mean }) => (metric === column && mean !== null ? [mean] : []));
  return means.length > 1 && means.every((mean) => Math.abs(mean - means[0]!) <= 1e-9 * Math.abs(mean));
}

/** Columns of the scenario's expectations beside the usual ones, where they tell protocols or points apart. */
export function askedColumns(evidence: Evidence): string[] {
  const told = [effectiveOf(evidence), ...COST, ...TOLD_ALREADY];
  return columnsAsked(evidence.input.findings)
    .filter((column) => hasValue(evidence, column) && !told.includes(column))
    .filter((column) => !isConstant(evidence.input.summary, column));
}
