/** The results as every section of the report looks them up: groups of runs, their colours and summary rows. */
import type { RunRecord } from '../runner/record.js';
import { groupRuns, reasonOf, columnOf } from './aggregate.js';
import type { RunGroup, SummaryRow } from './aggregate.js';
import type { ReportInput } from './input.js';
import { namesOf } from './point-names.js';
import { PALETTE } from './style.js';

/** Beyond the colours of the palette, which the style sheet calls `--p0` …, dashes tell protocols apart. */
const COLOURS = PALETTE.light.inks.length;
export const DASHES: readonly string[] = ['none', '6 3', '2 3', '8 3 2 3', '10 2', '2 2 5 2 2 2'];

/** A protocol as it is drawn everywhere. */
export interface Inked {
  readonly protocol: string;
  readonly kind: string;
  /** A CSS colour that follows the light or dark scheme. */
  readonly colour: string;
  /** SVG dash pattern. */
  readonly dash: string;
}

export interface Group extends RunGroup, Inked {}

export interface Evidence {
  readonly input: ReportInput;
  /** In the order in which the plan first meets them. */
  readonly protocols: readonly Inked[];
  readonly variants: readonly string[];
  /** What readers call a point of the sweep. */
  nameOf(this: void, variant: string): string;
  readonly groups: readonly Group[];
  /** The groups of the first variant: those that pictures of single runs show. */
  readonly shown: readonly Group[];
  /**
   * The groups that panels beside each other show: one for each protocol, or where one protocol alone goes through a
   * few points, one for each point, called by its name.
   */
  readonly pictured: readonly Group[];
  /** The same for curves in one panel: each in a colour of its own. */
  readonly overlaid: readonly Group[];
  /** All runs of a protocol, whatever the variant. */
  runsOf(protocol: string): readonly RunRecord[];
  row(group: RunGroup, metric: string): SummaryRow | undefined;
  /** Why a metric has no value in the runs of a group: the distinct reasons. */
  reasons(group: RunGroup, metric: string): string;
}

/** What the metrics' own reasons say. */
const REASONS: Readonly<Record<string, string>> = {
  empty: 'nothing to count',
  single: 'only one to compare',
  'zero-in-population': 'undefined with an idle producer',
  unreachable: 'no coalition gets there',
  'too-few-samples': 'too few samples',
};

function reasonsIn(group: RunGroup, metric: string): string {
  const missing = group.records.filter((record) => typeof columnOf(record, metric) !== 'number');
  return [...new Set(missing.map((record) => reasonOf(record, metric)))]
    .map((reason) => REASONS[reason] ?? reason)
    .join(', ');
}

/** How the i-th of several curves or protocols is drawn. */
export function inkOf(protocol: string, kind: string, i: number): Inked {
  const dash = DASHES[Math.floor(i / COLOURS) % DASHES.length]!;
  return { protocol, kind, colour: `var(--p${i % COLOURS})`, dash };
}

export function gatherEvidence(input: ReportInput): Evidence {
  const names = [...new Set(input.records.map((record) => record.protocol))];
  const protocols = names.map((protocol, i) =>
    inkOf(protocol, input.records.find((record) => record.protocol === protocol)!.kind, i),
  );
  const inked = new Map(protocols.map((ink) => [ink.protocol, ink]));
  const groups = groupRuns(input.records).map((group) => ({ ...group, ...inked.get(group.protocol)! }));
  const variants = [...new Set(input.records.map((record) => record.variant))];
  const pointNames = namesOf(variants);
  const rows = new Map(input.summary.map((row) => [JSON.stringify([row.variant, row.protocol, row.metric]), row]));
  const shown = groups.filter((group) => group.variant === groups[0]!.variant);
  const isByPoint = protocols.length === 1 && variants.length > 1 && variants.length <= COLOURS;
  const byPoint = groups.map((group) => ({ ...group, protocol: pointNames.get(group.variant)! }));
  return {
    input,
    protocols,
    variants,
    nameOf: (variant) => pointNames.get(variant) || 'as written',
    groups,
    shown,
    pictured: isByPoint ? byPoint : shown,
    overlaid: isByPoint ? byPoint.map((group, i) => ({ ...group, ...inkOf(group.protocol, group.kind, i) })) : shown,
    runsOf: (protocol) => input.records.filter((record) => record.protocol === protocol),
    row: ({ variant, protocol }, metric) =>
      rows.get(JSON.stringify([variant, isByPoint ? names[0] : protocol, metric])),
    reasons: reasonsIn,
  };
}
