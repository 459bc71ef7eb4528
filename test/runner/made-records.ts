/** Records as a simulator would make them, small and easy to tell apart. */
import type { RunRecord } from '../../src/runner/record.js';
import type { Task } from '../../src/runner/sweep.js';
import type { RunSpec } from '../../src/scenario/world.js';

export function madeRecord(key: string, over: Partial<RunRecord> = {}): RunRecord {
  return {
    key,
    variant: '',
    protocol: 'pbft',
    kind: 'pbft',
    seed: 'demo/0',
    digest: `digest of ${key}`,
    ended: 'blocks',
    headline: 'liveness_coefficient',
    assumes: { identity: 'members', network: 'none', honesty: 'all' },
    columns: {
      nodes: 4,
      events: 100,
      sim_time_s: 0.1 + 0.2,
      blocks_canonical: 10,
      blocks_stale: 0,
      stale_rate: 0,
      decisions: 10,
      messages: 240,
      bytes: 48000,
      agreement: 'holds',
      validity: 'holds',
      liveness: 'holds',
      nakamoto: 3,
      gini: 0.05,
      latency_p50_s: 0.25,
    },
    undefinedBecause: {},
    verdicts: { agreement: { is: 'holds' }, validity: { is: 'holds' }, liveness: { is: 'holds' } },
    baseline: { gini: 0.04 },
    weights: { gini: 0 },
    producers: [{ producer: 'naïve, "quoted"', weight: 1, scheduled: 10, produced: 10, canonical: 10, reward: 0 }],
    windows: [{ from: 1, to: 10, endS: 2.5, metrics: { gini: 0.05 } }],
    latencyQuantilesS: [],
    messagesByKind: { prepare: 120, commit: 120 },
    ...over,
  };
}

const WORLD = { nodes: { count: 4 } } as unknown as RunSpec['world'];

export function madeTask(key: string, over: Partial<RunSpec> = {}): Task {
  return {
    key,
    spec: { variant: '', protocol: 'pbft', kind: 'pbft', params: {}, seed: key, world: WORLD, ...over },
    directory: '/',
    tree: false,
  };
}
