import fc from 'fast-check';
import seedrandom from 'seedrandom';
import { weightDistributions } from '../../src/network/weights/index.js';

function weigh(kind: string, params: unknown, n: number, random: () => number = seedrandom.alea('w')) {
  const found = weightDistributions.find(({ name }) => name === kind)!;
  return found.weigh(found.params.parse(params), n, random);
}

function accepts(kind: string, params: unknown): boolean {
  return weightDistributions.find(({ name }) => name === kind)!.params.safeParse(params).success;
}

const DRAWN = ['pareto', 'lognormal', 'exponential'];

describe('every weight distribution', () => {
  test('has a name of its own and says what it is in one sentence or two', () => {
    expect(new Set(weightDistributions.map(({ name }) => name)).size).toBe(weightDistributions.length);
    for (const { describe: sentence } of weightDistributions) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });

  test.each(['equal', 'zipf', ...DRAWN])('%s gives n finite weights above 0', (kind) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.string({ maxLength: 4 }), (n, seed) => {
        const { weights, names } = weigh(kind, {}, n, seedrandom.alea(seed));
        expect(weights.length).toBe(n);
        expect(weights.every((weight) => weight > 0 && weight < Infinity)).toBe(true);
        expect(names).toBeUndefined();
      }),
      { seed: 7, numRuns: 50 },
    );
  });

  test.each(DRAWN)('%s bears a draw of exactly 0', (kind) => {
    const draws = [0, 0.5];
    expect(weigh(kind, {}, 1, () => draws.shift()!).weights[0]).toBeGreaterThan(0);
  });
});

describe('weights that are not drawn', () => {
  const never = () => {
    throw new Error('nothing is drawn');
  };

  test('equal is all ones', () => {
    expect(weigh('equal', {}, 3, never).weights).toEqual([1, 1, 1]);
  });

  test('zipf is 1 / rank^exponent', () => {
    weigh('zipf', { exponent: 1 }, 5, never).weights.forEach((w, i) => expect(w).toBeCloseTo(1 / (i + 1), 14));
    weigh('zipf', { exponent: 2 }, 5, never).weights.forEach((w, i) => expect(w).toBeCloseTo(1 / (i + 1) ** 2, 14));
    expect(weigh('zipf', { exponent: 0 }, 3, never).weights).toEqual([1, 1, 1]);
  });

  test('list takes the values given, one per node', () => {
    expect(weigh('list', { values: [3, 0, 1.5] }, 3, never).weights).toEqual([3, 0, 1.5]);
    expect(() => weigh('list', { values: [1, 2] }, 3)).toThrow('2 values are given for 3 nodes');
    expect(() => weigh('list', { values: [0, 0] }, 2)).toThrow('all values are 0');
    expect([accepts('list', { values: [-1] }), accepts('list', { values: [] }), accepts('list', {})]).toEqual([
      false,
      false,
      false,
    ]);
  });

  test('named gives the first nodes their shares and names, and the others the rest', () => {
    const { weights, names } = weigh('named', { shares: { foundry: 24.8, antpool: 20.1 }, rest: 0.5 }, 4, never);
    expect(weights).toEqual([24.8, 20.1, 0.5, 0.5]);
    expect(names).toEqual(['foundry', 'antpool', 'node-2', 'node-3']);
    expect(weigh('named', { shares: { a: 1 } }, 2, never).weights).toEqual([1, 0]);
  });

  test('named refuses more names than nodes, nothing but zeros, and a name that another node has by default', () => {
    expect(() => weigh('named', { shares: { a: 1, b: 1 } }, 1)).toThrow('2 shares are given for 1 nodes');
    expect(() => weigh('named', { shares: { a: 0 } }, 2)).toThrow('all weights are 0');
    expect(() => weigh('named', { shares: { 'node-1': 1 } }, 2)).toThrow('"node-1" has the name of node 1');
    expect(accepts('named', { shares: { a: -1 } })).toBe(false);
  });
});

describe('drawn weights of 100,000 nodes, within 4 standard errors (false alarm 6e-5 each, seeds fixed)', () => {
  const n = 100_000;
  const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / n;

  test('exponential has mean 1', () => {
    expect(Math.abs(mean(weigh('exponential', {}, n).weights) - 1)).toBeLessThan(4 / Math.sqrt(n));
  });

  test('the logarithm of lognormal has mean 0 and deviation sigma', () => {
    const logs = weigh('lognormal', { sigma: 2 }, n).weights.map(Math.log);
    expect(Math.abs(mean(logs))).toBeLessThan((4 * 2) / Math.sqrt(n));
    // The variance of a squared normal draw is 2 sigma^4.
    expect(Math.abs(mean(logs.map((x) => x * x)) - 4)).toBeLessThan((4 * Math.sqrt(2) * 4) / Math.sqrt(n));
  });

  test('the logarithm of pareto is exponential with mean 1 / shape, from 0', () => {
    const logs = weigh('pareto', { shape: 1.5 }, n).weights.map(Math.log);
    expect(Math.abs(mean(logs) - 1 / 1.5)).toBeLessThan(4 / 1.5 / Math.sqrt(n));
    expect(logs.every((x) => x >= 0)).toBe(true);
  });
});

describe('pools', () => {
  test('of Bitcoin hold all weight, stand in their regions, and are as concentrated as published', () => {
    const { weights, names, regions } = weigh('pools', { preset: 'bitcoin-2016' }, 20);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    expect(total).toBeCloseTo(1.001, 9);
    expect(weights.reduce((sum, weight) => sum + (weight / total) * (weight / total), 0)).toBeCloseTo(0.1735, 3);
    expect(weights.slice(16)).toEqual([0, 0, 0, 0]);
    expect(regions).toHaveLength(16);
    expect(regions!.slice(0, 4)).toEqual(['asia-pacific', 'asia-pacific', 'asia-pacific', 'north-america']);
    expect([names![15], names![16]]).toEqual(['pool-15', 'node-16']);
  });

  test.each([
    ['litecoin-2016', 0.2551],
    ['dogecoin-2016', 0.2232],
  ])('of %s have the published concentration %p', (preset, hhi) => {
    const { weights } = weigh('pools', { preset }, 12);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    expect(total).toBeCloseTo(1, 9);
    expect(weights.reduce((sum, weight) => sum + (weight / total) * (weight / total), 0)).toBeCloseTo(hhi, 3);
  });

  test('can be repeated: as much weight in more and smaller pools', () => {
    const pools = [
      { share: 3, region: 'eu' },
      { share: 1, region: 'na' },
    ];
    const { weights, regions } = weigh('pools', { pools, repeat: 2 }, 5);
    expect(weights).toEqual([1.5, 0.5, 1.5, 0.5, 0]);
    expect(regions).toEqual(['eu', 'na', 'eu', 'na']);
    expect(() => weigh('pools', { pools, repeat: 3 }, 5)).toThrow('6 pools are given for 5 nodes');
  });

  test('are given in one way only', () => {
    expect(accepts('pools', {})).toBe(false);
    expect(accepts('pools', { preset: 'bitcoin-2016', pools: [{ share: 1, region: 'eu' }] })).toBe(false);
  });
});

describe('normal', () => {
  test('has its mean and deviation within 4 standard errors, and nothing below the floor', () => {
    const n = 20_000;
    const { weights } = weigh('normal', {}, n);
    const mean = weights.reduce((sum, weight) => sum + weight, 0) / n;
    const sd = Math.sqrt(weights.reduce((sum, weight) => sum + (weight - mean) * (weight - mean), 0) / n);
    expect(Math.abs(mean - 400_000)).toBeLessThan((4 * 100_000) / Math.sqrt(n));
    expect(Math.abs(sd - 100_000)).toBeLessThan((4 * 100_000) / Math.sqrt(2 * n));
    expect(Math.min(...weigh('normal', { mean: 1, sd: 1, floor: 0.5 }, 1_000).weights)).toBe(0.5);
  });
});
