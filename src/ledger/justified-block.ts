import type { BlockId, BlockView, Certificate, NodeId, Value } from '../contract.js';
import { replays } from './mempool.js';

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

/**
 * Whether a block was made by the leader of its view, on top of the block that its certificate is for, and repeats no
 * request of its chain.
 */
export function isWellPlaced({ view, block }: Placed, leader: NodeId, blocks: BlockView): boolean {
  const header = headerOf(block, blocks);
  const { justify } = header;
  const isOnTop = justify.view < view && justify.value === blocks.parent(block);
  if (header.view !== view || !isOnTop || blocks.producer(block) !== leader) return false;
  return !blocks.derive('replays', block, () => replays(blocks, block));
}

/** Whether an ancestor, or the block itself, is what is asked for; nobody extends what he has not seen. */
export function extendsFrom(block: BlockId, ancestor: BlockId, blocks: BlockView): boolean {
  if (!blocks.has(ancestor)) return false;
  const height = blocks.height(ancestor);
  return height <= blocks.height(block) && blocks.ancestor(block, height) === ancestor;
}
