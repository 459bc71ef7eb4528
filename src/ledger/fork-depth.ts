import type { BlockId, BlockView } from '../contract.js';

/** Whether going over from one tip to another rolls back at most so many blocks. */
export function forksWithin(
  blocks: Pick<BlockView, 'parent' | 'height'>,
  own: BlockId,
  other: BlockId,
  most: number,
): boolean {
  const lowest = blocks.height(own) - most;
  let [left, right] = [own, other];
  while (left !== right) {
    if (blocks.height(right) > blocks.height(left)) {
      right = blocks.parent(right);
      continue;
    }
    if (blocks.height(left) <= lowest) return false;
    left = blocks.parent(left);
  }
  return true;
}
