import type { BlockId, BlockView, NodeId } from '../../contract.js';

/**
 * The newest block from `tip` down on which more than two thirds of the producers have built, itself included; `last` where
 * there is none above it.
 * @param count how many producers these makers of blocks stand for
 */
export function newestIrreversible(
  blocks: BlockView,
  tip: BlockId,
  last: BlockId,
  producers: ReadonlySet<NodeId>,
  count: (makers: readonly NodeId[]) => number,
): BlockId {
  const makers: NodeId[] = [];
  for (let at = tip; at !== last; at = blocks.parent(at)) {
    if (producers.has(blocks.producer(at))) makers.push(blocks.producer(at));
    if (3 * count(makers) > 2 * producers.size) return at;
  }
  return last;
}
