import { FrozenLots } from '../../src/ledger/frozen-lots.js';
import { posLots } from '../../src/protocols/pos-lots.js';
import { frozenLots, grinding, grindingOver } from '../../src/theory/stake-lotteries.js';
import { fault } from '../fixtures/run-words.js';
import { run, weighted, worldWith } from '../fixtures/world.js';

describe('grinding of the seed', () => {
  test.each([
    [0.1, 10],
    [0.2, 2],
    [0.05, 10],
  ])('of a share %d with %d tries makes the share and the runs of theory', (s, tries) => {
    const blocks = 4000;
    // Two of the coalition hold the share between them.
    const world = worldWith(4, {
      ...weighted(s / 2, s / 2, (1 - s) / 2, (1 - s) / 2),
      faults: [fault('grinding', { ids: [0, 1] }, { params: { tries } })],
      stop: { blocks },
    });
    const { columns, verdicts } = run(posLots, world, { params: { seed: 'contents' } });
    expect(verdicts['agreement']).toEqual({ is: 'holds' });
    const { mean, deviation } = grindingOver(s, tries, blocks);
    expect(Math.abs((columns['grinding_share'] as number) - mean)).toBeLessThan(4 * deviation);
    // Far from what an honest share would be.
    expect(mean - s).toBeGreaterThan(4 * deviation);
    expect(columns['theory_grinding_share']).toBeCloseTo(mean, 12);
    expect(Math.abs(columns['z_grinding_next'] as number)).toBeLessThan(4);
  });

  test('is refused where the seed is made from the forger alone, or lots are drawn once', () => {
    const world = worldWith(4, { faults: [fault('grinding', { ids: [0] })] });
    for (const seed of ['forger', 'constant'])
      expect(() => run(posLots, world, { params: { seed } })).toThrow('grinding needs leaders drawn by what stands in');
  });

  test('stops when the fault ends: then an honest share', () => {
    const at = { at: 0, until: 20_000_000_000 };
    const world = worldWith(10, {
      faults: [fault('grinding', { ids: [0] }, { ...at, params: { tries: 30 } })],
      stop: { blocks: 4000 },
    });
    const { producers } = run(posLots, world, { params: { seed: 'contents' } });
    const expected = 0.5 * grinding(0.1, 30).share + 0.5 * 0.1;
    expect(Math.abs(producers[0]!.canonical / 4000 - expected)).toBeLessThan(0.1);
  });

  test('over n blocks has the moments of all sequences of who wins, and tends to the long-run share', () => {
    const [s, m, n] = [0.3, 3, 8];
    const { next } = grinding(s, m);
    let [mean, square] = [0, 0];
    for (let wins = 0; wins < 1 << n; wins++) {
      let [chance, count] = [1, 0];
      for (let block = 0; block < n; block++) {
        const won = (wins >> block) & 1;
        const p = block > 0 && (wins >> (block - 1)) & 1 ? next : s;
        chance *= won ? p : 1 - p;
        count += won;
      }
      mean += (chance * count) / n;
      square += (chance * count * count) / (n * n);
    }
    expect(grindingOver(s, m, n).mean).toBeCloseTo(mean, 12);
    expect(grindingOver(s, m, n).deviation).toBeCloseTo(Math.sqrt(square - mean * mean), 12);
    expect(grindingOver(s, m, 100_000).mean).toBeCloseTo(grinding(s, m).share, 4);
  });
});

describe('lots that are drawn once', () => {
  /** Part of the circle that is nearest to the lots of the first holder. */
  function chanceOfFirst(seed: number, coins: readonly number[]): number {
    const lots = new FrozenLots(seed, coins);
    const steps = 400;
    let own = 0;
    for (let step = 0; step < steps; step++) if (lots.nearest((step + 0.5) / steps, 1)[0] === 0) own++;
    return own / steps;
  }

  test.each([
    [1, 10],
    [5, 10],
    [1, 100],
  ])('give %d coins of %d the right chance on average, with the spread of theory over seeds', (s, n) => {
    const seeds = 1000;
    const chances = Array.from({ length: seeds }, (_, seed) =>
      chanceOfFirst(seed, [s, ...new Array<number>(n - s).fill(1)]),
    );
    const average = chances.reduce((sum, chance) => sum + chance, 0) / seeds;
    const squares = chances.reduce((sum, chance) => sum + (chance - average) * (chance - average), 0) / seeds;
    const { mean, deviation } = frozenLots(s, n);
    expect(Math.abs(average - mean)).toBeLessThan((4 * deviation) / Math.sqrt(seeds));
    const fourth = chances.reduce((sum, chance) => sum + Math.abs(chance - average) ** 4, 0) / seeds;
    expect(Math.abs(squares - deviation * deviation)).toBeLessThan(
      4 * Math.sqrt((fourth - squares * squares) / seeds) + 1e-6,
    );
  });

  test('rank all holders, each once, and none without a coin', () => {
    const lots = new FrozenLots(5, [2, 0, 1, 3]);
    expect(lots.nearest(0.37, 10).toSorted((a, b) => a - b)).toEqual([0, 2, 3]);
    expect(lots.nearest(0.37, 2)).toEqual(lots.nearest(0.37, 10).slice(0, 2));
  });

  test('ask for whole coins that stay', () => {
    const params = { seed: 'constant' };
    expect(() => run(posLots, worldWith(2, weighted(0.5, 1)), { params })).toThrow(
      /whole coins where lots are drawn once, found 0.5/,
    );
    expect(() => run(posLots, worldWith(2, { economy: { reward: 1, compound: true } }), { params })).toThrow(
      /without effect on stakes/,
    );
    expect(run(posLots, worldWith(7, { stop: { blocks: 50 } }), { params }).verdicts['agreement']).toEqual({
      is: 'holds',
    });
  });
});
