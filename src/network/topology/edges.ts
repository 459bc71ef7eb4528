import { z } from 'zod';
import type { Topology } from '../../contract.js';
import { LinkSet, unreachable } from './links.js';

/** The file is read before this is asked. */
function neverRead(_: string, context: z.RefinementCtx): never {
  context.addIssue('expected pairs of nodes; only a scenario that is read from a file can name one by path');
  return z.NEVER;
}

const params = z.strictObject({
  edges: z
    .union([z.array(z.tuple([z.int().min(0), z.int().min(0)])), z.string().transform(neverRead)])
    .describe(
      'Pairs of linked nodes, for example [[0, 1], [1, 2]]; a link carries both ways. Or the path of a file within the folder of the scenario, with a pair on each line.',
    ),
});

const edges: Topology<z.output<typeof params>> = {
  name: 'edges',
  describe: 'Links given one by one.',
  params,
  build({ edges: pairs }, n) {
    const links = new LinkSet(n);
    for (const [a, b] of pairs) {
      const shown = `topology edges: link [${a}, ${b}]`;
      if (a >= n || b >= n) throw new Error(`${shown} names a node that does not exist; ids go from 0 to ${n - 1}`);
      if (a === b) throw new Error(`${shown} joins a node to itself`);
      if (!links.allows(a, b)) throw new Error(`${shown} is given twice`);
      links.add(a, b);
    }
    const built = links.toLinks();
    const lost = unreachable(built);
    if (lost >= 0) throw new Error(`topology edges: node ${lost} cannot be reached from node 0`);
    return built;
  },
};
export default edges;
