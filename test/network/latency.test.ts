import chisquareCdf from '@stdlib/stats-base-dists-chisquare-cdf';
import gammaQuantile from '@stdlib/stats-base-dists-gamma-quantile';
import seedrandom from 'seedrandom';
import type { Regions } from '../../src/contract.js';
import { latencyLaws } from '../../src/network/latency/index.js';
import { normalQuantile } from '../../src/network/normal-quantile.js';

const ONE_REGION: Regions = { names: ['europe'], of: new Int32Array(2) };

type Delay = (u: number) => number;

/** The delay from node 0 to node 1 under a law. */
function delayUnder(kind: string, params: unknown = {}): Delay {
  const found = latencyLaws.find(({ name }) => name === kind)!;
  const law = found.make(found.params.parse(params), ONE_REGION, () => 0.5);
  return (u) => law.delay(u, 0, 1);
}

/** Probabilities of every part of the range: 4,000 evenly spread, and the tails down to 1e-12. */
function probabilities(): number[] {
  const spread = Array.from({ length: 4_000 }, (_, i) => (i + 0.5) / 4_000);
  const tails = Array.from({ length: 500 }, (_, i) => Math.exp(-i / 18.1 - 0.7));
  return [...spread, ...tails, ...tails.map((p) => 1 - p)].sort((a, b) => a - b);
}

function largestRelativeError(kind: string, params: unknown, exact: (u: number) => number): number {
  const delay = delayUnder(kind, params);
  return Math.max(...probabilities().map((u) => Math.abs(delay(u) / exact(u) - 1)));
}

function moments(kind: string, params: unknown, draws: number): { mean: number; variance: number } {
  const delay = delayUnder(kind, params);
  const random = seedrandom.alea(`moments of ${kind}`);
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < draws; i++) {
    const x = delay(random.double());
    sum += x;
    squares += x * x;
  }
  const mean = sum / draws;
  return { mean, variance: squares / draws - mean * mean };
}

describe('every latency law', () => {
  test('has a name of its own and says what it does in one sentence', () => {
    expect(new Set(latencyLaws.map(({ name }) => name)).size).toBe(latencyLaws.length);
    for (const { describe: sentence } of latencyLaws) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });

  test.each(latencyLaws.map(({ name }) => name))('%s has defaults, and never a negative or infinite delay', (kind) => {
    const delay = delayUnder(kind);
    const delays = [2 ** -53, 1e-9, ...probabilities(), 1 - 2 ** -53].map(delay);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...delays)).toBeLessThan(Infinity);
  });

  test.each(latencyLaws.map(({ name }) => name))(
    '%s never falls as the draw rises: it is a quantile function',
    (kind) => {
      const delay = delayUnder(kind);
      const delays = probabilities().map((u) => delay(u));
      expect(delays.every((x, i) => i === 0 || x >= delays[i - 1]!)).toBe(true);
    },
  );

  test.each(latencyLaws.map(({ name }) => name))('%s refuses an unknown option', (kind) => {
    const { params } = latencyLaws.find(({ name }) => name === kind)!;
    expect(params.safeParse({ wobble: 1 }).success).toBe(false);
  });
});

describe('delays given node by node', () => {
  const lawOf = (given: unknown) => {
    const found = latencyLaws.find(({ name }) => name === 'pairs')!;
    return found.make(found.params.parse({ pairs: given, rest: '9 ms' }), ONE_REGION, () => 0.5);
  };

  test('hold both ways unless the other direction is given, and all others have the rest', () => {
    const law = lawOf([
      [0, 1, '20 ms'],
      [1, 2, '5 ms'],
      [2, 1, '7 ms'],
    ]);
    const delays = [
      [0, 1],
      [1, 0],
      [1, 2],
      [2, 1],
      [0, 2],
    ].map(([from, to]) => law.delay(0.3, from!, to!));
    expect(delays).toEqual([20_000, 20_000, 5_000, 7_000, 9_000]);
  });

  test('are refused twice, and from a node to itself', () => {
    const twice = [
      [0, 1, '1 ms'],
      [0, 1, '2 ms'],
    ];
    expect(() => lawOf(twice)).toThrow('[0, 1] is given twice');
    expect(() => lawOf([[1, 1, '1 ms']])).toThrow('[1, 1] is one node');
  });
});

describe('quantiles against closed forms', () => {
  test('constant is always the same', () => {
    expect(delayUnder('constant', { delay: '30 ms' })(0.3)).toBe(30_000);
  });

  test('uniform goes from min to max', () => {
    expect(delayUnder('uniform', { min: '10 ms', max: '30 ms' })(0.25)).toBe(15_000);
    expect(() => delayUnder('uniform', { min: '30 ms', max: '10 ms' })).toThrow('min is 30000 us, which is above max');
  });

  test('exponential has median mean · ln 2', () => {
    expect(delayUnder('exponential', { mean: '50 ms' })(0.5)).toBeCloseTo(50_000 * Math.LN2, 8);
  });

  test.each([0.1, 0.4, 1, 2])('lognormal with sigma %p is within 1e-6 everywhere', (sigma) => {
    const exact = (u: number) => 100_000 * Math.exp(sigma * normalQuantile(u));
    expect(largestRelativeError('lognormal', { median: '100 ms', sigma }, exact)).toBeLessThan(1e-6);
  });

  test.each([1.001, 1.5, 2.5, 70])('pareto with shape %p is within 1e-6 everywhere', (shape) => {
    const exact = (u: number) => 50_000 * Math.exp(-Math.log1p(-u) / shape);
    expect(largestRelativeError('pareto', { min: '50 ms', shape }, exact)).toBeLessThan(1e-6);
  });

  test.each([0.5, 1, 1.7, 4, 30, 500])('gamma with shape %p is within 1e-6 everywhere', (shape) => {
    const exact = gammaQuantile.factory(shape, shape / 80_000);
    expect(largestRelativeError('gamma', { mean: '80 ms', shape }, exact)).toBeLessThan(1e-6);
  });

  test.each([0.5, 4, 500])('gamma with shape %p gives back the probability under the chi-square law', (shape) => {
    // 2 · shape · X / mean has the chi-square law with 2 · shape degrees of freedom.
    const delay = delayUnder('gamma', { mean: '1 s', shape });
    for (const u of [0.001, 0.02, 0.3, 0.5, 0.9, 0.99, 0.999]) {
      const back = chisquareCdf(2 * shape * (delay(u) / 1_000_000), 2 * shape);
      expect(Math.abs(back / u - 1)).toBeLessThan(1e-5);
    }
  });
});

describe('the truncated normal law', () => {
  test('is the plain one where the minimum is far away', () => {
    const delay = delayUnder('normal', { mean: '100 ms', sd: '2 ms' });
    for (const u of [1e-6, 0.01, 0.03, 0.4, 0.5, 0.975, 0.999]) {
      expect(Math.abs(delay(u) - (100_000 + 2_000 * normalQuantile(u)))).toBeLessThan(2_000 * 1e-6);
    }
  });

  test('at its own mean is the half-normal law: median 0.67449 sd above it, and nothing piles up at the minimum', () => {
    const delay = delayUnder('normal', { mean: '0 ms', sd: '10 ms' });
    expect(delay(0.5)).toBeCloseTo(10_000 * normalQuantile(0.75), 2);
    expect(delay(1e-4)).toBeCloseTo(10_000 * normalQuantile(0.50005), 2);
  });

  test('keeps its precision when the minimum is 6 standard deviations above the mean', () => {
    // Phi(-6) = 9.865876450376946e-10, so the median is the quantile of half of that.
    const delay = delayUnder('normal', { mean: '100 ms', sd: '10 ms', min: '160 ms' });
    expect(delay(0.5)).toBeCloseTo(100_000 - 10_000 * normalQuantile(9.865876450376946e-10 / 2), 2);
    expect(delay(1e-9)).toBeCloseTo(160_000, 2);
  });

  test('without deviation is the mean, which must then reach the minimum', () => {
    expect(delayUnder('normal', { mean: '9 ms', sd: '0 ms' })(0.9)).toBe(9_000);
    expect(() => delayUnder('normal', { mean: '9 ms', sd: '0 ms', min: '10 ms' })).toThrow('standard deviations');
  });
});

describe('moments of 200,000 draws, within 4 standard errors (false alarm 6e-5 each, seeds fixed)', () => {
  const draws = 200_000;
  // Closed forms of mean, variance and fourth central moment over variance squared (kurtosis).
  const lognormalVariance = (Math.exp(0.16) - 1) * Math.exp(0.16) * 1e10;
  const kurtosis = Math.exp(0.64) + 2 * Math.exp(0.48) + 3 * Math.exp(0.32) - 3;
  test.each([
    ['uniform', { min: '50 ms', max: '150 ms' }, 1e5, 1e10 / 12, 1.8],
    ['exponential', { mean: '100 ms' }, 1e5, 1e10, 9],
    ['normal', { mean: '0 ms', sd: '100 ms' }, 1e5 * Math.sqrt(2 / Math.PI), 1e10 * (1 - 2 / Math.PI), 3.8692],
    ['lognormal', { median: '100 ms', sigma: 0.4 }, 1e5 * Math.exp(0.08), lognormalVariance, kurtosis],
    ['pareto', { min: '50 ms', shape: 10 }, 50_000 * (10 / 9), (25e8 * 10) / (81 * 8), 17.83],
    ['gamma', { mean: '100 ms', shape: 4 }, 1e5, 25e8, 4.5],
  ])('%s', (kind, params, mean, variance, kurt) => {
    const found = moments(kind, params, draws);
    expect(Math.abs(found.mean - mean) / Math.sqrt(variance / draws)).toBeLessThan(4);
    expect(Math.abs(found.variance / variance - 1) / Math.sqrt((kurt - 1) / draws)).toBeLessThan(4);
  });
});
