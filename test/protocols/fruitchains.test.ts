import type { BlockDraft, BlockId } from '../../src/contract.js';
import { BlockTree } from '../../src/ledger/block-tree.js';
import { fruitchains, isRecent } from '../../src/protocols/fruitchains.js';
import { pow } from '../../src/protocols/pow.js';
import { assemble } from '../../src/scenario/assembly.js';
import { fault, SECOND } from '../fixtures/run-words.js';
import { registry, run, specOf, worldWith } from '../fixtures/world.js';

const atOnce = { latency: { kind: 'constant', delay: 0 } };
const paid = { reward: 1, compound: false };
const params = (options: object = {}) =>
  fruitchains.params.parse({ hangDepth: 3, recency: 6, fruitsPerBlock: 10, ...options });

/** A chain of ten blocks, and a fruit on each of them. */
function orchard() {
  const tree = new BlockTree(1);
  const add = (parent: BlockId, draft: BlockDraft = {}) => tree.add(parent, 0, 0, draft);
  const chain = [0];
  const fruits = [add(0, { beside: true, work: 0.1 })];
  for (let height = 1; height <= 10; height++) {
    chain.push(add(chain[height - 1]!));
    fruits.push(add(chain[height]!, { beside: true, work: 0.1 }));
  }
  return { tree, add, chain, fruits, blocks: tree.whole() };
}

describe('a fruit (section 4.1)', () => {
  test('is recent for w heights above its hang block, on the chain of that block alone', () => {
    const { blocks, chain, fruits, add } = orchard();
    // The next block has height 11: hang blocks of heights 5 to 10 are recent.
    expect(fruits.map((fruit) => isRecent(blocks, fruit, chain[10]!, params()))).toEqual(
      fruits.map((_fruit, hang) => hang >= 5),
    );
    const offChain = add(add(chain[8]!), { beside: true, work: 0.1 });
    expect(isRecent(blocks, offChain, chain[10]!, params())).toBe(false);
    const onFruit = add(fruits[8]!, { beside: true, work: 0.1 });
    expect(isRecent(blocks, onFruit, chain[10]!, params())).toBe(false);
  });

  type Names = (o: ReturnType<typeof orchard>) => { parent?: BlockId; draft: BlockDraft };
  test.each<[string, boolean, Names]>([
    ['two recent fruits', true, ({ fruits: f }) => ({ draft: { references: [f[6]!, f[7]!] } })],
    ['no fruit', true, () => ({ draft: {} })],
    ['one fruit twice', false, ({ fruits: f }) => ({ draft: { references: [f[7]!, f[7]!] } })],
    ['a fruit that is no longer recent', false, ({ fruits: f }) => ({ draft: { references: [f[4]!] } })],
    ['a block as fruit', false, ({ chain }) => ({ draft: { references: [chain[9]!] } })],
    [
      'a fruit that the chain holds',
      false,
      ({ add, chain, fruits: f }) => ({
        parent: add(add(chain[10]!, { references: [f[8]!] })),
        draft: { references: [f[8]!] },
      }),
    ],
    [
      'a fruit of less work',
      false,
      ({ add, chain }) => ({ draft: { references: [add(chain[9]!, { beside: true, work: 0.05 })] } }),
    ],
    ['records that no fruit brings', false, ({ fruits: f }) => ({ draft: { references: [f[9]!], contents: [5] } })],
    ['too little work', false, () => ({ draft: { work: 0.1 } })],
  ])('a block with %s: valid is %p', (_name, valid, make) => {
    const made = orchard();
    const { parent = made.chain[10]!, draft } = make(made);
    const block = made.add(parent, draft);
    const refused: BlockId[] = [];
    const me = { blocks: made.blocks, id: 0, refuse: (b: BlockId) => refused.push(b), adopt: () => undefined } as never;
    const s = fruitchains.init(me, params());
    fruitchains.on['block']!(s, { block }, 1, me);
    expect(refused).toEqual(valid ? [] : [block]);
  });
});

describe('an honest network', () => {
  const blocks = 3000;
  const nodes = { count: 6, weights: { kind: 'zipf', exponent: 1 }, regions: { shares: { everywhere: 1 } } };
  const world = worldWith(6, { nodes, network: atOnce, economy: paid, stop: { blocks } });

  test('has ρ fruits to a block, none lost, in proportion to hash power', () => {
    const record = run(fruitchains, world, { params: { hangDepth: 4, recency: 12 } });
    const total = record.producers.reduce((sum, { canonical }) => sum + canonical, 0);
    // Fruits between blocks are geometric of mean 10 and variance 110.
    expect(Math.abs(total / blocks - 10)).toBeLessThan(4 * Math.sqrt(110 / blocks));
    const made = record.producers.reduce((sum, { produced }) => sum + produced, 0);
    // Only those of the last interval wait for a block.
    expect(made - total).toBeLessThan(100);
    const weight = record.producers.reduce((sum, row) => sum + row.weight, 0);
    const statistic = record.producers.reduce((sum, row) => {
      const expected = (total * row.weight) / weight;
      return sum + ((row.canonical - expected) * (row.canonical - expected)) / expected;
    }, 0);
    // Chi-square of 5 degrees of freedom, 1e-4.
    expect(statistic).toBeLessThan(25.75);
    expect(record.columns['reward_issued']).toBeCloseTo(total / 10, 6);
  });

  test('pays a miner with a variance per block about 1/ρ of that of block rewards', () => {
    const window = 40;
    const variance = (protocol: typeof fruitchains | typeof pow, of: object) => {
      const made = assemble(specOf(protocol, world, of), registry);
      made.start();
      made.host.simulator.run({ time: Infinity, events: 1e7 });
      const { canonical } = made.outcome.units(blocks);
      const shares: number[] = [];
      for (let from = 0; from + window <= blocks; from += window) {
        const inside = canonical.filter(({ height }) => height > from && height <= from + window);
        shares.push(inside.filter(({ producer }) => producer === 0).length / inside.length);
      }
      const mean = shares.reduce((a, b) => a + b, 0) / shares.length;
      return shares.reduce((sum, share) => sum + (share - mean) * (share - mean), 0) / (shares.length - 1);
    };
    const ratio = variance(fruitchains, { hangDepth: 4, recency: 12 }) / variance(pow, {});
    // Each variance over 75 windows has a relative standard error of sqrt(2/74).
    expect(Math.abs(ratio * 10 - 1)).toBeLessThan(4 * Math.sqrt((2 * 2) / 74));
  });

  test('orders requests by fruits: every one is confirmed once, and fees go to the fruits of a block in equal parts', () => {
    const fee = { kind: 'constant' as const, amount: 3 };
    const workload = { rate: 0.02, size: 250, senders: 'equal' as const, fee };
    const record = run(fruitchains, worldWith(6, { network: atOnce, workload, stop: { blocks: 120 } }), {
      params: { hangDepth: 4, recency: 12 },
    });
    expect(record.verdicts['validity']).toEqual({ is: 'holds' });
    const fees = record.columns['fees_paid'] as number;
    // 120 blocks of 600 s at 0.02 requests a second, at 3 each; the last interval's may be missing. Blocks are Poisson.
    expect(Math.abs(fees / 3 - 1440)).toBeLessThan(4 * Math.sqrt(1440 + 12 * 12 * 120));
    expect(record.producers.reduce((sum, { reward }) => sum + reward, 0)).toBeCloseTo(fees, 6);
  });
});

test('whoever withholds blocks for a while drops others’ blocks, and nobody’s fruits', () => {
  const blocks = 1500;
  const world = worldWith(10, {
    network: { latency: { kind: 'constant', delay: SECOND } },
    faults: [fault('withhold', { ids: [0, 1, 2] }, { params: { kinds: ['block'], for: '40 min' } })],
    stop: { blocks },
  });
  const share = (record: ReturnType<typeof run>) => {
    const total = record.producers.reduce((sum, { canonical }) => sum + canonical, 0);
    return record.producers.slice(0, 3).reduce((sum, { canonical }) => sum + canonical, 0) / total;
  };
  const chain = run(pow, world, { params: { confirmations: 30 } });
  const fruit = run(fruitchains, world, { params: { confirmations: 30 } });
  // Of withheld blocks half or more are lost, which is far outside what luck does.
  expect(share(chain)).toBeLessThan(0.25);
  const standardError = Math.sqrt((0.3 * 0.7) / (10 * blocks));
  expect(Math.abs(share(fruit) - 0.3)).toBeLessThan(4 * standardError);
  expect(fruit.columns['stale_rate'] as number).toBeGreaterThan(0.1);
});
