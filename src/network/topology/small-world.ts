import { z } from 'zod';
import type { Topology } from '../../contract.js';
import { connected, type LinkSet, ringLinks } from './links.js';

const params = z.strictObject({
  degree: z.int().min(2).multipleOf(2).prefault(8).describe('Mean number of neighbours, even: k of the paper.'),
  beta: z.number().min(0).max(1).prefault(0.1).describe('Probability that a link of the ring is rewired.'),
});

const smallWorld: Topology<z.output<typeof params>> = {
  name: 'small-world',
  describe: 'A ring some of whose links are rewired at random (Watts and Strogatz, Nature 393, 1998).',
  params,
  build({ degree, beta }, n, random) {
    if (degree >= n) throw new Error(`topology small-world: degree is ${degree} and must be below n, ${n}`);
    return connected('small-world', 'raise the degree or lower beta', () =>
      rewire(ringLinks(n, degree / 2), degree, beta, random),
    );
  },
};
export default smallWorld;

/** Each link of the ring keeps its first end and, with probability `beta`, gets a random new second one. */
function rewire(links: LinkSet, degree: number, beta: number, random: () => number): LinkSet {
  const n = links.n;
  for (let step = 1; step <= degree / 2; step++) {
    for (let node = 0; node < n; node++) {
      if (random() >= beta || links.degree(node) === n - 1) continue;
      let end = Math.floor(random() * n);
      while (!links.allows(node, end)) end = Math.floor(random() * n);
      links.remove(node, (node + step) % n);
      links.add(node, end);
    }
  }
  return links;
}
