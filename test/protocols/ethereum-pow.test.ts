import type { BlockDraft, BlockId } from '../../src/contract.js';
import { BlockTree } from '../../src/ledger/block-tree.js';
import { difficultyAt, ethereumPow, isUncle, uncleReward } from '../../src/protocols/ethereum-pow.js';
import { assemble } from '../../src/scenario/assembly.js';
import { SECOND } from '../fixtures/run-words.js';
import { registry, run, specOf, worldWith } from '../fixtures/world.js';

const paid = { reward: 1, compound: false };
const at = (delayS: number) => ({ latency: { kind: 'constant', delay: delayS * SECOND } });
const params = (options: object = {}) => ethereumPow.params.parse({ difficulty: 'constant', ...options });

/** A chain of ten blocks, and one sibling of each of them. */
function chainWithSiblings() {
  const tree = new BlockTree(1);
  const add = (parent: BlockId, draft: BlockDraft = {}) => tree.add(parent, 0, 0, draft);
  const chain = [0];
  const siblings = [0];
  for (let height = 1; height <= 10; height++) {
    siblings.push(add(chain[height - 1]!));
    chain.push(add(chain[height - 1]!));
  }
  return { tree, add, chain, siblings, blocks: tree.whole() };
}

describe('an uncle (Yellow Paper, 11.1)', () => {
  test('stands one to six heights below the block that names it', () => {
    const { blocks, chain, siblings } = chainWithSiblings();
    const fits = siblings.slice(1).map((uncle) => isUncle(blocks, uncle, chain[10]!, params()));
    // A block on top of height 10 has height 11: siblings of heights 5 to 10 fit.
    expect(fits).toEqual([false, false, false, false, true, true, true, true, true, true]);
    // d = 0: a sibling of the block itself.
    expect(isUncle(blocks, siblings[10]!, chain[9]!, params())).toBe(false);
  });

  test('is no ancestor, and its parent is one', () => {
    const { blocks, chain, siblings, add } = chainWithSiblings();
    expect(isUncle(blocks, chain[9]!, chain[10]!, params())).toBe(false);
    expect(isUncle(blocks, 0, chain[2]!, params())).toBe(false);
    const nephewOfAnUncle = add(siblings[8]!);
    expect(isUncle(blocks, nephewOfAnUncle, chain[10]!, params())).toBe(false);
  });

  test('has not been named by an ancestor, and has the right work', () => {
    const { blocks, chain, siblings, add } = chainWithSiblings();
    const names = add(chain[10]!, { references: [siblings[9]!] });
    expect(isUncle(blocks, siblings[9]!, names, params())).toBe(false);
    expect(isUncle(blocks, siblings[10]!, names, params())).toBe(true);
    const light = add(chain[9]!, { work: 0.5 });
    expect(isUncle(blocks, light, chain[10]!, params())).toBe(false);
  });

  test('is paid (8 − d)/8: seven eighths at the nearest, a quarter at the farthest', () => {
    expect([1, 2, 3, 4, 5, 6].map((d) => uncleReward(d, params()))).toEqual([7, 6, 5, 4, 3, 2].map((e) => e / 8));
    expect(uncleReward(4, params({ uncleReward: 'half' }))).toBe(0.5);
  });
});

describe('a block that breaks the rules is refused', () => {
  const broken: [string, (siblings: readonly BlockId[], chain: readonly BlockId[]) => BlockId[]][] = [
    ['three uncles', (u) => [u[8]!, u[9]!, u[10]!]],
    ['one uncle twice', (u) => [u[9]!, u[9]!]],
    ['an uncle seven heights below', (u) => [u[4]!]],
    ['an ancestor as uncle', (_u, chain) => [chain[9]!]],
  ];
  test.each([...broken, ['two that fit', (u: readonly BlockId[]) => [u[9]!, u[10]!]] as const])('%s', (name, names) => {
    const { blocks, chain, siblings, add } = chainWithSiblings();
    const block = add(chain[10]!, { references: names(siblings, chain) });
    const refused: BlockId[] = [];
    const adopted: BlockId[] = [];
    const me = {
      blocks,
      id: 0,
      refuse: (b: BlockId) => refused.push(b),
      adopt: (b: BlockId) => adopted.push(b),
    } as never;
    const s = ethereumPow.init(me, params());
    ethereumPow.on['block']!(s, { block }, 1, me);
    expect({ refused, adopted }).toEqual(
      name === 'two that fit' ? { refused: [], adopted: [block] } : { refused: [block], adopted: [] },
    );
  });
});

describe('difficulty (4.3.4)', () => {
  test.each([
    ['homestead', 5, 0, 1],
    ['homestead', 19.9, 0, 0],
    ['homestead', 31, 0, -2],
    ['byzantium', 8.9, 0, 1],
    ['byzantium', 8.9, 1, 2],
    ['byzantium', 20, 1, 0],
    ['byzantium', 1e6, 0, -99],
  ] as const)(
    '%s: a block %d s after a parent with %i uncles moves it by %i / 2048',
    (difficulty, tookS, uncles, steps) => {
      const { blocks, chain, siblings, add } = chainWithSiblings();
      const parent = add(chain[10]!, { references: siblings.slice(10, 10 + uncles), work: 3 });
      const next = difficultyAt(blocks, parent, tookS * SECOND, params({ difficulty }));
      expect(next).toBe(3 + (3 / 2048) * steps);
    },
  );

  // In balance the mean of floor(interval / s) is 1: 1/(e^{s/T} − 1) = 1.
  test.each([
    ['homestead', 10 / Math.LN2],
    ['byzantium', 9 / Math.LN2],
  ] as const)('%s without uncles leads to a mean interval of %d s', (difficulty, expected) => {
    const blocks = 30_000;
    const record = run(ethereumPow, worldWith(3, { network: at(0), stop: { blocks } }), { params: { difficulty } });
    const mean = (record.columns['sim_time_s'] as number) / blocks;
    expect(Math.abs(mean / expected - 1)).toBeLessThan(4 / Math.sqrt(blocks));
  });
});

describe('a run', () => {
  test('without delay has no uncles: everybody is paid for blocks alone', () => {
    const record = run(ethereumPow, worldWith(6, { network: at(0), economy: paid, stop: { blocks: 300 } }));
    expect(record.columns).toMatchObject({ blocks_stale: 0, reward_issued: 300 });
  });

  const blocks = 3000;
  const x = 0.1;
  const world = worldWith(20, { network: at(x * 60), economy: paid, stop: { blocks } });
  const options = { interval: '1 min', difficulty: 'constant' };

  test('names nearly all stale blocks: (1 − 1/n) x/(1 + x) of all, of which few find no block that may name them', () => {
    const made = assemble(specOf(ethereumPow, world, options), registry);
    made.start();
    made.host.simulator.run({ time: Infinity, events: 1e7 });
    const { tree } = made.host;
    const chain = made.outcome.canonical(blocks).map(({ id }) => id);
    const uncles = chain.flatMap((block) => tree.references(block)).length;
    const expected = ((1 - 1 / 20) * x) / (1 + x);
    const standardError = Math.sqrt((expected * (1 - expected)) / blocks);
    const share = uncles / (uncles + blocks);
    expect(share).toBeLessThan(expected + 4 * standardError);
    expect(share).toBeGreaterThan(0.97 * expected - 4 * standardError);
  });

  test('issues 1 + Σ ((8 − d)/8 + 1/32) for every main block, to miners and uncles', () => {
    const made = assemble(specOf(ethereumPow, world, options), registry);
    made.start();
    made.host.simulator.run({ time: Infinity, events: 1e7 });
    const { tree } = made.host;
    const due = Array.from({ length: 20 }, () => 0);
    for (const { id } of made.outcome.canonical(blocks)) {
      due[tree.producer(id)]! += 1 + tree.references(id).length / 32;
      for (const uncle of tree.references(id)) {
        due[tree.producer(uncle)]! += (8 - (tree.height(id) - tree.height(uncle))) / 8;
      }
    }
    const record = run(ethereumPow, world, { params: options });
    record.producers.forEach(({ reward }, node) => expect(reward).toBeCloseTo(due[node]!, 9));
    expect(record.columns['reward_issued']).toBeCloseTo(
      due.reduce((a, b) => a + b, 0),
      6,
    );
  });

  test('under byzantium settles where blocks and uncles come at one rate together, whatever the delay', () => {
    // Mean steps: 1 + P(parent has uncles) = E floor(interval / 9 s), so that more uncles mean longer intervals.
    const far = run(ethereumPow, worldWith(20, { network: at(3), stop: { blocks: 5000 } }));
    const near = run(ethereumPow, worldWith(20, { network: at(0.1), stop: { blocks: 5000 } }));
    const interval = (record: typeof far) => (record.columns['sim_time_s'] as number) / 5000;
    expect(interval(far)).toBeGreaterThan(interval(near) * 1.05);
    const shareWithUncles = 1 / Math.log1p(1 / 2);
    expect(interval(far)).toBeLessThan(9 * shareWithUncles);
  });

  test('may follow the heaviest subtree instead: the same at no delay, another chain where blocks are stale', () => {
    const ghost = { ...options, forkChoice: 'ghost' };
    const still = worldWith(6, { network: at(0), stop: { blocks: 200 } });
    expect(run(ethereumPow, still, { params: ghost }).digest).toBe(run(ethereumPow, still, { params: options }).digest);
    const busy = worldWith(20, { network: at(60), stop: { blocks: 150 } });
    const deep = { confirmations: 40 };
    const [a, b] = [ghost, options].map((chosen) => run(ethereumPow, busy, { params: { ...chosen, ...deep } }));
    expect(a!.producers).not.toEqual(b!.producers);
    expect(a!.verdicts['agreement']).toEqual({ is: 'holds' });
  });
});
