import seedrandom from 'seedrandom';
import type { BlockId, ChainFacts, Economy } from '../../src/contract.js';
import { BlockTree } from '../../src/ledger/block-tree.js';
import { inflationOf, rewardAt } from '../../src/ledger/issuance.js';
import { coinsAfter, stakesAfter, supplyAfter } from '../../src/ledger/stakes.js';

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

  test('grow by a geometric reward and by what all holders are given, as a ledger kept block by block has it', () => {
    const economy: Economy = {
      reward: 0,
      compound: true,
      geometric: { total: 3, blocks: 900 },
      inflation: { rate: 0.4, blocks: 500 },
    };
    const grown: ChainFacts = { weights: WEIGHTS, economy, genesisSeed: 1 };
    const tree = randomTree(1200, 'stakes');
    const blocks = tree.whole();
    for (const block of [1, 63, 64, 65, 130, 700, 1150]) {
      const kept = ledgerOf(tree, block, economy);
      const supply = kept.reduce((sum, coins) => sum + coins, 0);
      Array.from(coinsAfter(blocks, block, grown)).forEach((coins, node) => {
        expect(Math.abs(coins - kept[node]!)).toBeLessThan(1e-12 * supply);
      });
      expect(supplyAfter(blocks, block, grown) / supply).toBeCloseTo(1, 11);
    }
  });

  test('count by their root where the economy says so, compounding or not', () => {
    for (const compound of [true, false]) {
      const rooted: ChainFacts = { ...facts(0.25, compound), economy: { reward: 0.25, compound, stakeWeight: 'sqrt' } };
      const blocks = randomTree(300, 'stakes').whole();
      for (const block of [0, 90, 128]) {
        const roots = Array.from(coinsAfter(blocks, block, rooted), Math.sqrt);
        expect(Array.from(stakesAfter(blocks, block, rooted))).toEqual(roots);
      }
    }
  });
});

/** Every coin counted, block by block. */
function ledgerOf(tree: BlockTree, block: BlockId, economy: Economy): number[] {
  const chain: BlockId[] = [];
  for (let at = block; at > 0; at = tree.parent(at)) chain.push(at);
  const coins = [...WEIGHTS];
  const genesisCoins = WEIGHTS.reduce((sum, weight) => sum + weight, 0);
  for (const at of chain.reverse()) {
    const supply = coins.reduce((sum, own) => sum + own, 0);
    const given = inflationOf(economy, supply);
    for (let node = 0; node < coins.length; node++) coins[node]! += (given * coins[node]!) / supply;
    coins[tree.producer(at)]! += rewardAt(economy, tree.height(at), genesisCoins);
  }
  return coins;
}

describe('coins that holders spend', () => {
  const spendingFacts = (by?: readonly number[], reward = 0): ChainFacts => ({
    ...facts(reward, reward > 0),
    economy: { reward, compound: reward > 0, spending: { rate: 0.01, by } },
  });

  test.each([
    ['all', undefined, 0],
    ['some', [0, 3], 0],
    ['some, beside rewards', [0, 3], 0.25],
  ])('go to who makes the block, block by block on every branch: %s', (_who, by, reward) => {
    const tree = randomTree(400, 'spending');
    const those = spendingFacts(by, reward);
    for (const block of [1, 63, 64, 65, 200, 399]) {
      const chain: BlockId[] = [];
      for (let at = block; at > 0; at = tree.parent(at)) chain.unshift(at);
      const coins = [...WEIGHTS];
      for (const at of chain) {
        coins[tree.producer(at)]! += reward;
        let fees = 0;
        for (const node of by ?? WEIGHTS.keys()) {
          fees += 0.01 * coins[node]!;
          coins[node]! -= 0.01 * coins[node]!;
        }
        coins[tree.producer(at)]! += fees;
      }
      const measured = coinsAfter(tree.whole(), block, those);
      coins.forEach((own, node) => expect(measured[node]).toBeCloseTo(own, 10));
      expect(supplyAfter(tree.whole(), block, those)).toBeCloseTo(11.5 + reward * chain.length, 10);
    }
  });
});
