import { z } from 'zod';
import type { Topology } from '../../contract.js';
import { ringLinks } from './links.js';

const params = z.strictObject({
  neighbours: z.int().min(1).prefault(1).describe('Nearest nodes on each side that a node is linked to.'),
});

const ring: Topology<z.output<typeof params>> = {
  name: 'ring',
  describe: 'Nodes on a circle, each linked to the nearest on both sides.',
  params,
  build({ neighbours }, n) {
    return ringLinks(n, neighbours).toLinks();
  },
};
export default ring;
