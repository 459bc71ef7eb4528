import { z } from 'zod';
import type { NodeId, Topology } from '../../contract.js';
import { CONNECTION_BUCKETS } from '../gervais-data.js';
import { connected, LinkSet } from './links.js';
import { minersOf } from './miners.js';

const params = z
  .strictObject({
    minerLeast: z
      .int()
      .min(1)
      .prefault(700)
      .describe('Connections that a miner aims at: nodes with weight are miners.'),
    minerMost: z.int().min(1).prefault(800).describe('Most connections of a miner.'),
    least: z
      .int()
      .min(1)
      .optional()
      .describe('Connections that every other node aims at; by default 1 to 118, as in the measured network (mean 9).'),
  })
  .refine(({ minerLeast, minerMost }) => minerLeast <= minerMost, {
    error: 'expected minerLeast to be at most minerMost',
  });
type Params = z.output<typeof params>;

/** Tries for each connection that a node aims at. */
const TRIES = 10;

const gervais: Topology<Params> = {
  name: 'gervais',
  describe:
    'Miners linked with each other and with hundreds of nodes, the rest with a few each, none beyond its maximum: Bitcoin-Simulator (Gervais et al., CCS 2016).',
  params,
  build(options, n, random, weights) {
    const miners = minersOf('gervais', weights);
    return connected('gervais', 'raise the number of nodes, or minerMost', () => link(options, n, random, miners));
  },
};
export default gervais;

/**
 * All miners with each other; then, miners first, each node picks random others until it has its minimum, at most ten
 * times as often; who is at its maximum refuses.
 */
function link({ minerLeast, minerMost, least }: Params, n: number, random: () => number, miners: NodeId[]): LinkSet {
  const links = new LinkSet(n);
  const minimum = new Int32Array(n);
  const maximum = new Int32Array(n);
  for (let node = 0; node < n; node++) {
    const bucket = bucketAt(random());
    minimum[node] = least ?? bucket.least + Math.floor(random() * (bucket.most - bucket.least + 1));
    maximum[node] = minimum[node]! + bucket.room;
  }
  for (const miner of miners) {
    minimum[miner] = minerLeast;
    maximum[miner] = minerMost;
  }
  miners.forEach((miner, rank) => miners.slice(0, rank).forEach((other) => links.add(miner, other)));
  const isMiner = new Set(miners);
  const others = Array.from({ length: n }, (_, node) => node).filter((node) => !isMiner.has(node));
  for (const node of [...miners, ...others]) {
    for (let left = TRIES * minimum[node]!; left > 0 && links.degree(node) < minimum[node]!; left--) {
      const other = Math.floor(random() * n);
      if (links.degree(other) < maximum[other]! && links.allows(node, other)) links.add(node, other);
    }
  }
  return links;
}

function bucketAt(u: number): (typeof CONNECTION_BUCKETS)[number] {
  let left = u;
  for (const bucket of CONNECTION_BUCKETS) {
    left -= bucket.probability;
    if (left < 0) return bucket;
  }
  return CONNECTION_BUCKETS.at(-1)!;
}
