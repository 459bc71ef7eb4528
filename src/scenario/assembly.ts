import { compose, standsBeforeNetwork, type Taken } from '../adversaries/compose.js';
import {
  protocolKinds,
  protocolTimers,
  type ChainFacts,
  type Judge,
  type JudgeView,
  type Make,
  type Node,
  type Protocol,
} from '../contract.js';
import { Door } from '../host/door.js';
import { Host } from '../host/host.js';
import { compile, honest } from '../host/protocol-node.js';
import { RandomStreams } from '../kernel/random-streams.js';
import { GOSSIP_KINDS, GOSSIP_TIMERS, needsGossip, type Gossip } from '../network/gossip.js';
import { Chain } from '../observers/chain.js';
import { Decisions } from '../observers/decisions.js';
import { Mining } from '../observers/mining.js';
import type { Outcome } from '../observers/outcome.js';
import { Payments } from '../observers/payments.js';
import { SlotLeaders } from '../observers/slot-leaders.js';
import { Traffic } from '../observers/traffic.js';
import { Views } from '../observers/views.js';
import { Drivers } from './drivers.js';
import { acceleratorsOf, type Accelerators } from './accelerators.js';
import { gossipOf, transportOf } from './carriage.js';
import { feesOf } from './fees.js';
import { carriesByKind } from './message-sizes.js';
import { healedAt, placeFaults, type PlacedFaults } from './placement.js';
import { conspire } from './conspiracies.js';
import type { Registry } from './families.js';
import { deliveryBound, surroundings, type Surroundings } from './surroundings.js';
import type { Stage } from './stage.js';
import { StallWatch } from './stall-watch.js';
import type { RunSpec } from './world.js';

/** A run that is ready to go, with everything that is read off at its end. */
export interface Assembled {
  readonly host: Host;
  readonly protocol: Protocol;
  readonly kinds: readonly string[];
  readonly timers: readonly string[];
  readonly outcome: Outcome;
  readonly payments: Payments;
  readonly traffic: Traffic;
  readonly accelerators: Accelerators;
  readonly views: Views;
  /** Of a protocol whose blocks are mined. */
  readonly mining: Mining | undefined;
  /** Of a protocol whose leaders are drawn by slots. */
  readonly slotLeaders: SlotLeaders | undefined;
  readonly judges: ReadonlyMap<string, Judge>;
  readonly surroundings: Surroundings;
  readonly faults: PlacedFaults;
  readonly stallWatch: StallWatch;
  /** The faulty nodes by fault, with what each coalition shares. */
  readonly conspiracies: readonly Taken[];
  readonly drivers: Drivers;
  /** By endpoint: the state of its protocol. */
  readonly states: readonly unknown[];
  /** Makes every node that would only be made when it has to act: whoever looks into nodes at any moment needs them all. */
  wakeAll(): void;
  start(): void;
}

/** Builds the world of one run: the only place where every family of plug-ins meets. */
export function assemble(spec: RunSpec, registry: Registry): Assembled {
  const stage = setStage(spec, registry);
  const { protocol, host, around, faults, kinds, timers } = stage;
  const traffic = new Traffic(kinds);
  const views = new Views(faults.correct);
  host.outputs.add(views);
  const mining = protocol.mining && new Mining(host.tree, around.weights);
  if (mining) host.outputs.add(mining);
  const slotLeaders = protocol.slots && new SlotLeaders(protocol.slots.length(spec.params), around.weights.length);
  if (slotLeaders) host.outputs.add(slotLeaders);
  const accelerators = acceleratorsOf(stage, traffic);
  const transport = transportOf(stage, accelerators.vectors ?? traffic);
  host.transport = transport;
  const payments = paymentsOf(stage);
  const drivers = new Drivers(spec, protocol, host, faults, payments);
  const outcome = outcomeOf(stage, drivers);
  const view = judgeView(stage);
  const judges = new Map(registry.invariants.all.map((invariant) => [invariant.name, invariant.make(view)]));
  // Judges hear of an event before the drivers act on it.
  for (const judge of judges.values()) host.outputs.add(judge);
  host.outputs.add(outcome);
  host.outputs.add(drivers);
  const stallWatch = new StallWatch({
    simulator: host.simulator,
    correct: faults.correct,
    bound: protocol.livenessBound(spec.params, view.n, view.delta, Number.isFinite(view.healedAt) ? view.healedAt : 0),
    healedAt: view.healedAt,
    hasDemand: () => drivers.hasDemand(),
    release: () => host.outputs.release(),
  });
  host.outputs.add(stallWatch);
  const gossip = stage.layered ? gossipOf(stage, transport, accelerators) : undefined;
  const conspiracies = faults.placed.map((placed) => conspire(placed, stage, gossip));
  const states: unknown[] = [];
  const nodes = makeNodes(stage, gossip, conspiracies, states);
  for (const node of nodes) host.simulator.ports.push(node);
  if (gossip?.isDirectThroughout) host.simulator.switchFrom(gossip.protocolKinds, gossip);
  const start = () => {
    for (const node of nodes) node.start();
    drivers.start(nodes);
    if (spec.world.stop.time === undefined) stallWatch.start();
  };
  const judged = { outcome, traffic, accelerators, views, mining, slotLeaders, judges, payments };
  const wakeAll = () => gossip?.wakeAll();
  const inside = { drivers, states, stallWatch, conspiracies };
  return { host, protocol, kinds, timers, ...judged, surroundings: around, faults, ...inside, wakeAll, start };
}

function setStage(spec: RunSpec, registry: Registry): Stage {
  const { world } = spec;
  const protocol = registry.protocols.get(spec.kind);
  const streams = new RandomStreams(spec.seed);
  const around = surroundings(world, registry, streams);
  const faults = placeFaults(world, protocol, spec.params, around, registry, streams);
  const own = protocolKinds(protocol);
  const layered = needsGossip({ links: around.links, carries: carriesByKind(protocol, own) });
  const kinds = layered ? [...own, ...GOSSIP_KINDS] : own;
  const timers = layered ? [...protocolTimers(protocol), ...GOSSIP_TIMERS] : protocolTimers(protocol);
  const facts: ChainFacts = {
    weights: around.weights,
    economy: world.economy,
    genesisSeed: Math.floor(streams.stream('genesis')() * 4294967296),
  };
  const f = protocol.faults(world.nodes.count, spec.params);
  const statements = [protocol.votes ?? {}, protocol.holds ?? {}].flatMap((kinds) => Object.keys(kinds));
  statements.push(...(protocol.evidence ?? []));
  const { identities } = faults;
  const carries = carriesByKind(protocol, kinds);
  const special = { flood: 'gossip.flood', quiet: 'gossip.announce' };
  const host = new Host({ facts, f, identities, streams, kinds, timers, statements, carries, ...special });
  return { spec, protocol, host, around, faults, kinds, timers, layered, delta: deliveryBound(world, around) };
}

function outcomeOf(stage: Stage, drivers: Drivers): Outcome {
  const { spec, protocol, host, faults } = stage;
  const target = spec.world.stop.blocks ?? Infinity;
  const { listeners } = drivers;
  const { finality } = protocol;
  const { correct } = faults;
  const quorum = Math.max(1, correct.length - host.f);
  if (finality.by === 'decide') {
    return new Decisions({ book: host.values, correct, quorum, target, listeners });
  }
  const blocks = host.tree.whole();
  const { unit } = protocol;
  return new Chain({
    tree: host.tree,
    book: host.values,
    correct,
    quorum,
    confirmations: finality.confirmations(spec.params),
    target,
    listeners,
    unit: unit && { is: (block) => unit.is(blocks, block), of: (block) => unit.of(blocks, block) },
    appointed: protocol.appointed && ((parent) => protocol.appointed!(blocks, parent, host.facts, spec.params)),
  });
}

function paymentsOf({ spec, protocol, host }: Stage): Payments {
  const { workload } = spec.world;
  const decides = protocol.finality.by === 'decide';
  return new Payments({
    facts: host.facts,
    protocol,
    params: spec.params,
    blocks: host.tree.whole(),
    contents: (id) => (decides ? host.values.contents(id) : host.tree.contents(id)),
    culprits: (id) => host.values.proofs(id).map(({ culprit }) => culprit),
    fee: workload?.fee && feesOf(workload.fee, spec.seed),
  });
}

function judgeView(stage: Stage): JudgeView {
  const { spec, protocol, host, around, faults } = stage;
  const shared = new Map<string, unknown>();
  return {
    n: spec.world.nodes.count,
    f: host.f,
    protocol,
    params: spec.params,
    weights: around.weights,
    facts: host.facts,
    correct: faults.correct,
    truthful: faults.truthful,
    healedAt: healedAt(spec.world, faults.partitions),
    delta: stage.delta,
    blocks: host.tree.whole(),
    contents: (value) => host.values.contents(value),
    proposer: (value) => host.values.proposer(value),
    requested: (value) => host.values.isRequest(value),
    share<T>(name: string, make: () => T): T {
      if (!shared.has(name)) shared.set(name, make());
      return shared.get(name) as T;
    },
  };
}

/** From the network inwards: behaviours of the network's seam, gossip, behaviours of the protocol's seam, the protocol. */
function makeNodes(stage: Stage, layer: Gossip | undefined, conspiracies: readonly Taken[], states: unknown[]): Node[] {
  const { spec, protocol, host, faults } = stage;
  const compiled = compile(protocol, spec.params);
  const open = (endpoint: number) => new Door(host, endpoint);
  return faults.identities.map((id, endpoint) => {
    const kept = honest(compiled, (state) => (states[endpoint] = state));
    const { followers } = layer?.options ?? {};
    if (followers?.has(endpoint)) return layer!.follower(endpoint, id, kept, open);
    const own = conspiracies.filter(({ setting }) => setting.coalition.has(id));
    const withGossip = layer?.around(endpoint, !standsBeforeNetwork(own)) ?? ((make: Make) => make);
    return compose(kept, own, withGossip)(open(endpoint));
  });
}
