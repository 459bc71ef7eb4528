/** What the families of drawn worlds have in common. */
import type { Protocol } from '../contract.js';
import type { Case, CaseBook, CaseFault } from './case.js';
import type { Lot } from './lot.js';

/** What a world is drawn from. */
export interface Drawing {
  readonly protocol: Protocol;
  /** Registered name of the protocol, or the path of its file. */
  readonly kind: string;
  readonly seed: string;
  readonly book: CaseBook;
  readonly lot: Lot;
}

/** What differs from world to world. */
export interface Drawn {
  readonly n: number;
  readonly blocks: number;
  readonly network: Case['network'];
  /** Options of the protocol. */
  readonly options: object;
  readonly faults: readonly CaseFault[];
  /** Absent: each node has one request under way at a time. */
  readonly workload?: Case['workload'];
}

/** A run with more events than this is no small one. */
const MOST_EVENTS = 300_000;
/** Until then the network may be cut, in milliseconds. */
export const CALM_MS = 20_000;
/** Enough for a chain that makes blocks without being asked to outlast what cuts it. */
export const LASTING = 60;

export const constantDelay = (ms: number): Case['network'] => ({ latency: { kind: 'constant', delay: `${ms} ms` } });

export function caseOf({ kind, seed, protocol }: Drawing, drawn: Drawn): Case {
  const { n, blocks, network, options, faults, workload } = drawn;
  return {
    name: 'swarm',
    asks: '',
    seed,
    stop: { blocks, events: MOST_EVENTS },
    nodes: { count: n },
    network,
    protocols: { protocol: { kind, ...protocol.searched, ...options } },
    faults,
    ...(workload && { workload }),
  };
}

export const numbered = (n: number): number[] => Array.from({ length: n }, (_, node) => node);

/** How many nodes may be faulty. */
export function mostFaulty({ protocol }: Drawing, n: number): number {
  return Math.max(0, Math.min(n - 1, protocol.faults(n, protocol.params.parse({}))));
}
