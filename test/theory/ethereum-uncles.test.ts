import seedrandom from 'seedrandom';
import { byzantiumReward, flatReward, uncleRevenue, uncleThreshold } from '../../src/theory/ethereum-uncles.js';
import { selfishRevenue } from '../../src/theory/selfish-mining.js';

interface Block {
  readonly height: number;
  readonly parent: Block | null;
  readonly byPool: boolean;
  readonly uncles: readonly Block[];
}

/** Algorithm 1 on real blocks: every block names what it sees on its own chain to be stale, near enough, and not yet named. */
function simulate(alpha: number, gamma: number, blocks: number, seed: string) {
  const random = seedrandom.alea(seed);
  const genesis: Block = { height: 0, parent: null, byPool: false, uncles: [] };
  let known: Block[] = [genesis];
  const ancestors = (tip: Block, count: number): Block[] => {
    const chain: Block[] = [];
    for (let at: Block | null = tip; at && chain.length < count; at = at.parent) chain.push(at);
    return chain;
  };
  const mine = (parent: Block, byPool: boolean): Block => {
    const chain = ancestors(parent, 8);
    const named = new Set(chain.flatMap(({ uncles }) => uncles));
    const height = parent.height + 1;
    const uncles = known
      .filter((block) => height - block.height >= 1 && height - block.height <= 6)
      .filter((block) => !chain.includes(block) && !named.has(block) && block.parent && chain.includes(block.parent))
      .toSorted((a, b) => b.height - a.height)
      .slice(0, 2);
    const block = { height, parent, byPool, uncles };
    known.push(block);
    known = known.slice(-60);
    return block;
  };
  // Tips: honest and the pool's; the public part of the pool's branch ends at `shown`.
  let [root, honest, pool, shown]: [Block, Block, Block, Block] = [genesis, genesis, genesis, genesis];
  const restart = (tip: Block) => ([root, honest, pool, shown] = [tip, tip, tip, tip]);
  const onPool = (height: number): Block => ancestors(pool, pool.height - height + 1).at(-1)!;
  for (let mined = 0; mined < blocks; mined++) {
    if (random() < alpha) {
      pool = mine(pool, true);
      if (pool.height - root.height === 2 && honest.height - root.height === 1) restart(pool);
      continue;
    }
    const tie = honest !== root && shown.height === honest.height;
    const parent = tie && random() < gamma ? shown : honest;
    const prefix = parent === shown && tie;
    honest = mine(parent, false);
    if (prefix) root = parent;
    const lead = pool.height - honest.height;
    if (lead < 0) restart(honest);
    else if (lead === 1) restart(pool);
    else shown = onPool(honest.height);
  }
  return { tip: honest };
}

function paid(tip: Block) {
  let [pool, main, uncles] = [0, 0, 0];
  for (let at: Block = tip; at.parent; at = at.parent) {
    main++;
    uncles += at.uncles.length;
    if (at.byPool) pool += 1 + at.uncles.length / 32;
    for (const uncle of at.uncles) if (uncle.byPool) pool += byzantiumReward(at.height - uncle.height);
  }
  return { perMainBlock: pool / main, uncles: uncles / main };
}

test.each([
  [0.2, 0.5],
  [0.35, 0.3],
])('the chain of leads and uncles at α = %p and γ = %p is what real blocks come to', (alpha, gamma) => {
  const blocks = 300_000;
  const measured = paid(simulate(alpha, gamma, blocks, `uncles ${alpha}`).tip);
  const expected = uncleRevenue(alpha, gamma);
  // The standard error of a withholder's revenue is about 1/√N, here 0.0018.
  expect(Math.abs(measured.perMainBlock - expected.perMainBlock)).toBeLessThan(4 / Math.sqrt(blocks));
  expect(Math.abs(measured.uncles - expected.uncles)).toBeLessThan(4 / Math.sqrt(blocks));
});

test('the share of the main chain is that of SM1, whatever uncles are paid', () => {
  expect(uncleRevenue(0.33, 0.4).mainChainShare).toBeCloseTo(selfishRevenue(0.33, 0.4), 11);
  expect(uncleRevenue(0.33, 0.4, flatReward(0.2)).mainChainShare).toBeCloseTo(selfishRevenue(0.33, 0.4), 11);
});

test('at the threshold the pool earns its share', () => {
  const alpha = uncleThreshold(0.5, 'main-and-uncles');
  expect(Math.abs(uncleRevenue(alpha, 0.5).perCountedBlock - alpha)).toBeLessThan(1e-5);
});
