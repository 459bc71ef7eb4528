/** What the scenario expects something of: its author's idea of what answers the question. */
import type { Evidence } from './evidence.js';
import { effectiveOf } from './lens.js';

/** What a block costs; always shown. */
export const COST: readonly string[] = ['latency_p50_s', 'messages_per_block'];
/** Other measures of what effective producers tell in the answer. */
const TOLD_ALREADY: readonly string[] = ['effective_producers', 'nakamoto', 'gini', 'js_distance'];

export function hasValue(evidence: Evidence, column: string): boolean {
  return evidence.groups.some((group) => typeof evidence.row(group, column)?.mean === 'number');
}

/** Columns of its expectations beside the usual ones, the most expected first. */
export function askedColumns(evidence: Evidence): string[] {
  const counts = new Map<string, number>();
  for (const { metric } of evidence.input.findings) {
    const column = metric?.replace(/^z_/, '').replace(/_pooled$/, '');
    if (column) counts.set(column, (counts.get(column) ?? 0) + 1);
  }
  return [...counts]
    .filter(
      ([column]) => hasValue(evidence, column) && ![effectiveOf(evidence), ...COST, ...TOLD_ALREADY].includes(column),
    )
    .sort(([, a], [, b]) => b - a)
    .map(([column]) => column);
}
