import type { Behaviour, NodeId, Protocol, Time } from '../contract.js';
import type { RandomStreams } from '../kernel/random-streams.js';
import type { PartitionRule } from '../network/partitions.js';
import type { Registry } from './families.js';
import type { Surroundings } from './surroundings.js';
import type { BehaviourFault, NodeSelector, PartitionFault, World } from './world.js';

/** Copies of a node are told apart by letters: `0a` is node 0 itself, `0b` its second copy. */
const FIRST_LETTER = 'a'.charCodeAt(0);

/** A behaviour fault with its nodes. */
export interface Placed {
  readonly fault: BehaviourFault;
  readonly behaviour: Behaviour;
  readonly coalition: ReadonlySet<NodeId>;
  /** Nodes whose links a fault of one of its members holds, and whom the members hear. */
  readonly captives: ReadonlySet<NodeId>;
  /** A draw in [0, 1) from the fault's own stream. */
  readonly random: () => number;
}

/** Endpoints of a run: the nodes, then the further copies of some of them. */
export interface Endpoints {
  /** Whose each endpoint is. */
  readonly identities: readonly NodeId[];
  /** Which copy of it, from 0. */
  readonly copies: readonly number[];
}

export interface PlacedFaults extends Endpoints {
  /** In the order of the scenario, which is the order from the network inwards. */
  readonly placed: readonly Placed[];
  /** Partitions of the scenario, by endpoints. */
  readonly partitions: readonly PartitionRule[];
  /** What keeps the copies of a node apart. */
  readonly seams: readonly PartitionRule[];
  /** Nodes that no fault touches; an adaptive adversary takes some away in the course of the run. */
  readonly correct: boolean[];
  /** Nodes that never lie. */
  readonly truthful: boolean[];
}

/** Whether a node under it may break the protocol's safety rules; one that is late or has a wrong clock does, where time is a rule. */
export function mayLie({ faulty }: Behaviour, { timing }: Protocol): boolean {
  return faulty === 'byzantine' || (faulty === 'timing' && timing === 'synchronous');
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
  const placed: Omit<Placed, 'captives'>[] = [];
  const identities = Array.from({ length: n }, (_, node) => node);
  const copies = new Array<number>(n).fill(0);
  world.faults.forEach((fault, index) => {
    if ('partition' in fault) return;
    const behaviour = registry.behaviours.get(fault.behaviour);
    requireFitting(behaviour, protocol, params);
    const random = streams.stream('fault', index);
    const nodes = select(fault.nodes, protocol, params, around, random);
    const copiesOfEach = behaviour.copies?.(fault.params) ?? 1;
    for (const node of nodes) {
      if (!behaviour.adaptive && behaviour.faulty !== 'none') correct[node] = false;
      if (!behaviour.adaptive && mayLie(behaviour, protocol)) truthful[node] = false;
      const had = copies.filter((_, endpoint) => identities[endpoint] === node).length;
      for (let copy = had; copy < copiesOfEach; copy++) {
        identities.push(node);
        copies.push(copy);
      }
    }
    const coalition = new Set(nodes);
    placed.push({ fault, behaviour, coalition, random });
    // A captive obeys the protocol, but nobody waits for it.
    for (const captive of behaviour.captures?.(fault.params).nodes ?? []) correct[captive] = false;
  });
  const endpoints = { identities, copies };
  const partitions = world.faults.flatMap((fault) => ('partition' in fault ? [ruleOf(fault, endpoints)] : []));
  const seams = placed.flatMap((each) => [...seamsOf(each, endpoints, n), ...wallOf(each, endpoints)]);
  const withCaptives = placed.map((each) => ({ ...each, captives: captivesOf(each, placed) }));
  const { weights } = around;
  for (const { behaviour, fault, coalition, captives } of withCaptives) {
    behaviour.requires?.(fault.params, { coalition, captives, weights, detail: world.detail ?? 'messages' });
  }
  return { placed: withCaptives, partitions, seams, correct, truthful, ...endpoints };
}

/** Whether a behaviour has anything to act on under a protocol. @param params of the protocol; absent: with any */
export function fits({ needs }: Pick<Behaviour, 'needs'>, protocol: Protocol, params?: unknown): boolean {
  const { assumes, input, mining, ground, slots } = protocol;
  if (needs === undefined) return true;
  if (needs === 'hardware') return assumes.identity === 'hardware';
  if (needs === 'chain') return protocol.finality.by === 'depth' && protocol.carries !== undefined;
  if (needs === 'slots') return slots !== undefined;
  if (needs === 'nonce') return protocol.headVotes === true || drawsByNonce(protocol, params);
  if (needs === 'head-votes') return protocol.headVotes === true;
  if (needs === 'ground-seed') return ground !== undefined && (params === undefined || ground.when(params));
  if (input?.mined === undefined) return false;
  if (needs === 'retargets')
    return mining?.retargets !== undefined && (params === undefined || mining.retargets(params as never));
  if (needs === 'mining' || !mining?.puzzles) return true;
  if (needs === 'mined-branches' && mining.branchLength !== undefined) return true;
  return needs !== 'mined-blocks' && mining.blockPuzzle !== undefined;
}

function drawsByNonce({ slots }: Protocol, params: unknown): boolean {
  return slots !== undefined && (params === undefined || slots.window(1, params) !== undefined);
}

/** What a behaviour misses under a protocol that it does not fit. */
export function missing({ needs }: Pick<Behaviour, 'needs'>): string {
  if (needs === 'mining') return 'proofs of work';
  if (needs === 'retargets') return 'a difficulty that changes (retarget)';
  if (needs === 'slots') return 'leaders drawn by slots';
  if (needs === 'nonce') return 'slots drawn by a nonce that blocks of earlier ones make';
  if (needs === 'ground-seed') return 'leaders drawn by what stands in blocks';
  if (needs === 'head-votes') return 'committees of slots that vote for the head of the chain';
  if (needs === 'hardware') return 'trusted hardware';
  if (needs === 'chain') return 'a chain whose blocks are final by depth';
  return needs === 'mined-chain' || needs === 'mined-branches'
    ? 'a proof of work for each block, for it goes by the lengths of branches'
    : 'proofs of work that each make a block';
}

/** Whether a behaviour wants a say in who is heard first, where ties go by what is in the branches whoever is. */
export function outracesInVain(
  { needs, swift }: Pick<Behaviour, 'needs' | 'swift'>,
  { mining }: Protocol,
  fault: unknown,
): boolean {
  return needs === 'mined-branches' && mining?.tiesByContent === true && swift?.(fault) === true;
}

function requireFitting(behaviour: Behaviour, protocol: Protocol, params: unknown): void {
  if (!fits(behaviour, protocol, params))
    throw new Error(`${behaviour.name} needs ${missing(behaviour)}; ${protocol.name} has none`);
}

/** The nodes of a selector that asks for neither regions nor roles. */
export function selectByWeight(
  selector: Exclude<NodeSelector, { readonly region: string } | { readonly role: string }>,
  weights: readonly number[],
  random: () => number,
): readonly NodeId[] {
  if ('ids' in selector) return selector.ids;
  if ('count' in selector) return ascending(shuffled(weights.length, random).slice(0, selector.count));
  return ascending(byShare(weights, selector.share, random));
}

function select(
  selector: NodeSelector,
  protocol: Protocol,
  params: unknown,
  { weights, regions }: Surroundings,
  random: () => number,
): readonly NodeId[] {
  if ('region' in selector) {
    const region = regions.names.indexOf(selector.region);
    if (region < 0) throw new Error(`no region "${selector.region}"; there are ${regions.names.join(', ')}`);
    return [...weights.keys()].filter((node) => regions.of[node] === region);
  }
  if (!('role' in selector)) return selectByWeight(selector, weights, random);
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

/** A partition's rule; the name of a node that has copies stands for its first. */
function ruleOf(fault: PartitionFault, endpoints: Endpoints): PartitionRule {
  return { ...fault, partition: fault.partition.map((group) => group.map((name) => endpointOf(name, endpoints))) };
}

/** The endpoint that a partition names: a node's number, or number and letter of one of its copies, as in `0b`. */
function endpointOf(name: NodeId | string, { identities, copies }: Endpoints): number {
  if (typeof name === 'number') return name;
  const node = Number.parseInt(name, 10);
  const copy = name.charCodeAt(name.length - 1) - FIRST_LETTER;
  const endpoint = identities.findIndex((identity, at) => identity === node && copies[at] === copy);
  if (endpoint < 0) throw new Error(`partition: no fault makes a copy ${name} of node ${node}`);
  return endpoint;
}

/** Each copy hears its own side of the other nodes, and the same copy of its fellows. */
function seamsOf(
  { fault, behaviour, coalition }: Omit<Placed, 'captives'>,
  { identities, copies }: Endpoints,
  n: number,
) {
  const sides = behaviour.sides?.(fault.params, coalition, n);
  if (!sides) return [];
  const rules: PartitionRule[] = [];
  sides.forEach((_, copy) => {
    const own = [...identities.keys()].filter((at) => coalition.has(identities[at]!) && copies[at] === copy);
    const strange = [...identities.keys()].filter((at) =>
      coalition.has(identities[at]!) ? copies[at] !== copy : sides.some((side, of) => of !== copy && side.includes(at)),
    );
    if (own.length > 0 && strange.length > 0) {
      rules.push({ partition: [own, strange], oneWay: false, at: fault.at, until: fault.until });
    }
  });
  return rules;
}

/** Whom a coalition hears although nobody else does, by whichever fault of its members. */
export function captivesOf(
  { coalition }: Pick<Placed, 'coalition'>,
  placed: readonly Pick<Placed, 'behaviour' | 'fault' | 'coalition'>[],
): Set<NodeId> {
  const captives = new Set<NodeId>();
  for (const { behaviour, fault, coalition: holders } of placed) {
    const { nodes, heard } = behaviour.captures?.(fault.params) ?? { nodes: [], heard: false };
    if (!heard || ![...holders].some((member) => coalition.has(member))) continue;
    for (const node of nodes) captives.add(node);
  }
  return captives;
}

/** Keeps captives apart from each other and from all but, at most, those who hold their links. */
function wallOf(
  { fault, behaviour, coalition }: Pick<Placed, 'fault' | 'behaviour' | 'coalition'>,
  { identities }: Endpoints,
): PartitionRule[] {
  const captured = behaviour.captures?.(fault.params);
  if (!captured) return [];
  const { nodes, heard } = captured;
  const endpoints = [...identities.keys()];
  const outside = endpoints.filter(
    (at) => !nodes.includes(identities[at]!) && !(heard && coalition.has(identities[at]!)),
  );
  const cells = nodes.map((node) => endpoints.filter((at) => identities[at] === node));
  return [{ partition: [...cells, outside], oneWay: false, at: fault.at, until: fault.until }];
}

/** From when on the network is whole and timely: the later of GST and the end of the last partition. */
export function healedAt(world: World, partitions: readonly Pick<PartitionRule, 'until'>[]): Time {
  let healed = world.network.synchrony?.gst ?? 0;
  for (const partition of partitions) healed = Math.max(healed, partition.until ?? Infinity);
  return healed;
}
