import {
  GIVEN,
  columns,
  coreColumns,
  excess,
  gini,
  hhi,
  hhiUnbiased,
  multinomialSampler,
  nakamotoCoefficient,
  participation,
  realisedAbsence,
  samplingBaseline,
  samplingBaselines,
  shannonEntropy,
  windowed,
} from '../../src/metrics/index.js';
import type { Weights } from '../../src/metrics/index.js';
import { alea } from './random.js';
import { defined, equal, weightsOf } from './weights-of.js';

const population = GIVEN;
const giniOfGiven = (w: Weights) => gini(w, { population });

describe('blocks drawn by weight', () => {
  test('have binomial counts: mean and variance within five standard errors', () => {
    const draw = multinomialSampler(weightsOf([3, 0, 7]));
    const rng = alea('binomial');
    const [runs, blocks] = [4000, 100];
    const won = Array.from({ length: runs }, () => Number(draw(blocks, rng).get('p000')));
    const mean = won.reduce((sum, x) => sum + x, 0) / runs;
    const variance = won.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / (runs - 1);
    // Variance 21: standard errors sqrt(21/4000) = 0.072 and 21 sqrt(2/4000) = 0.47.
    expect(Math.abs(mean - 30)).toBeLessThan(0.36);
    expect(Math.abs(variance - 21)).toBeLessThan(2.35);
  });

  test('have binomial counts beyond the number that is drawn one by one, however rare the producer', () => {
    const draw = multinomialSampler(weightsOf([0.6, 0, 0.0004, 0.3996]));
    const rng = alea('many');
    const [runs, blocks] = [2000, 1_000_000];
    const drawn = Array.from({ length: runs }, () => draw(blocks, rng));
    for (const [id, share] of Object.entries({ p000: 0.6, p001: 0, p002: 0.0004, p003: 0.3996 })) {
      const won = drawn.map((counts) => Number(counts.get(id)));
      const mean = won.reduce((sum, x) => sum + x, 0) / runs;
      const variance = won.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / (runs - 1);
      const expected = blocks * share * (1 - share);
      // Standard errors sqrt(variance / runs) and variance · sqrt(2 / runs); a producer without weight never wins.
      expect(Math.abs(mean - blocks * share)).toBeLessThanOrEqual(4 * Math.sqrt(expected / runs));
      expect(Math.abs(variance - expected)).toBeLessThanOrEqual(4 * expected * Math.sqrt(2 / runs));
    }
    expect(
      drawn.every((counts) => [...counts.values()].reduce<number>((sum, x) => sum + Number(x), 0) === blocks),
    ).toBe(true);
  });

  test('name every listed producer, never pick a silent one and do not depend on insertion order', () => {
    const w = weightsOf([0, 5n, 0.5, 0, 2, 0]);
    const drawn = multinomialSampler(w)(5000, alea('x'));
    expect([...drawn.keys()]).toEqual([...w.keys()]);
    expect(['p000', 'p003', 'p005'].map((id) => drawn.get(id))).toEqual([0, 0, 0]);
    expect([...drawn.values()].reduce<number>((sum, n) => sum + Number(n), 0)).toBe(5000);
    const reversed = multinomialSampler(new Map([...w].toReversed()))(5000, alea('x'));
    expect(new Map(reversed)).toEqual(new Map(drawn));
  });

  test.each([0, 0.5, 1 - (2 * Number.EPSILON) / 4])('a uniform number of %p picks an active producer', (u) => {
    for (const w of [weightsOf([0, 1, 1, 1, 0]), equal(7, 0.1), weightsOf([0, 3])]) {
      const drawn = multinomialSampler(w)(1, () => u);
      for (const [id, count] of drawn) if (count === 1) expect(Number(w.get(id))).toBeGreaterThan(0);
    }
  });

  test('cannot be drawn from nothing', () => {
    expect(() => multinomialSampler(weightsOf([0, 0]))).toThrow('sum to 0');
  });
});

describe('the sampling baseline', () => {
  // Means over 4,000 runs of an independent computation; 1,500 runs here, compared within two percent.
  test.each([
    { n: 10, blocks: 100, giniMean: 0.1597, nakamotoMean: 4.404, bits: 3.2557 },
    { n: 10, blocks: 1000, giniMean: 0.0511, nakamotoMean: 5.0, bits: 3.3153 },
    { n: 100, blocks: 100, giniMean: 0.5199, nakamotoMean: 20.63, bits: 5.8214 },
    { n: 100, blocks: 1000, giniMean: 0.176, nakamotoMean: 38.47, bits: 6.5707 },
  ])('of $n equal producers over $blocks blocks reads as inequality', ({ n, blocks, ...wanted }) => {
    const named = columns.filter(({ name }) =>
      ['gini', 'nakamoto', 'hhi', 'shannon_bits', 'hhi_unbiased'].includes(name),
    );
    const {
      gini: g,
      nakamoto,
      hhi: h,
      shannon_bits,
      hhi_unbiased,
    } = samplingBaselines(equal(n), blocks, named, {
      rng: alea(`equal ${n} ${blocks}`),
      runs: 1500,
      population,
    });
    expect(Math.abs(g!.mean! / wanted.giniMean - 1)).toBeLessThan(0.02);
    expect(Math.abs(nakamoto!.mean! / wanted.nakamotoMean - 1)).toBeLessThan(0.02);
    expect(Math.abs(shannon_bits!.mean! / wanted.bits - 1)).toBeLessThan(0.02);
    // E HHI = H + (1 - H)/N exactly, and the unbiased form has the true one. Standard error of either below 0.2 percent.
    expect(Math.abs(h!.mean! / (1 / n + (1 - 1 / n) / blocks) - 1)).toBeLessThan(0.01);
    expect(Math.abs(hhi_unbiased!.mean! * n - 1)).toBeLessThan(0.02);
  });

  test('is the same one column at a time or all at once, and repeats with its stream', () => {
    const w = weightsOf([5, 3, 2, 1, 0]);
    const options = { runs: 50, population };
    const all = samplingBaselines(w, 200, coreColumns, { ...options, rng: alea('s') });
    expect(samplingBaselines(w, 200, coreColumns, { ...options, rng: alea('s') })).toEqual(all);
    expect(samplingBaseline(w, 200, giniOfGiven, { runs: 50, rng: alea('s') })).toEqual(all['gini']);
    expect(Object.keys(all)).toEqual(coreColumns.map(({ name }) => name));
    for (const { low, median, high } of Object.values(all)) {
      expect(low).toBeLessThanOrEqual(median!);
      expect(median).toBeLessThanOrEqual(high!);
    }
  });

  test('subtracts its median and counts draws without a value', () => {
    const none = samplingBaseline(equal(3), 1, hhiUnbiased, { rng: alea('n'), runs: 10 });
    expect(none).toMatchObject({ median: null, runs: 10, undefinedRuns: 10 });
    expect(excess(1, none)).toEqual({ value: null, reason: 'empty' });
    const one = samplingBaseline(weightsOf([1]), 10, nakamotoCoefficient, { rng: alea('o'), runs: 10 });
    expect(excess(3, one)).toBe(2);
    expect(() => samplingBaseline(equal(3), 1, hhi, { rng: alea('n'), runs: 0 })).toThrow('runs is 0');
  });
});

describe('the small participant', () => {
  test('waits 1/q blocks and often has none', () => {
    const [large, small] = participation(weightsOf([99, 1]), 100) as any[];
    expect(small.probabilityOfNone).toBeCloseTo(0.3660323, 7);
    expect([small.expectedWaitBlocks, large.expectedWaitBlocks]).toEqual([100, 100 / 99]);
    expect(small.incomeVariation).toBeCloseTo(Math.sqrt(0.99), 15);
  });

  test('is absent from windows about as often as that', () => {
    const draw = multinomialSampler(weightsOf([9, 1]));
    const rng = alea('absence');
    const events = Array.from({ length: 20_000 }, () => ({
      producer: draw(1, rng).get('p001') === 1 ? 'p001' : 'p000',
    }));
    const series = windowed(events, { size: 10, unit: 'blocks' });
    // 0.9^10 = 0.3487 over 2,000 windows: standard error 0.0107.
    expect(Math.abs(defined(realisedAbsence(series, 'p001')) - 0.3487)).toBeLessThan(0.04);
  });

  test('entropy of a sample is low, and the correction closes most of the gap', () => {
    const mean = (metric: (w: Weights) => any) =>
      samplingBaseline(equal(20), 200, metric, { rng: alea('mm'), runs: 400 }).mean!;
    const truth = Math.log2(20);
    const gap = truth - mean((w) => shannonEntropy(w));
    const corrected = truth - mean((w) => shannonEntropy(w, { correction: 'miller-madow' }));
    expect(gap).toBeGreaterThan(0.05);
    expect(Math.abs(corrected)).toBeLessThan(0.1 * gap);
  });
});
