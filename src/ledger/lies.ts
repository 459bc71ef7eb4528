import type { BlockId, BlockView, Certificate, NodeContext } from '../contract.js';
import { headerOf } from './certified-block.js';

/**
 * What a lying leader might propose beside `block`: another block in the same place, or, where a time-out lets it choose
 * its parent, one that hides the newest certificate.
 */
export function rivalOf(block: BlockId, me: NodeContext): BlockId {
  const header = headerOf(block, me.blocks);
  const qc = olderThan(header.qc, me.blocks);
  if (header.tc && qc) return me.mint(qc.value, { header: { ...header, qc, value: me.propose([]) } });
  const contents = me.blocks.contents(block);
  return me.mint(header.qc.value, { contents, header: { ...header, value: me.propose(contents) } });
}

/** The certificate before this one on its chain; undefined: there is none, or this node lacks the block. */
export function olderThan({ view, value }: Certificate, blocks: BlockView): Certificate | undefined {
  return view > 0 && blocks.has(value) ? headerOf(value, blocks).qc : undefined;
}
