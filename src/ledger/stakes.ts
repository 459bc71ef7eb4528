import type { BlockId, BlockView, ChainFacts, NodeId } from '../contract.js';
import { rewardAt } from './issuance.js';

/** Blocks between two full tables of stakes. */
const SPAN = 64;

/**
 * Every node's stake after a block: its weight at genesis and, when rewards compound, what its blocks on this chain have
 * paid it. A chain changes one stake a block, so only every 64th block keeps a table; in between the few blocks since
 * then are added to a copy. The answer must not be written to.
 */
export function stakesAfter(blocks: BlockView, block: BlockId, facts: ChainFacts): ArrayLike<number> {
  if (!facts.economy.compound || facts.economy.reward === 0) return facts.weights;
  if (blocks.height(block) % SPAN === 0) return table(blocks, block, facts);
  return summed(blocks, block, facts);
}

function table(blocks: BlockView, block: BlockId, facts: ChainFacts): Float64Array {
  return blocks.derive('stakes', block, () => {
    if (blocks.height(block) === 0) return Float64Array.from(facts.weights);
    return summed(blocks, block, facts);
  });
}

/** The last table below a block, and the rewards since. */
function summed(blocks: BlockView, block: BlockId, facts: ChainFacts): Float64Array {
  const paid: [producer: NodeId, reward: number][] = [];
  let at = block;
  do {
    paid.push([blocks.producer(at), rewardAt(facts.economy, blocks.height(at))]);
    at = blocks.parent(at);
  } while (blocks.height(at) % SPAN !== 0);
  const stakes = table(blocks, at, facts).slice();
  for (const [producer, reward] of paid) stakes[producer]! += reward;
  return stakes;
}
