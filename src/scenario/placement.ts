import type { Behaviour, NodeId, Protocol, Time } from '../contract.js';
import type { RandomStreams } from '../kernel/random-streams.js';
import type { Registry } from './registry.js';
import type { Surroundings } from './surroundings.js';
import type { BehaviourFault, NodeSelector, PartitionFault, World } from './world.js';

/** A behaviour fault with its nodes. */
export interface Placed {
  readonly fault: BehaviourFault;
  readonly behaviour: Behaviour;
  readonly coalition: ReadonlySet<NodeId>;
  /** A draw in [0, 1) from the fault's own stream. */
  readonly random: () => number;
}

export interface PlacedFaults {
  /** In the order of the scenario, which is the order from the network inwards. */
  readonly placed: readonly Placed[];
  readonly partitions: readonly PartitionFault[];
  /** Nodes that no fault ever touches. */
  readonly correct: readonly boolean[];
  /** Nodes that never lie. */
  readonly truthful: readonly boolean[];
}

/** Chooses the nodes of each fault: by id, number, share of weight, region or role. */
export function placeFaults(
  world: World,
  protocol: Protocol,
  params: unknown,
  around: Surroundings,
  registry: Registry,
  streams: RandomStreams,
): PlacedFaults {
  const n = world.nodes.count;
  const correct = new Array<boolean>(n).fill(true);
  const truthful = new Array<boolean>(n).fill(true);
  const placed: Placed[] = [];
  const partitions: PartitionFault[] = [];
  world.faults.forEach((fault, index) => {
    if ('partition' in fault) {
      partitions.push(fault);
      return;
    }
    const behaviour = registry.behaviours.get(fault.behaviour);
    const random = streams.stream('fault', index);
    const nodes = select(fault.nodes, protocol, params, around, random);
    for (const node of nodes) {
      correct[node] = false;
      if (behaviour.faulty === 'byzantine') truthful[node] = false;
    }
    placed.push({ fault, behaviour, coalition: new Set(nodes), random });
  });
  return { placed, partitions, correct, truthful };
}

function select(
  selector: NodeSelector,
  protocol: Protocol,
  params: unknown,
  around: Surroundings,
  random: () => number,
): readonly NodeId[] {
  const { weights, regions } = around;
  if ('ids' in selector) return selector.ids;
  if ('count' in selector) return ascending(shuffled(weights.length, random).slice(0, selector.count));
  if ('share' in selector) return ascending(byShare(weights, selector.share, random));
  if ('region' in selector) {
    const region = regions.names.indexOf(selector.region);
    if (region < 0) throw new Error(`no region "${selector.region}"; there are ${regions.names.join(', ')}`);
    return [...weights.keys()].filter((node) => regions.of[node] === region);
  }
  const role = protocol.roles?.[selector.role];
  if (!role) {
    const known = Object.keys(protocol.roles ?? {});
    throw new Error(
      `${protocol.name} has no role "${selector.role}"; ${known.length > 0 ? `it has ${known.join(', ')}` : 'it has none'}`,
    );
  }
  return role(weights.length, params, weights);
}

/**
 * Nodes in random order, each taken if the share is not exceeded by it; when none fits any more, the lightest of the
 * rest completes the share. So the weight is at least the share asked for, and over it by less than one node.
 */
function byShare(weights: readonly number[], share: number, random: () => number): NodeId[] {
  const target = share * weights.reduce((sum, weight) => sum + weight, 0);
  const chosen: NodeId[] = [];
  const rest: NodeId[] = [];
  let held = 0;
  for (const node of shuffled(weights.length, random)) {
    const weight = weights[node]!;
    if (weight > 0 && held + weight <= target) {
      chosen.push(node);
      held += weight;
    } else if (weight > 0) rest.push(node);
  }
  if (held < target * (1 - 1e-12) && rest.length > 0) {
    chosen.push(rest.reduce((least, node) => (weights[node]! < weights[least]! ? node : least)));
  }
  return chosen;
}

function ascending(nodes: NodeId[]): NodeId[] {
  return nodes.sort((a, b) => a - b);
}

function shuffled(n: number, random: () => number): NodeId[] {
  const nodes = Array.from({ length: n }, (_, node) => node);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [nodes[i], nodes[j]] = [nodes[j]!, nodes[i]!];
  }
  return nodes;
}

/** From when on the network is whole and timely: the later of GST and the end of the last partition. */
export function healedAt(world: World, partitions: readonly PartitionFault[]): Time {
  let healed = world.network.synchrony?.gst ?? 0;
  for (const partition of partitions) healed = Math.max(healed, partition.until ?? Infinity);
  return healed;
}
