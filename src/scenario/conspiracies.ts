/** What the nodes under one fault know and may do together, and what they achieved. */
import type { Taken } from '../adversaries/compose.js';
import type { Achieved, Behaviour, BehaviourSetting, BlockId, NodeId, Protocol, Time } from '../contract.js';
import type { Host } from '../host/host.js';
import type { CanonicalBlock } from '../observers/outcome.js';
import type { Assembled } from './assembly.js';
import { mayLie, type Placed, type PlacedFaults } from './placement.js';
import type { RunSpec } from './world.js';

/** The run that a fault acts in. */
export interface Ground {
  readonly spec: RunSpec;
  readonly protocol: Protocol;
  readonly host: Host;
  readonly faults: PlacedFaults;
  readonly delta: Time;
  readonly sparse: boolean;
}

/** Lets a coalition come together, before any of its nodes is made. */
export function conspire({ fault, behaviour, coalition, captives, random }: Placed, ground: Ground): Taken {
  const { host, faults, protocol } = ground;
  const { simulator, tree } = host;
  const endpoints = [...faults.identities.keys()].filter((at) => coalition.has(faults.identities[at]!));
  const setting: Omit<BehaviourSetting, 'shared'> = {
    params: fault.params,
    protocol,
    protocolParams: ground.spec.params,
    at: fault.at,
    until: fault.until ?? Infinity,
    now: () => simulator.now,
    delta: ground.delta,
    coalition,
    captives,
    blocks: tree.viewOf(endpoints),
    sparse: ground.sparse,
    reveal: (block) => reveal(block, endpoints, host),
    corrupt: (node) => {
      if (!behaviour.adaptive || !coalition.has(node)) throw new Error(`${behaviour.name} may not take node ${node}`);
      if (mayLie(behaviour, protocol)) faults.truthful[node] = false;
      if (!faults.correct[node]) return;
      faults.correct[node] = false;
      for (const listener of host.outputs.listeners.onCorrupt) listener(simulator.now, node);
    },
    schedule: (time, action) => simulator.schedule(time, action),
    random,
  };
  return { behaviour, setting: { ...setting, shared: behaviour.conspire?.(setting) } };
}

/** Whoever has seen a block has seen all that it builds on, so the walk ends where nobody lacks anything. */
function reveal(block: BlockId, endpoints: readonly NodeId[], { tree }: Host): void {
  if (!endpoints.some((at) => tree.has(at, block))) throw new Error(`no member has seen block ${block}`);
  for (const at of endpoints) {
    const lacked = [block];
    for (let next = lacked.pop(); next !== undefined; next = lacked.pop()) {
      if (tree.has(at, next)) continue;
      tree.see(at, next);
      lacked.push(tree.parent(next), ...tree.references(next));
    }
  }
}

/** Columns of what the coalitions of a run achieved; why some are empty is put beside the other reasons. */
export function achievements(
  { conspiracies, host, surroundings }: Pick<Assembled, 'conspiracies' | 'host' | 'surroundings'>,
  canonical: readonly CanonicalBlock[],
  undefinedBecause: Record<string, string>,
): Record<string, number | null> {
  const byBehaviour = new Map<Behaviour, Achieved[]>();
  for (const { behaviour, setting } of conspiracies) {
    const { params, coalition, shared } = setting;
    const achieved = { params, coalition, shared };
    if (!byBehaviour.get(behaviour)?.push(achieved)) byBehaviour.set(behaviour, [achieved]);
  }
  const outcome = {
    end: host.simulator.now,
    weights: surroundings.weights,
    canonical: canonical.map(({ producer }) => producer),
  };
  const columns: Record<string, number | null> = {};
  for (const [{ results }, achieved] of byBehaviour) {
    for (const [name, value] of Object.entries(results?.of(achieved, outcome) ?? {})) {
      columns[name] = typeof value === 'number' ? value : null;
      if (typeof value !== 'number') undefinedBecause[name] = value.why;
    }
  }
  return columns;
}
