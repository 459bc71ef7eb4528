import type { BlockId, NodeContext } from '../contract.js';
import { oracle } from './oracle.js';

/**
 * Whether tip `a` goes before tip `b`: the longer chain; among equals the tip that was made first; then the lower hash (the
 * number of a block stands for its fields). A total order, so nodes that have seen the same blocks stand on the same tip.
 */
export function goesBefore(a: BlockId, b: BlockId, { blocks, genesisSeed }: NodeContext): boolean {
  if (blocks.height(a) !== blocks.height(b)) return blocks.height(a) > blocks.height(b);
  if (blocks.time(a) !== blocks.time(b)) return blocks.time(a) < blocks.time(b);
  return oracle(genesisSeed, a) < oracle(genesisSeed, b);
}
