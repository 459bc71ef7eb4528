import type { DelayLaw, LinkDraw, Links, Regions, Time } from '../contract.js';
import { KeyedDraw } from '../kernel/keyed-draw.js';
import type { RandomStreams } from '../kernel/random-streams.js';
import { bandwidths, type Bandwidths } from '../network/bandwidth.js';
import { placeRegions } from '../network/regions.js';
import type { Registry } from './families.js';
import { NamedNodes } from './named-nodes.js';
import type { World } from './world.js';

/** What the nodes are born into; the same for every protocol of a scenario and seed. */
export interface Surroundings {
  readonly weights: readonly number[];
  readonly names: readonly string[];
  readonly named: NamedNodes;
  readonly regions: Regions;
  readonly links: Links | 'complete';
  readonly law: DelayLaw;
  readonly bandwidth: Bandwidths | undefined;
}

/** Streams are named after their purpose alone, so that all protocols meet the same world. */
export function surroundings(world: World, registry: Registry, streams: RandomStreams): Surroundings {
  const n = world.nodes.count;
  const { kind: weightKind, ...weightParams } = world.nodes.weights;
  const weighed = registry.weightDistributions.get(weightKind).weigh(weightParams, n, streams.stream('weights'));
  const regions = placeRegions(world.nodes.regions, n, streams.stream('regions'), weighed.regions);
  const { kind: topologyKind, ...topologyParams } = world.network.topology;
  const topology = registry.topologies.get(topologyKind);
  const links = topology.build(topologyParams, n, streams.stream('topology'), weighed.weights);
  const { kind: lawKind, ...lawParams } = world.network.latency;
  const law = registry.latencyLaws.get(lawKind).make(lawParams, regions, linkDraw(streams.seed));
  const { bandwidth } = world.network;
  const names = weighed.names ?? Array.from({ length: n }, (_, node) => `node-${node}`);
  return {
    weights: weighed.weights,
    names,
    named: new NamedNodes(names, weighed.weights),
    regions,
    links,
    law,
    bandwidth:
      bandwidth && bandwidths(bandwidth, { regions, weights: weighed.weights }, n, streams.stream('bandwidth')),
  };
}

function linkDraw(seed: string): LinkDraw {
  const draw = new KeyedDraw(seed, 'link-latency');
  return (a, b) => (a < b ? draw.uniform(a, b) : draw.uniform(b, a));
}

/** A delay that a message exceeds once in a thousand times, which stands for the bound of a law that has none. */
const LATE = 0.999;
const PAIRS = 256;

/**
 * Bound on the time from a correct node's broadcast to its last delivery: the scenario's delta where it states one, else
 * the latency law's 99.9 % quantile over a spread of pairs; on sparse links, three messages a hop over the widest path.
 */
export function deliveryBound(world: World, around: Surroundings): Time {
  const n = world.nodes.count;
  const { synchrony, reordering } = world.network;
  const oneMessage = synchrony?.delta ?? lateDelay(around.law, n) + (reordering?.by ?? 0);
  return Math.ceil(around.links === 'complete' ? oneMessage : oneMessage * 3 * hops(around.links));
}

function lateDelay(law: DelayLaw, n: number): Time {
  let longest = 0;
  for (let i = 0; i < PAIRS; i++) {
    const from = (i * 7919) % n;
    const to = (i * 104_729 + 1) % n;
    if (from !== to) longest = Math.max(longest, law.delay(LATE, from, to));
  }
  return longest;
}

/** Twice the distance to the farthest node from node 0: no two nodes are farther apart. */
function hops(links: Links): number {
  const n = links.offsets.length - 1;
  const distance = new Int32Array(n).fill(-1);
  const queue = [0];
  distance[0] = 0;
  for (let head = 0; head < queue.length; head++) {
    const node = queue[head]!;
    for (let i = links.offsets[node]!; i < links.offsets[node + 1]!; i++) {
      const next = links.neighbours[i]!;
      if (distance[next]! >= 0) continue;
      distance[next] = distance[node]! + 1;
      queue.push(next);
    }
  }
  return Math.max(1, 2 * distance[queue.at(-1)!]!);
}
