import { z } from 'zod';
import type { NodeId, Topology } from '../../contract.js';
import { allot, QUOTA_RULES, type QuotaRule } from '../quotas.js';
import { DEGREE_DISTRIBUTIONS, OUTBOUND_DEGREE_CDF, type DegreeDistribution } from '../region-data.js';
import { connected } from './links.js';
import { minersOf } from './miners.js';
import { OpenedLinks } from './opened-links.js';

const params = z.strictObject({
  degree: z.int().min(1).prefault(8).describe('Links that every node opens, with `distribution: fixed`.'),
  distribution: z
    .union([
      z.enum(['fixed', ...DEGREE_DISTRIBUTIONS]),
      z
        .record(z.string().regex(/^[1-9]\d{0,5}$/), z.number().min(0))
        .refine((shares) => Object.values(shares).some((share) => share > 0), {
          error: 'expected at least one number of links with a share above 0',
        }),
    ])
    .prefault('fixed')
    .describe(
      'How many links a node opens: `degree`; or as in a measured network: 1 to 20 (bitcoin: mean 8.6, litecoin: 10.9), or 8 (dogecoin); or your own, number of links -> share of the nodes, such as { 8: 0.7, 10: 0.3 }.',
    ),
  quotas: z
    .enum(QUOTA_RULES)
    .prefault('exact')
    .describe(
      'How a distribution is dealt out: exact numbers, with one node too many that opens the fewest links as in SimBlock, or drawn for each node.',
    ),
  minersLinked: z
    .boolean()
    .prefault(false)
    .describe('Whether all nodes with weight are linked with each other besides, as mining pools are.'),
});

type Params = z.output<typeof params>;

const randomOut: Topology<Params> = {
  name: 'random-out',
  describe: 'Every node opens links to random others; a link carries both ways, as in Bitcoin.',
  params,
  beside: {
    degree: { what: 'distribution: fixed', holds: ({ distribution }: Params) => distribution === 'fixed' },
    quotas: { what: 'a distribution that is not fixed', holds: ({ distribution }: Params) => distribution !== 'fixed' },
  },
  build({ degree, distribution, quotas, minersLinked }, n, random, weights) {
    const fixed = new Int32Array(n).fill(degree);
    const miners = minersLinked ? minersOf('random-out', weights) : [];
    return connected('random-out', 'raise the degree', () =>
      openLinks(distribution === 'fixed' ? fixed : dealtDegrees(distribution, n, quotas, random), miners, n, random),
    );
  },
};
export default randomOut;

/** Links to open per node: quotas of the distribution, dealt at random. */
function dealtDegrees(
  distribution: DegreeDistribution | Readonly<Record<string, number>>,
  n: number,
  rule: QuotaRule,
  random: () => number,
): Int32Array {
  if (typeof distribution === 'object') {
    // Keys that are whole numbers stand in ascending order, whatever the file says.
    const degrees = Object.keys(distribution).map(Number);
    return allot(Object.values(distribution), n, rule, random).map((index) => degrees[index]!);
  }
  const cdf = OUTBOUND_DEGREE_CDF[distribution];
  const shares = cdf.map((below, index) => below - (index > 0 ? cdf[index - 1]! : 0));
  return allot(shares, n, rule, random).map((index) => index + 1);
}

/**
 * Node by node, goes through the others in random order and opens links to the first that are not linked to it yet, in
 * either direction, until `out` are open or all are linked: SimBlock's rule.
 */
function openLinks(out: Int32Array, miners: readonly NodeId[], n: number, random: () => number): OpenedLinks {
  const most = out.map((degree) => Math.min(degree, n - 1));
  miners.forEach((miner, rank) => (most[miner]! += rank));
  const links = new OpenedLinks(most);
  miners.forEach((miner, rank) => miners.slice(0, rank).forEach((other) => links.open(miner, other)));
  const order = Int32Array.from({ length: n }, (_, node) => node);
  for (let node: NodeId = 0; node < n; node++) {
    // A Fisher–Yates shuffle that goes only as far as needed; it may start from any order.
    for (let at = 0, open = 0; at < n && open < out[node]!; at++) {
      const pick = at + Math.floor(random() * (n - at));
      const candidate = order[pick]!;
      order[pick] = order[at]!;
      order[at] = candidate;
      if (!links.allows(node, candidate)) continue;
      links.open(node, candidate);
      open += 1;
    }
  }
  return links;
}
