import type { BlockId, BlockView, Value } from '../contract.js';

/** The blocks of the chain that ends in `tip` above the height of `base`, parents first. */
export function segmentAbove(blocks: BlockView, base: BlockId, tip: BlockId): BlockId[] {
  const segment: BlockId[] = [];
  for (let at = tip; blocks.height(at) > blocks.height(base); at = blocks.parent(at)) segment.push(at);
  return segment.reverse();
}

/** The first of these requests that none of these blocks holds, at most so many. */
export function requestsOutside(
  blocks: BlockView,
  segment: readonly BlockId[],
  requests: Iterable<Value>,
  most: number,
): Value[] {
  const held = new Set(segment.flatMap((block) => blocks.contents(block)));
  const chosen: Value[] = [];
  for (const request of requests) {
    if (chosen.length === most) break;
    if (!held.has(request)) chosen.push(request);
  }
  return chosen;
}
