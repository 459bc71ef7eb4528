import {
  concentrationDelta,
  divergence,
  equitability,
  gTest,
  isUndefined,
  multinomialSampler,
  profitSlope,
} from '../../src/metrics/index.js';
import { alea } from './random.js';
import { defined, equal, weightsOf } from './weights-of.js';

describe('production against weight', () => {
  test('halves swapped are a third away', () => {
    const report = divergence(weightsOf([2, 1]), weightsOf([1, 2]));
    expect(report.kl).toBeCloseTo(1 / 3, 15);
    expect(report.totalVariation).toBeCloseTo(1 / 3, 15);
    expect([report.mostGained, report.mostLost]).toEqual(['p000', 'p001']);
    expect(report.producers[0]).toMatchObject({ producer: 'p000', luck: 2 });
  });

  test('a producer without weight makes KL undefined and is named, and the others stay defined', () => {
    const report = divergence(
      new Map([
        ['a', 1],
        ['ghost', 1],
      ]),
      new Map([
        ['a', 1],
        ['mute', 1],
        ['nobody', 0],
      ]),
    );
    expect(report.kl).toEqual({ value: null, reason: 'unreachable' });
    expect([report.zeroWeightProducers, report.silentProducers]).toEqual([['ghost'], ['mute']]);
    expect(report.jsBits).toBeCloseTo(0.5, 15);
    expect(report.producers.map(({ luck }) => luck)).toEqual([
      1,
      { value: null, reason: 'unreachable' },
      0,
      { value: null, reason: 'empty' },
    ]);
  });

  test('disjoint production is as far as can be, and nothing produced is undefined', () => {
    const far = divergence(new Map([['a', 1]]), new Map([['b', 1]]));
    expect([far.jsBits, far.jsDistance, far.totalVariation, far.hellinger]).toEqual([1, 1, 1, 1]);
    const none = divergence(weightsOf([0, 0]), equal(2));
    for (const value of [none.kl, none.jsDistance, none.maxGain, none.hellinger])
      expect(value).toEqual({ value: null, reason: 'empty' });
    expect(none.mostGained).toBeNull();
  });

  test('near equals do not drown in rounding: the distance falls in proportion to the difference', () => {
    const distance = (step: number) =>
      defined(divergence(weightsOf([1e12 + step, 1e12 - step]), weightsOf([1, 1])).jsDistance);
    // d is step / 1e12, and JS in nats is d^2/8 at first order.
    for (const step of [1, 100, 1e6])
      expect(distance(step) / (step / 1e12 / Math.sqrt(8 * Math.LN2))).toBeCloseTo(1, 3);
  });

  test('a G-test of 60:40 against halves has G = 2 (60 ln 1.2 + 40 ln 0.8)', () => {
    const test = gTest(weightsOf([60, 40]), equal(2));
    if (isUndefined(test)) throw new Error('undefined');
    expect(test.statistic).toBeCloseTo(2 * (60 * Math.log(1.2) + 40 * Math.log(0.8)), 12);
    // The complementary error function of sqrt(G / 2).
    expect(test.pValue).toBeCloseTo(0.044774772329, 11);
    expect(test).toMatchObject({ degreesOfFreedom: 1, cells: 2, pooled: [] });
  });

  test('a G-test pools producers who expect fewer than five blocks', () => {
    const weights = weightsOf([50, 44, 3, 3, 0]);
    expect(gTest(weightsOf([50, 44, 5, 1, 0]), weights)).toMatchObject({
      statistic: 0,
      pValue: 1,
      cells: 3,
      degreesOfFreedom: 2,
      pooled: ['p002', 'p003'],
    });
    // A pool of 4 joins the 46.
    expect(gTest(weightsOf([50, 46, 4]), weightsOf([50, 46, 4]))).toMatchObject({ cells: 2, pooled: ['p002'] });
    expect(gTest(weightsOf([2, 2]), equal(2))).toEqual({ value: null, reason: 'too-few-samples' });
    expect(gTest(weightsOf([50, 49, 1]), weightsOf([1, 1, 0]))).toMatchObject({
      statistic: { value: null, reason: 'unreachable' },
      pValue: 0,
    });
  });

  test('a G-test of pure luck rejects as often as its level says', () => {
    const w = weightsOf([8, 5, 3, 2, 1, 1]);
    const draw = multinomialSampler(w);
    const rng = alea('g');
    let rejected = 0;
    for (let run = 0; run < 2000; run++) {
      const test = gTest(draw(1000, rng), w);
      if (!isUndefined(test) && test.pValue < 0.05) rejected++;
    }
    // Standard error 0.5 points; the chi-square approximation costs a little more.
    expect(Math.abs(rejected / 2000 - 0.05)).toBeLessThan(0.015);
  });

  test('the profit slope is 0 at par, positive when the large gain and undefined among equals', () => {
    const weights = weightsOf([6, 3, 1]);
    expect(profitSlope(weights, weights)).toBe(0);
    expect(profitSlope(weightsOf([70, 25, 5]), weights)).toBeGreaterThan(0);
    expect(profitSlope(weightsOf([2, 1]), equal(2))).toEqual({ value: null, reason: 'single' });
    // Relative gains 1/6, -1/6, -1/2 on shares 0.6, 0.3, 0.1, whose squares sum to 0.46.
    expect(profitSlope(weightsOf([70, 25, 5]), weights)).toBeCloseTo(
      ((1 / 6) * (0.6 - 1 / 3) + (-1 / 6) * (0.3 - 1 / 3) - (1 / 2) * (0.1 - 1 / 3)) / (0.46 - 1 / 3),
      12,
    );
  });

  test('the concentration that a protocol added is that of its blocks less that of its weights', () => {
    const delta = concentrationDelta(weightsOf([3, 1]), equal(2));
    expect(delta).toEqual({ hhi: 0.125, concentrationRatio1: 0.25, effectiveProducers: 1.6 - 2 });
    expect(concentrationDelta(new Map(), equal(2)).hhi).toEqual({ value: null, reason: 'empty' });
  });
});

describe('compounding stake', () => {
  test("has the urn's equitability n / ((A+1)(A+n)) within five standard errors", () => {
    const [start, total, blocks, seeds] = [0.2, 20, 50, 4000];
    const rng = alea('urn');
    const shares = Array.from({ length: seeds }, () => {
      let own = start * total;
      for (let block = 0; block < blocks; block++) if (rng() * (total + block) < own) own++;
      return own / (total + blocks);
    });
    const wanted = blocks / ((total + 1) * (total + blocks));
    // A variance over 4,000 seeds has a relative standard error near sqrt(2/4000) = 2.2 percent.
    expect(Math.abs(defined(equitability(shares, start)) / wanted - 1)).toBeLessThan(0.11);
  });

  test('equitability needs two seeds and a share strictly between 0 and 1', () => {
    expect(equitability([0.5], 0.5)).toEqual({ value: null, reason: 'too-few-samples' });
    expect(equitability([0, 0], 0)).toEqual({ value: null, reason: 'single' });
    expect(equitability([0, 1], 0.5, { estimator: 'population' })).toBe(1);
    expect(equitability([0.25, 0.75], 0.5)).toBe(0.5);
    expect(() => equitability([0.5, 2], 0.5)).toThrow('share is 2');
  });
});
