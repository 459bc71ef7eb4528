/** Simulations beside formulas that no column holds: delay under attacks, and two pools at once. Points of our own. */
import type { World } from '../../src/scenario/world.js';
import { pow } from '../../src/protocols/pow.js';
import { doubleSpendAttempt } from '../../src/theory/double-spend-attempt.js';
import { effectiveAlpha, selfishRevenue } from '../../src/theory/selfish-mining.js';
import { twoSelfishPools } from '../../src/theory/two-pools.js';
import { fault } from '../fixtures/run-words.js';
import { run, worldWith } from '../fixtures/world.js';

const S = 1_000_000;

function attacked(powers: readonly number[], faults: World['faults'], delay: number, blocks: number, detail: object) {
  const world = worldWith(powers.length, {
    nodes: { count: powers.length, weights: { kind: 'list', values: powers } },
    network: { latency: { kind: 'constant', delay } },
    faults,
    stop: { blocks, events: 1e9 },
    ...detail,
  });
  return run(pow, world, { params: { interval: '1000 s', confirmations: 500 } });
}

const equal = (count: number, all: number) => Array.from({ length: count }, () => all / count);

describe('a selfish miner whom no delay concerns, among honest miners whom one does (Gervais et al. 2016)', () => {
  const HONEST = 40;

  test.each([
    [0.3, 0.5, 0.1],
    [0.37, 0, 0.1],
    [0.25, 0.8, 0.1],
  ])('α = %d, γ = %d, λΔ = %d: gains as SM1 does at the share that its blocks then have', (alpha, gamma, x) => {
    const blocks = 150_000;
    const selfish = fault('selfish-mining', { ids: [0] }, { params: { gamma: { explicit: gamma } } });
    const powers = [alpha, ...equal(HONEST, 1 - alpha)];
    const { columns } = attacked(powers, [selfish], x * 1000 * S, blocks, { detail: 'blocks' });
    const share = columns['attacker_share'] as number;
    const honest = x * (1 - alpha);
    const stale = ((1 - 1 / HONEST) * honest) / (1 + honest);
    const expected = selfishRevenue(effectiveAlpha(alpha, stale), gamma);
    const plain = selfishRevenue(alpha, gamma);
    const standardError = 1 / Math.sqrt(blocks);
    // The thinning takes every honest block to be in the open: those that a published branch beats do not fork. Second order.
    expect(share).toBeLessThan(expected + 4 * standardError);
    expect(share).toBeGreaterThan(plain + 4 * standardError);
    expect(Math.abs(share - expected)).toBeLessThan(0.5 * (expected - plain) + 4 * standardError);
  });
});

describe('a double spend where messages take a while (Guo & Ren 2022, theorem 2)', () => {
  test.each([
    [0.2, 2, 0.05],
    [0.3, 3, 0.05],
    [0.25, 2, 0.2],
    [0.35, 4, 0.1],
  ])(
    'q = %d, z = %d, λΔ = %d: succeeds more often than without, and less than if what delay wastes were its own',
    (share, z, x) => {
      const attack = { confirmations: z, premined: 1, wins: 'longer', giveUp: 20 } as const;
      const spend = fault('double-spend', { ids: [0] }, { params: { ...attack } });
      const { columns } = attacked([share, ...equal(8, 1 - share)], [spend], x * 1000 * S, 5_000, {});
      const rate = columns['double_spend_rate'] as number;
      const attempts = columns['double_spend_attempts'] as number;
      const [lower, upper] = [share, 1 - (1 - share) * Math.exp(-x)].map((q) =>
        doubleSpendAttempt({ ...attack, share: q }),
      );
      const standardError = Math.sqrt((rate * (1 - rate)) / attempts);
      expect(rate).toBeGreaterThan(lower! - 4 * standardError);
      expect(rate).toBeLessThan(upper! + 4 * standardError);
    },
  );
});

describe('two selfish pools at once (Bai et al. 2019)', () => {
  test.each([
    [0.22, 0.18],
    [0.3, 0.1],
    [0.25, 0.25],
    [0.2148, 0.2148],
  ])('of %d and %d take what the chain of their trees says', (first, second) => {
    const blocks = 300_000;
    const pools = [0, 1].map((node) =>
      fault('selfish-mining', { ids: [node] }, { params: { gamma: { explicit: 0.5 } } }),
    );
    const powers = [first, second, ...equal(10, 1 - first - second)];
    const { producers } = attacked(powers, pools, 0, blocks, { detail: 'blocks' });
    const expected = twoSelfishPools(first, second, 8);
    const share = (node: number) => producers[node]!.canonical / blocks;
    const standardError = 1 / Math.sqrt(blocks);
    // A branch is cut off at 8, and ties of three are left open by the paper: here each published branch against the tip is even.
    expect(Math.abs(share(0) - expected.first)).toBeLessThan(0.004 + 4 * standardError);
    expect(Math.abs(share(1) - expected.second)).toBeLessThan(0.004 + 4 * standardError);
    if (first === second) expect(Math.abs(share(0) - share(1))).toBeLessThan(4 * Math.SQRT2 * standardError);
  });
});
