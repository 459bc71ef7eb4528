import { z } from 'zod';
import type { Topology } from '../../contract.js';
import { LinkSet } from './links.js';

const params = z.strictObject({
  links: z
    .int()
    .min(1)
    .prefault(4)
    .describe('Links that each new node makes: m of the paper; the mean degree is about 2 m.'),
});

const scaleFree: Topology<z.output<typeof params>> = {
  name: 'scale-free',
  describe: 'Nodes join one by one and prefer well-linked ones (Barabási and Albert, Science 286, 1999).',
  params,
  build({ links: perNode }, n, random) {
    if (perNode >= n) throw new Error(`topology scale-free: links is ${perNode} and must be below n, ${n}`);
    return grow(perNode, n, random).toLinks();
  },
};
export default scaleFree;

/** Starts from perNode + 1 nodes, all linked; every further node links to perNode distinct ones, drawn by degree. */
function grow(perNode: number, n: number, random: () => number): LinkSet {
  const links = new LinkSet(n);
  // Every link puts both its ends here, so a uniform pick is a pick by degree.
  const ends = new Int32Array(perNode * (perNode + 1) + 2 * perNode * (n - perNode - 1));
  let filled = 0;
  const join = (a: number, b: number) => {
    links.add(a, b);
    ends[filled++] = a;
    ends[filled++] = b;
  };
  for (let b = 1; b <= perNode; b++) for (let a = 0; a < b; a++) join(a, b);
  for (let node = perNode + 1; node < n; node++) {
    const before = filled;
    while (links.degree(node) < perNode) {
      const target = ends[Math.floor(random() * before)]!;
      if (links.allows(node, target)) join(node, target);
    }
  }
  return links;
}
