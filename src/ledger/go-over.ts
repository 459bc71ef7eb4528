import type { Time } from '../contract.js';

/** A chain that can be made longer, and shorter again, one block at a time. */
export interface Changeable<B extends { readonly hash: string }> {
  readonly blocks: readonly B[];
  /** Whether a block may be put on top. */
  takes(block: B, now: Time): boolean;
  append(block: B): void;
  /** Takes the newest block off. */
  takeBack(): B;
}

/**
 * Goes over to another chain if all of it that is new may stand there.
 * @returns how many blocks both share, and those that were left; undefined: nothing has changed
 */
export function goOver<B extends { readonly hash: string }>(
  chain: Changeable<B>,
  blocks: readonly B[],
  now: Time,
): { readonly shared: number; readonly left: readonly B[] } | undefined {
  let shared = Math.min(chain.blocks.length, blocks.length);
  while (shared > 0 && chain.blocks[shared - 1]!.hash !== blocks[shared - 1]!.hash) shared--;
  if (shared === 0) return undefined;
  const left: B[] = [];
  while (chain.blocks.length > shared) left.unshift(chain.takeBack());
  for (let i = shared; i < blocks.length; i++) {
    if (chain.takes(blocks[i]!, now)) chain.append(blocks[i]!);
    else {
      while (chain.blocks.length > shared) chain.takeBack();
      for (const block of left) chain.append(block);
      return undefined;
    }
  }
  return { shared, left };
}
