import type { BlockId } from '../contract.js';
import type { BlockTree } from './block-tree.js';

/** Blocks of the chain that ends in `tip`, newest first and ever further apart, genesis last (Bitcoin's block locator). */
export function locatorOf(tree: BlockTree, tip: BlockId): BlockId[] {
  const locator: BlockId[] = [];
  let at = tip;
  for (let step = 1; at > 0; step *= 2) {
    locator.push(at);
    at = tree.ancestor(at, Math.max(0, tree.height(at) - step));
  }
  locator.push(0);
  return locator;
}

/**
 * The chain that ends in `block`, from the first block after the newest one of the locator that lies on it; parents
 * first, at most `most` blocks.
 */
export function chainAfter(tree: BlockTree, block: BlockId, locator: readonly BlockId[], most: number): BlockId[] {
  const height = tree.height(block);
  let at = block;
  // Newest first, so that the chain is walked once.
  const known = locator.find((b) => tree.height(b) <= height && (at = tree.ancestor(at, tree.height(b))) === b) ?? 0;
  const blocks: BlockId[] = [];
  const last = tree.ancestor(block, Math.min(height, tree.height(known) + most));
  for (at = last; at !== known; at = tree.parent(at)) blocks.push(at);
  return blocks.reverse();
}
