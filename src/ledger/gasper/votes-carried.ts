import type { BlockId, BlockView, ChainFacts, NodeId } from '../../contract.js';
import { counted, stakesAfter } from '../stakes.js';
import { BeaconChain, type Header } from './beacon-chain.js';

/** Attestations that a block carries, by the nodes that run their validators; each weighs what stake is behind a validator. */
export function votesCarried(
  blocks: BlockView,
  block: BlockId,
  add: (voter: NodeId, weight: number) => void,
  facts: ChainFacts,
): void {
  const { validators: owners } = BeaconChain.existing(blocks);
  const [first, now] = [counted(blocks, 0, facts), stakesAfter(blocks, blocks.parent(block), facts)];
  for (const { validators } of (blocks.header(block) as Header).attestations) {
    for (const validator of validators) {
      const owner = owners.ownerOf(validator);
      add(owner, now[owner]! / first[owner]!);
    }
  }
}
