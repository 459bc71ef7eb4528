import type { BlockId, NodeContext } from '../contract.js';

/** A second block beside one of this node's own: same parent, contents and header. Of others' blocks a liar makes nothing. */
export function secondBlock(block: BlockId, me: NodeContext): BlockId {
  const { blocks } = me;
  if (blocks.producer(block) !== me.id) return block;
  return me.mint(blocks.parent(block), { contents: blocks.contents(block), header: blocks.header(block) });
}
