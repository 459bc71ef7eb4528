import type { Registry } from './registry.js';

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

/** Numeric columns that every run has beside its metrics, and what is derived of them. */
const OWN_COLUMNS = [
  ...COUNTED_COLUMNS,
  'messages_per_block',
  'bytes_per_block',
  'latency_p50_s',
  'latency_p95_s',
  'windows_to_centralize',
] as const;

/** Names that an expectation may bound. */
export function metricNames(registry: Registry): readonly string[] {
  return [...OWN_COLUMNS, ...registry.metrics.names];
}
