import type { BlockId, BlockView } from '../contract.js';

/** The last block that two chains share. */
function lastShared(blocks: Pick<BlockView, 'parent' | 'height'>, a: BlockId, b: BlockId): BlockId {
  let [left, right] = [a, b];
  while (left !== right) {
    if (blocks.height(left) >= blocks.height(right)) left = blocks.parent(left);
    else right = blocks.parent(right);
  }
  return left;
}

/** How dense two chains are in the slots after they part. */
export interface Density {
  /** Whether the other one has more blocks there. */
  readonly isDenser: boolean;
  /** Whether neither can get any more blocks there, were the own chain's newest ones rolled back. */
  readonly isFinal: boolean;
}

/**
 * Of two chains that part more than `most` blocks below the own tip: which has more blocks in the `slots` slots after that;
 * undefined where they part later (the rule of plenitude: Badertscher, Gaži, Kiayias, Russell, Zikas, "Ouroboros Genesis", CCS 2018,
 * maxvalid-bg). A walk down both chains: whoever asks again and again remembers what is final.
 */
export function densityAfterFork(
  blocks: Pick<BlockView, 'parent' | 'height'>,
  [own, other]: readonly [BlockId, BlockId],
  most: number,
  { slots, slotOf }: { readonly slots: number; readonly slotOf: (block: BlockId) => number },
): Density | undefined {
  const fork = lastShared(blocks, own, other);
  if (blocks.height(own) - blocks.height(fork) <= most) return undefined;
  const last = slotOf(fork) + slots;
  const lastIn = (tip: BlockId) => {
    let at = tip;
    while (slotOf(at) > last) at = blocks.parent(at);
    return blocks.height(at);
  };
  const [ownHeight, otherHeight] = [lastIn(own), lastIn(other)];
  return {
    isDenser: otherHeight > ownHeight,
    isFinal: slotOf(other) > last && blocks.height(own) - ownHeight > most,
  };
}

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
