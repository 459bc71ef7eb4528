import chisquareCdf from '@stdlib/stats-base-dists-chisquare-cdf';
import type { ChainFacts, Economy } from '../../src/contract.js';
import { KeyedDraw } from '../../src/kernel/keyed-draw.js';
import { BlockTree } from '../../src/ledger/block-tree.js';
import { coinsAfter } from '../../src/ledger/stakes.js';
import { AliasTable } from '../../src/lottery/alias-table.js';
import { ChangingDraws } from '../../src/lottery/changing-draws.js';
import { PolyaUrn } from '../../src/lottery/polya-urn.js';
import { StaticDraws } from '../../src/lottery/static-draws.js';
import { compoundVariance, constantReward, geometricRewardVariance } from '../../src/theory/staked-rewards.js';
import { oracleEntries } from '../theory/oracles.js';
import { drawn, shareMoments } from './drawn.js';

/** Chance of a chi-square as large, if blocks fall by these weights. */
function fit(counts: ArrayLike<number>, weights: readonly number[]): number {
  const blocks = Array.from(counts).reduce((sum, count) => sum + count, 0);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let statistic = 0;
  weights.forEach((weight, node) => {
    const expected = (blocks * weight) / total;
    if (expected > 0) statistic += ((counts[node]! - expected) * (counts[node]! - expected)) / expected;
    else expect(counts[node]).toBe(0);
  });
  return 1 - chisquareCdf(statistic, weights.filter((weight) => weight > 0).length - 1);
}

const WEIGHTS = [3, 0.5, 0, 7, 1, 0, 0.01, 12];

describe('an alias table', () => {
  test('gives every weight its length of the line, nothing to nobody, at points spread evenly', () => {
    const table = new AliasTable(WEIGHTS);
    const points = 800_000;
    const counts = new Float64Array(WEIGHTS.length);
    for (let i = 0; i < points; i++) counts[table.at((i + 0.5) / points)]!++;
    const total = 23.51;
    WEIGHTS.forEach((weight, node) => expect(Math.abs(counts[node]! / points - weight / total)).toBeLessThan(1e-5));
    expect(() => new AliasTable([0, 0])).toThrow(RangeError);
  });
});

describe('a lottery without compounding', () => {
  test.each<[string, Partial<Economy>, (coins: number) => number]>([
    ['linear', {}, (coins) => coins],
    ['root', { stakeWeight: 'sqrt' }, Math.sqrt],
    ['logarithm', { stakeWeight: 'log' }, Math.log1p],
  ])('falls by the %s of the stakes, whichever way it is drawn', (_what, economy, law) => {
    const counted = WEIGHTS.map(law);
    const fixed = drawn(WEIGHTS, 200_000, { reward: 1, ...economy });
    expect(fixed.draws).toBeInstanceOf(StaticDraws);
    expect(fit(fixed.canonicalOf, counted)).toBeGreaterThan(1e-4);
    // A change that changes nothing asks for the general way.
    const changes = [{ block: 1, node: 2, kind: 'slash', share: 0.5 }] as const;
    const changing = drawn(WEIGHTS, 200_000, { reward: 1, ...economy, changes });
    expect(changing.draws).toBeInstanceOf(ChangingDraws);
    expect(fit(changing.canonicalOf, counted)).toBeGreaterThan(1e-4);
    expect([...changing.draws.rewards()]).toEqual([...changing.canonicalOf]);
  });

  test('gives an owner of k identities what k owners of its parts get', () => {
    const splits = [{ owner: 0, identities: 9, cost: 0.1 }];
    const { canonicalOf } = drawn([10, 9.1], 200_000, { reward: 1, stakeWeight: 'sqrt', splits });
    expect(fit(canonicalOf, [3 * Math.sqrt(9.1), Math.sqrt(9.1)])).toBeGreaterThan(1e-4);
  });
});

describe('rewards that are staked again', () => {
  const entries = oracleEntries.filter(({ id }) => /^pos\.(const|geo)\./.test(id));
  const cases: [string, number, number, Partial<Economy>, number][] = [
    ['constant', 1 / 3, 100, { reward: 0.01 }, constantReward(1 / 3, 0.01, 100).variance],
    ['geometric', 1 / 3, 100, { geometric: { total: 10, blocks: 100 } }, geometricRewardVariance(1 / 3, 10, 100)],
    ['with inflation', 0.2, 60, { reward: 0.1, inflation: { coins: 0.2 } }, compoundVariance(0.2, 0.1, 0.2, 1, 60)],
    ...entries.map(({ id, params, expected }): [string, number, number, Partial<Economy>, number] => {
      const { initial_share: a, blocks: n, total_reward_over_initial_stake: total } = params;
      const economy = total ? { geometric: { total, blocks: n } } : { reward: params['reward_over_initial_stake'] };
      return [id, a, n, economy, expected['var_share']];
    }),
  ];

  test.each(cases)(
    '%s: mean and variance of a share are those of theory, within 4 standard errors',
    (_, a, n, economy, variance) => {
      const moments = shareMoments(n > 1000 ? 500 : 3000, (seed) =>
        drawn([a, 1 - a], n, { compound: true, ...economy }, { seed }).draws.coins(),
      );
      expect(Math.abs(moments.mean - a)).toBeLessThan(4 * moments.errors.mean);
      expect(Math.abs(moments.variance - variance)).toBeLessThan(4 * moments.errors.variance);
    },
  );

  test('a constant one is an urn by its history, with the law of the tree of sums', () => {
    const [a, w, n] = [0.2, 0.05, 80];
    // Inflation of next to nothing asks for the general way.
    const slow = { reward: w, compound: true, inflation: { coins: 1e-12 } };
    const byTree = shareMoments(3000, (seed) => drawn([a, 1 - a], n, slow, { seed }).draws.coins());
    expect(drawn([a, 1 - a], n, slow).draws).toBeInstanceOf(ChangingDraws);
    expect(drawn([a, 1 - a], n, { reward: w, compound: true }).draws).toBeInstanceOf(PolyaUrn);
    expect(Math.abs(byTree.variance - constantReward(a, w, n).variance)).toBeLessThan(4 * byTree.errors.variance);
  });

  test.each<[string, Partial<Economy>]>([
    ['a constant reward', { reward: 0.25 }],
    ['halvings', { reward: 0.25, halving: { blocks: 70 } }],
    [
      'a geometric reward, inflation, entries and cuts',
      {
        geometric: { total: 2, blocks: 300 },
        inflation: { rate: 0.3, blocks: 100 },
        changes: [
          { block: 40, node: 4, kind: 'enter', share: 0 },
          { block: 40, node: 0, kind: 'slash', share: 0.5 },
          { block: 100, node: 3, kind: 'leave', share: 0 },
          { block: 180, node: 7, kind: 'slash', share: 1 },
        ],
      },
    ],
  ])('%s: everybody owns what the chain of the same producers says', (_what, parts) => {
    const economy: Economy = { reward: 0, compound: true, ...parts };
    const facts: ChainFacts = { weights: WEIGHTS, economy, genesisSeed: 1 };
    const lottery = drawn(WEIGHTS, 300, economy);
    const producers = new Int32Array(300);
    const again = drawn(WEIGHTS, 0, economy).draws;
    if (again instanceof PolyaUrn) return expectUrn(lottery.draws.coins(), facts);
    again.next(producers, 300);
    const tree = new BlockTree(WEIGHTS.length);
    for (const [height, producer] of producers.entries()) tree.add(height, producer, height, {});
    const coins = coinsAfter(tree.whole(), 300, facts);
    lottery.draws.coins().forEach((own, node) => expect(own).toBeCloseTo(coins[node]!, 9));
  });

  /** The urn holds no more blocks than it was told of: what it says of coins is one reward a block. */
  function expectUrn(coins: Float64Array, { weights, economy }: ChainFacts): void {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    expect(coins.reduce((sum, own) => sum + own, 0)).toBeCloseTo(total + 300 * economy.reward, 9);
  }
});

describe('validators that come, go and are cut', () => {
  test('make blocks only while they are there, and count what they are left with', () => {
    const changes = [
      { block: 1000, node: 0, kind: 'leave', share: 0 },
      { block: 2000, node: 0, kind: 'enter', share: 0 },
      { block: 2000, node: 2, kind: 'slash', share: 0.75 },
      { block: 500, node: 1, kind: 'enter', share: 0 },
    ].sort((a, b) => a.block - b.block) as NonNullable<Economy['changes']>;
    const lottery = drawn([4, 4, 4], 42_000, { changes });
    const { draws } = drawn([4, 4, 4], 0, { changes });
    const producers = new Int32Array(42_000);
    draws.next(producers, 42_000);
    expect(producers.slice(0, 500)).not.toContain(1);
    expect(producers.slice(500, 1000)).toContain(1);
    expect(producers.slice(1000, 2000)).not.toContain(0);
    const after = [0, 0, 0];
    for (const producer of producers.slice(2000)) after[producer]!++;
    expect(fit(after, [4, 4, 1])).toBeGreaterThan(1e-4);
    expect([...lottery.draws.coins()]).toEqual([4, 4, 1]);
    expect([...lottery.draws.rewards()]).toEqual([0, 0, 0]);
  });

  test('with nobody left there is no block, and it is said', () => {
    const changes = [{ block: 3, node: 0, kind: 'leave', share: 0 }] as const;
    expect(() => drawn([1], 10, { changes })).toThrow('after block 3 nobody has a stake');
  });
});

describe('delegation', () => {
  const pools = [
    { operator: 0, commission: 0.1 },
    { operator: 1, commission: 0 },
  ];
  const holders = [1, 1, ...new Array<number>(98).fill(1)];

  test.each([false, true])(
    'compounding %s: pools make the blocks, members are paid by coins after commission',
    (compound) => {
      const { canonicalOf, draws } = drawn(holders, 20_000, { reward: 0.01, compound, delegation: { pools } });
      expect(canonicalOf.slice(2).every((count) => count === 0)).toBe(true);
      const rewards = draws.rewards();
      expect(rewards.reduce((sum, own) => sum + own, 0)).toBeCloseTo(200, 8);
      const [first, second] = [
        rewards.slice(2).filter((_, i) => memberOf(i + 2) === 0),
        rewards.slice(2).filter((_, i) => memberOf(i + 2) === 1),
      ];
      // Equal coins earn equally in a pool.
      for (const members of [first, second]) for (const own of members) expect(own).toBeCloseTo(members[0]!, 9);
      expect(rewards[1]).toBeCloseTo(second[0]!, 9);
      if (compound) return;
      expect(second[0]).toBeCloseTo((0.01 * canonicalOf[1]!) / (second.length + 1), 9);
      expect(first[0]).toBeCloseTo((0.9 * 0.01 * canonicalOf[0]!) / (first.length + 1), 9);
      expect(rewards[0]! - first[0]!).toBeCloseTo(0.1 * 0.01 * canonicalOf[0]!, 9);
      expect(fit(canonicalOf.slice(0, 2), [first.length + 1, second.length + 1])).toBeGreaterThan(1e-4);
    },
  );

  /** As the lottery draws it. */
  const draw = new KeyedDraw('lottery', 'delegation');
  const memberOf = (node: number): number => Math.floor(draw.uniform(0, node) * 2);

  test('goes to the least commission, until a pool is saturated', () => {
    const revised = { pools, revisionBlocks: 1 };
    const free = drawn(holders, 20_000, { reward: 1e-6, delegation: revised });
    expect(free.canonicalOf[1]! / 20_000).toBeGreaterThan(0.95);
    const capped = drawn(holders, 60_000, { reward: 1e-6, delegation: { ...revised, saturation: 0.5 } });
    // From a commission of a tenth on, a pool of 5/9 of all coins pays as much as one of up to a half without.
    const share = capped.canonicalOf[1]! / 60_000;
    expect(share).toBeGreaterThan(0.49);
    expect(share).toBeLessThan(0.56);
  });

  test('leaves who has enough to itself', () => {
    const { canonicalOf } = drawn([1, 1, 50, 1, 1], 5000, { delegation: { pools, solo: 32 } });
    expect(canonicalOf[2]).toBeGreaterThan(4000);
    expect([canonicalOf[3], canonicalOf[4]]).toEqual([0, 0]);
  });

  test('a pool whose operator is cut loses the same share of every member’s coins', () => {
    const changes = [{ block: 10, node: 0, kind: 'slash', share: 0.5 }] as const;
    const coins = drawn(holders, 20, { delegation: { pools }, changes }).draws.coins();
    coins.forEach((own, node) => expect(own).toBe(node === 0 || (node > 1 && memberOf(node) === 0) ? 0.5 : 1));
  });
});

test('the same seed gives the same blocks, another seed others', () => {
  const digest = (seed: string) => drawn(WEIGHTS, 5000, { reward: 0.1, compound: true }, { seed }).digest.hex();
  expect(digest('a')).toBe(digest('a'));
  expect(digest('a')).not.toBe(digest('b'));
});
