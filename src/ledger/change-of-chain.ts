import type { BlockId, BlockView } from '../contract.js';

/**
 * What going over from one chain to another leaves and what it joins, both newest first: the blocks of either down to where they
 * part. Takes as many steps as there are.
 */
export function changeOfChain(
  blocks: BlockView,
  from: BlockId,
  to: BlockId,
): { readonly left: readonly BlockId[]; readonly joined: readonly BlockId[] } {
  const left: BlockId[] = [];
  const joined: BlockId[] = [];
  for (let [old, fresh] = [from, to]; old !== fresh;) {
    if (blocks.height(fresh) > blocks.height(old)) {
      joined.push(fresh);
      fresh = blocks.parent(fresh);
    } else {
      left.push(old);
      old = blocks.parent(old);
    }
  }
  return { left, joined };
}
