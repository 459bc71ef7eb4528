import type { BlockId, NodeContext } from '../../contract.js';

/** Asks for a block and its ancestors, or which tip somebody has. */
export interface Fetch {
  readonly block: BlockId;
  /** Blocks of the asker's chain, newest first, ever further apart. */
  readonly locator: readonly BlockId[];
}

/** The answer: blocks, parents first, towards the one that was wanted, as far as one message goes. */
export interface ChainPart {
  readonly wanted: BlockId;
  readonly blocks: readonly BlockId[];
}

/** In place of a block: whoever is asked announces its tip, as `getheaders` without an end brings it in Bitcoin. */
const NEWEST: BlockId = -1;
/** On a complete graph a node that is back asks so many others. */
const MOST_ASKED = 8;

/** The question of a node that has this tip. */
export function whichTip(tip: BlockId): Fetch {
  return { block: NEWEST, locator: [tip] };
}

export function asksForTip({ block }: Fetch): boolean {
  return block === NEWEST;
}

/** Writes the nodes that follow this one by number, as many as are asked on a complete graph; returns how many. */
export function someOthers({ id, n }: NodeContext, destinations: Int32Array): number {
  const count = Math.min(MOST_ASKED, n - 1);
  for (let step = 1; step <= count; step++) destinations[step - 1] = (id + step) % n;
  return count;
}
