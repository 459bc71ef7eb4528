import type { BlockId, NodeContext } from '../contract.js';

/** A second block beside one of this node's own: same parent, work, contents and header. Of others' blocks a liar makes nothing. */
export function secondBlock(block: BlockId, me: NodeContext): BlockId {
  const { blocks } = me;
  if (blocks.producer(block) !== me.id) return block;
  const parent = blocks.parent(block);
  const work = blocks.totalWork(block) - blocks.totalWork(parent);
  return me.mint(parent, { work, contents: blocks.contents(block), header: blocks.header(block) });
}

/**
 * A second block beside one of this node's own, for protocols that decide the value in a block's header: the same parent
 * and requests, but proposed once more.
 */
export function secondProposal(block: BlockId, me: NodeContext): BlockId {
  const { blocks } = me;
  if (blocks.producer(block) !== me.id) return block;
  const contents = blocks.contents(block);
  return me.mint(blocks.parent(block), { contents, header: { ...blocks.header(block), value: me.propose(contents) } });
}
