import { protocolKinds } from '../contract.js';
import { OVER_SEEDS } from '../metrics/over-seeds.js';
import { GOSSIP_KINDS } from '../network/gossip.js';
import { deviationColumn, pooledColumn, theoryColumn } from '../predictions/prediction.js';
import { LENS_COLUMNS } from './lenses.js';
import { REWARD_COLUMNS } from './producers.js';
import { STAKE_COLUMNS } from './stake-columns.js';
import type { Registry } from './families.js';
import { VOTER_COLUMNS } from './voter-columns.js';
import { SMALL_COLUMNS } from './small-holders.js';

/** What is counted in every run, in the order in which result files have it; units stand in the names. */
export const COUNTED_COLUMNS = [
  'nodes',
  'events',
  'sim_time_s',
  'blocks_canonical',
  'blocks_stale',
  'stale_rate',
  'decisions',
  'messages',
  'bytes',
] as const;

/** Verdicts that stand right after these; those of all other invariants come last. */
export const LEADING_VERDICTS: readonly string[] = ['agreement', 'validity', 'liveness'];

/** How blocks spread. */
export const PROPAGATION_COLUMNS = [
  'propagation_p50_s',
  'propagation_p90_s',
  'propagation_mean_s',
  'propagation_mean_by_power_s',
  'propagation_block_p50_s',
  'propagation_block_p90_s',
  'propagation_block_max_s',
] as const;

/** Numeric columns that every run has beside its metrics, and what is derived of them. */
const OWN_COLUMNS = [
  ...COUNTED_COLUMNS,
  'messages_per_block',
  'bytes_per_block',
  'latency_p50_s',
  'latency_p95_s',
  'latency_first_s',
  'latency_quorum_s',
  'latency_last_s',
  'view_changes',
  'stale_rate_low',
  'stale_rate_high',
  ...PROPAGATION_COLUMNS,
  'windows_to_centralize',
  'time_to_centralize_blocks',
  ...SMALL_COLUMNS,
  ...LENS_COLUMNS,
  ...REWARD_COLUMNS,
  ...STAKE_COLUMNS,
  ...VOTER_COLUMNS,
] as const;

const MESSAGES = 'messages_';

/** The column of a message kind: its name in snake case, such as `messages_pre_prepare`. */
export function messagesColumn(kind: string): string {
  const words = kind.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/[^A-Za-z0-9]+/g, '_');
  return MESSAGES + words.toLowerCase();
}

/** The form of those columns; a protocol of the user's own has kinds that nobody else knows. */
export const MESSAGES_PATTERN = `^${MESSAGES}[a-z0-9_]+$`;

/** Whether a column counts the messages of one kind. */
export function isMessagesColumn(column: string): boolean {
  return column.startsWith(MESSAGES) && !OWN_COLUMNS.some((own) => own === column);
}

/** Columns that some behaviour's coalitions have. */
function resultNames({ behaviours }: Registry): readonly string[] {
  return behaviours.all.flatMap(({ results }) => Object.keys(results?.columns ?? {}));
}

/** Names that an expectation may bound under any protocol. */
export function metricNames(registry: Registry): readonly string[] {
  const ofTheory = registry.predictions.all.flatMap(({ name, column = name }) => [
    column,
    theoryColumn(name),
    deviationColumn(name),
    pooledColumn(name),
  ]);
  return [
    ...new Set([
      ...OWN_COLUMNS,
      ...registry.metrics.names,
      ...Object.keys(OVER_SEEDS),
      ...resultNames(registry),
      ...ofTheory,
    ]),
  ];
}

/** Names that an expectation may bound because some protocol, or the layer that passes messages on, has such messages. */
export function messagesNames(registry: Registry): readonly string[] {
  const kinds = [...registry.protocols.all.flatMap(protocolKinds), ...GOSSIP_KINDS];
  const own: readonly string[] = OWN_COLUMNS;
  return [...new Set(kinds.map(messagesColumn))].filter((column) => !own.includes(column));
}
