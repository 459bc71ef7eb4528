import type { BlockId, BlockView } from '../contract.js';
import { replays } from './mempool.js';
import { difficulty, type Retarget } from './retarget.js';

/** The right work for its place, and nothing in it that its chain has confirmed before. */
export function isSound(blocks: BlockView, block: BlockId, rule: Retarget): boolean {
  return blocks.derive('sound', block, () => {
    const parent = blocks.parent(block);
    const work = difficulty(blocks, parent, rule);
    return blocks.totalWork(block) === blocks.totalWork(parent) + work && !replays(blocks, block);
  });
}
