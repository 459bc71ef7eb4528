import { z } from 'zod';
import type { NodeId, Topology } from '../../contract.js';
import { deal, quotas } from '../quotas.js';
import { DEGREE_DISTRIBUTIONS, OUTBOUND_DEGREE_CDF, type DegreeDistribution } from '../region-data.js';
import { connected, LinkSet } from './links.js';

const params = z.strictObject({
  degree: z.int().min(1).prefault(8).describe('Links that every node opens, with `distribution: fixed`.'),
  distribution: z
    .enum(['fixed', ...DEGREE_DISTRIBUTIONS])
    .prefault('fixed')
    .describe('How many links a node opens: `degree`, or 1 to 20 as in the measured network (mean 8.6 or 10.9).'),
});

const randomOut: Topology<z.output<typeof params>> = {
  name: 'random-out',
  describe: 'Every node opens links to random others; a link carries both ways, as in Bitcoin.',
  params,
  build({ degree, distribution }, n, random) {
    const fixed = new Int32Array(n).fill(degree);
    return connected('random-out', 'raise the degree', () =>
      openLinks(distribution === 'fixed' ? fixed : dealtDegrees(distribution, n, random), n, random),
    );
  },
};
export default randomOut;

/** Links to open per node: exact quotas of the distribution, dealt at random. */
function dealtDegrees(distribution: DegreeDistribution, n: number, random: () => number): Int32Array {
  const cdf = OUTBOUND_DEGREE_CDF[distribution];
  const shares = cdf.map((below, index) => below - (index > 0 ? cdf[index - 1]! : 0));
  return deal(quotas(shares, n), random).map((index) => index + 1);
}

/**
 * Node by node, goes through the others in random order and opens links to the first that are not linked to it yet, in
 * either direction, until `out` are open or all are linked: SimBlock's rule.
 */
function openLinks(out: Int32Array, n: number, random: () => number): LinkSet {
  const links = new LinkSet(n);
  const order = Int32Array.from({ length: n }, (_, node) => node);
  const linkedTo = new Int32Array(n).fill(-1);
  for (let node: NodeId = 0; node < n; node++) {
    linkedTo[node] = node;
    for (const other of links.neighbours(node)) linkedTo[other] = node;
    // A Fisher–Yates shuffle that goes only as far as needed; it may start from any order.
    for (let at = 0, open = 0; at < n && open < out[node]!; at++) {
      const pick = at + Math.floor(random() * (n - at));
      const candidate = order[pick]!;
      order[pick] = order[at]!;
      order[at] = candidate;
      if (linkedTo[candidate] === node) continue;
      links.add(node, candidate);
      open += 1;
    }
  }
  return links;
}
