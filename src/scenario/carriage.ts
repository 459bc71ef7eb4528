import { protocolTimers, type DelayLaw } from '../contract.js';
import { KeyedDraw } from '../kernel/keyed-draw.js';
import { byzantineQuorum } from '../ledger/quorum.js';
import { Gossip } from '../network/gossip.js';
import { Partitions } from '../network/partitions.js';
import { Announcer } from '../network/relay/announcer.js';
import { CompactBlocks } from '../network/relay/compact.js';
import { gossipKinds } from '../network/relay/kinds.js';
import { Relay } from '../network/relay/relay.js';
import { DEFAULT_RELAY, type RelayTerms } from '../network/relay/terms.js';
import { Reordering } from '../network/reordering.js';
import { RushingScheduler, SidesScheduler, SplittingScheduler } from '../network/scheduler.js';
import { Synchrony } from '../network/synchrony.js';
import type { Meter } from '../network/transport-options.js';
import { Transport } from '../network/transport.js';
import type { Lines } from '../network/uplinks.js';
import type { Accelerators } from './accelerators.js';
import { bringsBlock, carriesByKind, MessageSizes } from './message-sizes.js';
import type { PlacedFaults } from './placement.js';
import type { Stage } from './stage.js';
import type { World } from './world.js';

/** Size of a request in a closed loop. */
const DEFAULT_REQUEST_BYTES = 250;
const BYTES_PER_MEGABYTE = 1e6;

/** What carries the messages of a run. */
export function transportOf(stage: Stage, meter: Meter): Transport {
  const { spec, host, around, faults, kinds } = stage;
  const { nodes, network } = spec.world;
  const cuts = [...faults.partitions, ...faults.seams];
  return new Transport({
    simulator: host.simulator,
    kinds: kinds.length,
    n: nodes.count,
    identities: faults.identities,
    views: host.views,
    law: swiftly(around.law, faults),
    delayDraw: new KeyedDraw(spec.seed, 'latency'),
    faultDraw: new KeyedDraw(spec.seed, 'loss'),
    schedulerDraw: new KeyedDraw(spec.seed, 'scheduler'),
    loss: network.loss,
    duplication: network.duplication,
    partitions: cuts.length > 0 ? new Partitions(cuts, faults.identities.length) : undefined,
    reordering: network.reordering && new Reordering(network.reordering, new KeyedDraw(spec.seed, 'reordering')),
    synchrony: network.synchrony && new Synchrony(network.synchrony, schedulerOf(stage, network.synchrony)),
    lines: linesOf(stage),
    ...relayTimes(stage),
    meter,
    listeners: host.outputs.listeners.onSend,
    transmitListeners: host.outputs.listeners.onTransmit,
  });
}

/** The latency law, but for adversaries whose messages take no time; those of others then take some. */
function swiftly(law: DelayLaw, { placed }: PlacedFaults): DelayLaw {
  const swift = new Set(
    placed.flatMap(({ behaviour, fault, coalition }) => (behaviour.swift?.(fault.params) ? [...coalition] : [])),
  );
  if (swift.size === 0) return law;
  return { delay: (u, from, to) => (swift.has(from) || swift.has(to) ? 0 : Math.max(1, law.delay(u, from, to))) };
}

function linesOf({ spec, protocol, around, kinds }: Stage): Lines | undefined {
  const { bandwidth } = spec.world.network;
  if (!bandwidth || !around.bandwidth) return undefined;
  const { occupancy = 'sending', rate = 'path', carries = 'everything' } = bandwidth;
  const isApart = (kind: string) =>
    kind === 'gossip.compressed' && relayTerms(spec.world).relayNetwork?.line !== 'shared';
  const queued = kinds.map((kind) => !isApart(kind) && (carries === 'everything' || bringsBlock(protocol, kind)));
  return { ...around.bandwidth, occupancy, rate, queued };
}

/** What messages weigh, and the times that a relay adds to the network's own. */
function relayTimes({ spec, protocol, host, kinds, layered }: Stage) {
  const terms = relayTerms(spec.world);
  const sizes = new MessageSizes(protocol, kinds, host.tree, terms, {
    n: spec.world.nodes.count,
    requestBytes: spec.world.workload?.size ?? DEFAULT_REQUEST_BYTES,
    contents: (value) => host.values.contents(value),
  });
  const { sizeOf } = sizes;
  const { messageHandling, blockHandling } = terms;
  const { fixed, perMegabyte } = terms.validation;
  if (!layered) return { sizeOf };
  return {
    sizeOf,
    handling: Float64Array.from(kinds, (kind) => (bringsBlock(protocol, kind) ? blockHandling : messageHandling)),
    ...((fixed > 0 || perMegabyte > 0) && {
      validation: (kind: number, body: unknown) => {
        const bytes = sizes.wholeBytes(kind, body);
        return bytes === undefined ? 0 : Math.round(fixed + (perMegabyte * bytes) / BYTES_PER_MEGABYTE);
      },
    }),
  };
}

function relayTerms(world: World): RelayTerms {
  return world.network.relay ?? DEFAULT_RELAY;
}

/** The layer that passes messages on, between protocols and the network. */
export function gossipOf(
  stage: Stage,
  transport: Transport,
  { announcements, followers, vectors }: Accelerators,
): Gossip {
  const { spec, protocol, host, around, faults, kinds } = stage;
  const terms = relayTerms(spec.world);
  const endpoints = faults.identities.length;
  const nodes = spec.world.nodes.count;
  const numbers = gossipKinds(kinds.indexOf('gossip.announce'));
  const relay = new Relay({
    tree: host.tree,
    endpoints,
    now: () => host.simulator.now,
    // Only copies are looked up: the list is as long as the network is wide.
    idOf: (endpoint) => (endpoint < nodes ? endpoint : faults.identities[endpoint]!),
    links: around.links,
    kinds: numbers,
    terms,
    requestTimeout: spec.world.network.requestTimeout,
    compact: compactOf(stage, terms),
    members: membersOf(around.weights, terms),
    announcer:
      announcements?.elided && around.links !== 'complete'
        ? new Announcer(host.simulator, transport, around.links, numbers.announce)
        : undefined,
    arrivals: vectors,
    followers,
    adopted: (endpoint, tip) => host.adopted(endpoint, tip),
  });
  return new Gossip({
    relay,
    carriage: host,
    links: around.links,
    kinds,
    protocolTimers: protocolTimers(protocol).length,
    carries: carriesByKind(protocol, kinds),
    setCarrier: (block, kind, body) => host.tree.setCarrier(block, kind, body),
    endpoints,
    arrivals: vectors,
    followers,
  });
}

function compactOf({ spec, host }: Stage, { compact }: RelayTerms): CompactBlocks | undefined {
  if (!compact) return undefined;
  const { streams } = host;
  const random = { use: streams.stream('compact-use'), classes: streams.stream('compact-classes') };
  return new CompactBlocks(compact, spec.world.nodes.count, random, new KeyedDraw(spec.seed, 'compact'));
}

/** Nodes that send each other directly what they make. */
function membersOf(weights: readonly number[], { relayNetwork }: RelayTerms): number[] {
  if (!relayNetwork) return [];
  const miners = [...weights.keys()].filter((node) => weights[node]! > 0);
  if (relayNetwork.members === 'miners') return miners;
  const heaviest = miners.sort((a, b) => weights[b]! - weights[a]! || a - b).slice(0, relayNetwork.members);
  return heaviest.sort((a, b) => a - b);
}

/** Who chooses delays; undefined: chance. */
function schedulerOf(stage: Stage, { before, scheduler = 'sides', delta }: NonNullable<World['network']['synchrony']>) {
  const { spec, protocol, faults, kinds } = stage;
  if (before === 'random') return undefined;
  if (scheduler === 'rushing') return new RushingScheduler(faults.correct);
  const keyed = new KeyedDraw(spec.seed, 'scheduler-epoch');
  const draw = (x: number, y: number) => keyed.uniform(x, y);
  if (scheduler === 'sides') return new SidesScheduler(delta, draw);
  const n = spec.world.nodes.count;
  const votes = kinds.map((kind) => protocol.votes?.[kind]);
  const quorum = byzantineQuorum(n, stage.host.f);
  const enough = (count: number) => protocol.quorum?.enough(count, n, spec.params) ?? count >= quorum;
  return new SplittingScheduler({ votes, enough, n, draw });
}
