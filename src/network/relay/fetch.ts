import type { BlockId } from '../../contract.js';
import type { BlockTree } from '../../ledger/block-tree.js';
import { chainAfter } from '../../ledger/chain-sync.js';

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
/** Most blocks in one answer to a fetch, beside those that they name. */
const MOST_BLOCKS = 500;

/** The question of a node that has this tip. */
export function whichTip(tip: BlockId): Fetch {
  return { block: NEWEST, locator: [tip] };
}

export function asksForTip({ block }: Fetch): boolean {
  return block === NEWEST;
}

/** What an endpoint answers; undefined: it has nothing that the asker lacks. */
export function chainPart(tree: BlockTree, endpoint: number, { block, locator }: Fetch): ChainPart | undefined {
  if (!tree.has(endpoint, block)) return undefined;
  const chain = chainAfter(tree, block, locator, MOST_BLOCKS);
  const blocks = chain.flatMap((each) => [...tree.references(each), each]);
  return blocks.length > 0 ? { wanted: block, blocks } : undefined;
}
