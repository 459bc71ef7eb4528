import {
  GIVEN,
  binomialRange,
  bootstrap,
  custom,
  gini,
  isUndefined,
  multinomialSampler,
  nakamotoCoefficient,
  nakamotoInterval,
} from '../../src/metrics/index.js';
import type { Weights } from '../../src/metrics/index.js';
import { alea } from './random.js';
import { equal, weightsOf } from './weights-of.js';

const population = GIVEN;
const giniOfGiven = (w: Weights) => gini(w, { population });

describe('intervals of the coefficient', () => {
  const zipf = weightsOf(Array.from({ length: 50 }, (_, i) => 1 / (i + 1)));
  const pools = weightsOf([30, 19.5, 12, 10, 9, 8, 5, 4, 2.5]);
  // 500 runs: a coverage of 95 percent has a standard error of 1 point; four below it is allowed.
  test.each([
    { name: 'nine pools, top two 0.495', truth: 3, w: pools, blocks: 144, binomialCovers: true },
    { name: 'nine pools, top two 0.495', truth: 3, w: pools, blocks: 1008, binomialCovers: true },
    { name: 'Zipf over 50', truth: 5, w: zipf, blocks: 144, binomialCovers: true },
    { name: 'Zipf over 50', truth: 5, w: zipf, blocks: 1008, binomialCovers: true },
    { name: '20 equal', truth: 11, w: equal(20), blocks: 1008, binomialCovers: false },
    { name: '100 equal', truth: 51, w: equal(100), blocks: 144, binomialCovers: false },
  ])('cover $name over $blocks blocks', ({ truth, w, blocks, binomialCovers, name }) => {
    expect(nakamotoCoefficient(w)).toBe(truth);
    const rng = alea(`${name} ${blocks}`);
    const draw = multinomialSampler(w);
    let [split, binomial, runs] = [0, 0, 500];
    for (let run = 0; run < runs; run++) {
      const counts = draw(blocks, rng);
      const bracket = nakamotoInterval(counts, { rng });
      const range = binomialRange(counts);
      if (isUndefined(bracket) || isUndefined(range)) throw new Error('undefined');
      if (bracket.low <= truth && truth <= (bracket.high ?? Infinity)) split++;
      if (range.low <= truth && truth <= range.high!) binomial++;
    }
    expect(split / runs).toBeGreaterThan(0.94);
    if (binomialCovers) expect(binomial / runs).toBeGreaterThan(0.94);
    else expect(binomial / runs).toBeLessThan(0.02);
  });

  test('are one value where the blocks leave no doubt and open-ended where they are too few', () => {
    const sure = weightsOf([6000, 2000, 2000]);
    expect(nakamotoInterval(sure, { rng: alea('a') })).toMatchObject({ low: 1, point: 1, high: 1 });
    expect(binomialRange(sure)).toMatchObject({ low: 1, point: 1, high: 1 });
    expect(nakamotoInterval(equal(4), { rng: alea('a') })).toMatchObject({ low: 1, point: 3, high: null });
    expect(nakamotoInterval(new Map(), { rng: alea('a') })).toEqual({ value: null, reason: 'empty' });
    const third = custom(1, 3, false);
    expect(nakamotoInterval(sure, { rng: alea('a'), threshold: third })).toMatchObject({ high: 1, alpha: 0.05 });
    expect(() => binomialRange(sure, { alpha: 0 })).toThrow('alpha is 0');
  });

  test('a bootstrap is biased once more, and says by how much', () => {
    const result = bootstrap(equal(100, 10), giniOfGiven, { rng: alea('b'), resamples: 200 });
    if (isUndefined(result)) throw new Error('undefined');
    expect(result.point).toBe(0);
    // 1,000 blocks over 100 equal producers read as 0.176.
    expect(result.bias).toBeCloseTo(0.176, 2);
    expect(result.low).toBeGreaterThan(0.1);
    expect(result.unbiased![0]).toBeLessThanOrEqual(0);
    expect(result.unbiased![1]).toBeGreaterThanOrEqual(0);
  });
});
