import type { NodeId } from '../../contract.js';

/** All pairs of so many are linked: half a million links. */
const MOST_LINKED = 1_000;

/**
 * The nodes that have weight, to be linked with each other.
 * @throws when they are too many for that
 */
export function minersOf(topology: string, weights: readonly number[]): NodeId[] {
  const miners: NodeId[] = [];
  weights.forEach((weight, node) => {
    if (weight > 0) miners.push(node);
  });
  if (miners.length <= MOST_LINKED) return miners;
  throw new Error(
    `topology ${topology}: ${miners.length} nodes have weight, and at most ${MOST_LINKED} can all be linked with each ` +
      'other; give the weight to few nodes, as weights of kind pools do',
  );
}
