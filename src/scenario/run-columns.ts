import type { Registry } from './registry.js';

/** Numeric columns that every run has beside its metrics, and what is derived of them; units stand in the names. */
const OWN_COLUMNS = [
  'nodes',
  'events',
  'sim_time_s',
  'blocks_canonical',
  'blocks_stale',
  'stale_rate',
  'decisions',
  'messages',
  'bytes',
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
