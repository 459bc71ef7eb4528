/** Differences between protocols, seed by seed: what both have in common by their seed falls out. */
import { type RunGroup, columnOf, groupRuns } from '../report/aggregate.js';
import { summarizeSeeds } from '../metrics/seeds.js';
import type { RunRecord } from '../runner/record.js';
import { NONE, formatMean } from './figures.js';
import { MEASURES } from './main-table.js';
import type { TextTable } from './text-table.js';
import { UsageError, didYouMean } from './usage.js';

/** How a protocol differs from the one it is held against, in one metric at one point of the sweep. */
export interface Difference {
  readonly variant: string;
  readonly protocol: string;
  readonly against: string;
  readonly metric: string;
  /** Seeds for which both have a value. */
  readonly pairs: number;
  readonly meanDifference: number | null;
  /** 95 % Student t interval of the mean of the paired differences; null below two pairs. */
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
}

function differenceIn(metric: string, group: RunGroup, base: RunGroup): Difference {
  const bySeed = new Map(base.records.map((record) => [record.seed, columnOf(record, metric)]));
  const differences = group.records.flatMap((record) => {
    const [own, other] = [columnOf(record, metric), bySeed.get(record.seed)];
    return typeof own === 'number' && typeof other === 'number' ? own - other : [];
  });
  const { n, mean, meanInterval } = summarizeSeeds(differences);
  const [ciLow, ciHigh] = meanInterval ?? [null, null];
  const { variant, protocol } = group;
  return { variant, protocol, against: base.protocol, metric, pairs: n, meanDifference: mean, ciLow, ciHigh };
}

/**
 * @param against Label of the protocol that the others are held against; default: the first
 * @throws UsageError when no protocol has that label
 */
export function pairedDifferences(records: readonly RunRecord[], against?: string): Difference[] {
  const groups = groupRuns(records);
  const labels = [...new Set(groups.map(({ protocol }) => protocol))];
  const label = against ?? labels[0];
  if (label === undefined) return [];
  if (!labels.includes(label)) throw unknownProtocol(label, labels);
  return groups
    .filter(({ protocol }) => protocol !== label)
    .flatMap((group) => {
      const base = groups.find(({ variant, protocol }) => variant === group.variant && protocol === label);
      return base ? MEASURES.map(({ metric }) => differenceIn(metric, group, base)) : [];
    });
}

export function unknownProtocol(label: string, labels: readonly string[]): UsageError {
  const known = labels.join(', ');
  return new UsageError(`no protocol of the scenario is labelled "${label}" (${known})${didYouMean(label, labels)}`);
}

function cellOf(difference: Difference, scale = 1): string {
  const { meanDifference, ciLow, ciHigh } = difference;
  if (meanDifference === null) return NONE;
  const half = ciLow === null || ciHigh === null ? null : ((ciHigh - ciLow) / 2) * scale;
  const distinct = ciLow !== null && ciHigh !== null && (ciLow > 0 || ciHigh < 0);
  return `${formatMean(meanDifference * scale, half, true)}${distinct ? ' *' : '  '}`;
}

/** A row per protocol and point of the sweep; `*` marks an interval without zero. */
export function differenceTable(differences: readonly Difference[], against: string): TextTable {
  const rows = new Map<string, string[]>();
  const swept = differences.some(({ variant }) => variant !== '');
  for (const difference of differences) {
    const { variant, protocol } = difference;
    const key = JSON.stringify([variant, protocol]);
    let row = rows.get(key);
    if (!row) rows.set(key, (row = swept ? [variant, protocol] : [protocol]));
    row.push(cellOf(difference, MEASURES.find(({ metric }) => metric === difference.metric)?.scale));
  }
  return {
    columns: [
      ...(swept ? [{ title: ['variant'], align: 'left' as const }] : []),
      { title: [`minus ${against}`], align: 'left' },
      ...MEASURES.map(({ title }) => ({ title, align: 'right' as const })),
    ],
    rows: [...rows.values()],
  };
}
