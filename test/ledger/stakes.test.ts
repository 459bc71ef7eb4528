import seedrandom from 'seedrandom';
import type { BlockId, ChainFacts } from '../../src/contract.js';
import { BlockTree } from '../../src/ledger/block-tree.js';
import { stakesAfter } from '../../src/ledger/stakes.js';

const WEIGHTS = [3, 0.5, 0, 7, 1];
const facts = (reward: number, compound: boolean): ChainFacts => ({
  weights: WEIGHTS,
  economy: { reward, compound },
  genesisSeed: 1,
});

/** A tree that mostly grows, with forks near its tips. */
function randomTree(blocks: number, seed: string): BlockTree {
  const random = seedrandom.alea(seed);
  const tree = new BlockTree(WEIGHTS.length);
  for (let i = 0; i < blocks; i++) {
    const parent = Math.max(0, tree.size - 1 - Math.floor(3 * random() * random()));
    tree.add(parent, Math.floor(random() * WEIGHTS.length), i, {});
  }
  return tree;
}

function recounted(tree: BlockTree, block: BlockId, reward: number): number[] {
  const stakes = [...WEIGHTS];
  for (let at = block; at > 0; at = tree.parent(at)) stakes[tree.producer(at)]! += reward;
  return stakes;
}

describe('stakes after a block', () => {
  test('are genesis weights and the rewards of its own chain, on every branch, whatever is asked first', () => {
    const tree = randomTree(1200, 'stakes');
    const blocks = tree.whole();
    const random = seedrandom.alea('order');
    for (let i = 0; i < 1200; i++) {
      const block = Math.floor(random() * tree.size);
      expect(Array.from(stakesAfter(blocks, block, facts(0.25, true)))).toEqual(recounted(tree, block, 0.25));
    }
  });

  test('are the genesis weights when rewards do not compound', () => {
    const tree = randomTree(100, 'stakes');
    expect(stakesAfter(tree.whole(), 90, facts(0.25, false))).toBe(WEIGHTS);
    expect(stakesAfter(tree.whole(), 90, facts(0, true))).toBe(WEIGHTS);
  });
});
