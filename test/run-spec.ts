import type { Protocol } from '../src/contract.js';
import { assemble, type Assembled } from '../src/scenario/assembly.js';
import { createRegistry, type Registry } from '../src/scenario/registry.js';
import type { BehaviourFault, NodeSelector, RunSpec, World } from '../src/scenario/world.js';

export const SECOND = 1_000_000;
export const MINUTE = 60 * SECOND;

const LATENCY_US = 100_000;

/** What a test says of its world; the rest is four equal nodes on a complete graph, 100 ms apart. */
export interface WorldWords {
  readonly protocol: Protocol;
  readonly params?: Record<string, unknown>;
  readonly nodes?: number;
  readonly seed?: string;
  readonly faults?: World['faults'];
  readonly stop?: Partial<World['stop']>;
  readonly network?: Partial<World['network']>;
  /** Requests per second. */
  readonly rate?: number;
}

export function runSpec(words: WorldWords): RunSpec {
  const { protocol, rate } = words;
  return {
    variant: '',
    protocol: protocol.name,
    kind: protocol.name,
    params: protocol.params.parse(words.params ?? {}),
    seed: words.seed ?? 'test',
    world: {
      nodes: { count: words.nodes ?? 4, weights: { kind: 'equal' }, regions: { shares: { here: 1 } } },
      network: {
        topology: { kind: 'complete' },
        latency: { kind: 'constant', delay: LATENCY_US },
        loss: 0,
        duplication: 0,
        requestTimeout: 10 * SECOND,
        ...words.network,
      },
      faults: words.faults ?? [],
      ...(rate === undefined ? {} : { workload: { rate, size: 250, senders: 'equal' } }),
      economy: { reward: 0, compound: false },
      stop: { events: 1_000_000, ...words.stop },
      window: { blocks: 100 },
    },
  };
}

/** The shipped plug-ins, and protocols that are none of them. */
export function registryWith(...protocols: readonly Protocol[]): Registry {
  const registry = createRegistry();
  const get = (name: string) => protocols.find((one) => one.name === name) ?? registry.protocols.get(name);
  return { ...registry, protocols: { get } as unknown as Registry['protocols'] };
}

/** A fault of a shipped behaviour with the default options where none are given. */
export function fault(
  behaviour: string,
  nodes: NodeSelector,
  options: { readonly at?: number; readonly until?: number; readonly params?: Record<string, unknown> } = {},
): BehaviourFault {
  const params = createRegistry()
    .behaviours.get(behaviour)
    .params.parse(options.params ?? {});
  return { behaviour, params, nodes, at: options.at ?? 0, until: options.until ?? null };
}

export function assembled(words: WorldWords): Assembled {
  return assemble(runSpec(words), registryWith(words.protocol));
}

/** Carries a run out to its end. */
export function run(world: Assembled, words: WorldWords): void {
  world.start();
  const { time = Infinity, events = 1_000_000 } = words.stop ?? {};
  world.host.simulator.run({ time, events });
}
