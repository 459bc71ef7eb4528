import type { BlockId, BlockView, Certificate, NodeContext, NodeId, Value } from '../contract.js';

/** A block with the view that it was proposed in. */
export interface Placed {
  readonly view: number;
  readonly block: BlockId;
}

/** The header of a block that carries the certificate of its parent, as in HotStuff and its kin; genesis has none. */
export interface JustifiedHeader {
  readonly view: number;
  /** The certificate of the parent. */
  readonly justify: Certificate;
  /** What the block decides. */
  readonly value: Value;
}

export function headerOf(block: BlockId, blocks: BlockView): JustifiedHeader {
  return blocks.header(block);
}

/** Whether a block was made by the leader of its view, on top of the block that its certificate is for. */
export function isWellPlaced({ view, block }: Placed, leader: NodeId, blocks: BlockView): boolean {
  const header = headerOf(block, blocks);
  const { justify } = header;
  const isOnTop = justify.view < view && justify.value === blocks.parent(block);
  return header.view === view && isOnTop && blocks.producer(block) === leader;
}

/** Whether an ancestor, or the block itself, is what is asked for; nobody extends what he has not seen. */
export function extendsFrom(block: BlockId, ancestor: BlockId, blocks: BlockView): boolean {
  if (!blocks.has(ancestor)) return false;
  const height = blocks.height(ancestor);
  return height <= blocks.height(block) && blocks.ancestor(block, height) === ancestor;
}

/** A liar's second block beside one of its own: the same view, certificate and requests, and another value. */
export function rivalOf(block: BlockId, me: NodeContext): BlockId {
  const { blocks } = me;
  if (blocks.producer(block) !== me.id) return block;
  const contents = blocks.contents(block);
  const header: JustifiedHeader = { ...headerOf(block, blocks), value: me.propose(contents) };
  return me.mint(blocks.parent(block), { contents, header });
}
