import {
  BLOCKING_THIRD,
  GIVEN,
  MAJORITY,
  QUORUM_TWO_THIRDS,
  atkinson,
  bottomShare,
  coefficientOfVariation,
  concentration,
  concentrationRatio,
  custom,
  decimalWeights,
  describeThreshold,
  effectiveProducers,
  evenness,
  freezeWeights,
  gini,
  hhi,
  hhiNormalized,
  hhiUnbiased,
  hoover,
  kwonEpsilon,
  livenessCoefficient,
  lorenzCurve,
  maxPowerRatio,
  meanLogDeviation,
  minNakamoto,
  nakamotoCoefficient,
  renyiEntropy,
  selfish,
  shannonEntropy,
  supermajorityCoefficient,
  tauIndex,
  theil,
  topShare,
  unattributedInterval,
  zipfExponent,
} from '../../src/metrics/index.js';
import type { Undefined, Weights } from '../../src/metrics/index.js';
import { defined, equal, scaledUp, weightsOf } from './weights-of.js';

const population = GIVEN;

describe('n equal producers', () => {
  test('have strict half floor(n/2)+1, third ceil(n/3), two thirds floor(2n/3)+1 and HHI 1/n for every n to 1000', () => {
    const growing = new Map<string, number>();
    for (let n = 1; n <= 1000; n++) {
      const w = freezeWeights(growing.set(`p${n}`, 1));
      expect([nakamotoCoefficient(w), livenessCoefficient(w), supermajorityCoefficient(w)]).toEqual([
        Math.floor(n / 2) + 1,
        Math.ceil(n / 3),
        Math.floor((2 * n) / 3) + 1,
      ]);
      expect([hhi(w), gini(w), theil(w), hoover(w)]).toEqual([1 / n, 0, 0, 0]);
      expect(effectiveProducers(w)).toBe(n);
    }
  });

  test('of even number from 2 to 1000 need n/2+1 when each holds a tenth, or a third of a huge stake', () => {
    const growing = new Map<string, number>();
    for (let n = 2; n <= 1000; n += 2) {
      growing.set(`p${n - 1}`, 0.1).set(`p${n}`, 0.1);
      expect(nakamotoCoefficient(growing)).toBe(n / 2 + 1);
      if (n % 50 === 0) expect(nakamotoCoefficient(equal(n, 10n ** 30n / 3n))).toBe(n / 2 + 1);
    }
  });

  test('have entropy log n, evenness 1, no deviation and the mth share m/n', () => {
    const w = equal(64);
    expect(shannonEntropy(w)).toBeCloseTo(6, 14);
    expect(evenness(w)).toBeCloseTo(1, 14);
    expect([meanLogDeviation(w), atkinson(w, 1), coefficientOfVariation(w)]).toEqual([0, 0, 0]);
    expect([concentrationRatio(w, 16), concentrationRatio(w, 65)]).toEqual([0.25, 1]);
    expect(zipfExponent(w)).toEqual({ exponent: 0, r2: null });
    expect(hhiNormalized(w)).toBe(0);
  });
});

describe('one producer holding everything among n', () => {
  const w = weightsOf([7, 0, 0, 0, 0]);

  test('has Gini (n-1)/n, HHI 1, CV sqrt(n-1), Theil ln n and Hoover (n-1)/n over the population', () => {
    expect([gini(w, { population }), hhi(w), hoover(w, { population })]).toEqual([0.8, 1, 0.8]);
    expect(coefficientOfVariation(w, { population })).toBe(2);
    expect(theil(w, { population })).toBeCloseTo(Math.log(5), 15);
    expect(gini(w, { population, correction: 'n-1' })).toBe(1);
    expect(gini(w, { population: { mode: 'size', size: 10 } })).toBe(0.9);
  });

  test('has Gini 0 and no normalised form over the active producers', () => {
    const single = { value: null, reason: 'single' };
    expect(gini(w)).toBe(0);
    expect([evenness(w), hhiNormalized(w), gini(w, { correction: 'n-1' })]).toEqual([single, single, single]);
    expect(evenness(w, { population })).toBe(0);
  });

  test('has entropy 0 and never -0', () => {
    for (const value of [shannonEntropy(w), renyiEntropy(w, 2), renyiEntropy(w, Infinity), theil(w), gini(w)])
      expect(Object.is(value, 0)).toBe(true);
  });
});

describe('thresholds', () => {
  test('strict wants more: a top producer of exactly half needs a second, inclusive does not', () => {
    const w = weightsOf([2, 1, 1]);
    expect([tauIndex(w, MAJORITY), tauIndex(w, custom(1, 2, false))]).toEqual([2, 1]);
  });

  test('three equal producers: one blocks, two are not a quorum', () => {
    expect([tauIndex(equal(3), BLOCKING_THIRD), tauIndex(equal(3), QUORUM_TWO_THIRDS)]).toEqual([1, 3]);
    expect(supermajorityCoefficient(weightsOf([2, 1]))).toBe(2);
  });

  test('nothing exceeds the whole, at least nothing is refused, more than nothing is one', () => {
    expect(tauIndex(equal(3), custom(1, 1, true))).toEqual({ value: null, reason: 'unreachable' });
    expect(tauIndex(equal(3), custom(1, 1, false))).toBe(3);
    expect(tauIndex(equal(3), custom(0, 1, true))).toBe(1);
    expect(() => tauIndex(equal(3), { numerator: 0n, denominator: 1n, strict: false })).toThrow('at least 0');
    expect(() => custom(1, 0, true)).toThrow('1/0');
    expect(() => custom(-1, 2, true)).toThrow('-1/2');
  });

  test.each([
    [0, '> 1/3'],
    [0.5, '> 5/20'],
    [0.75, '> 25/150'],
    [1, '> 0/1'],
  ])('selfish mining with gamma %p pays with %s', (gamma, label) => {
    expect(describeThreshold(selfish(gamma))).toBe(label);
  });

  test('one hundred equal producers, each one percent, need 34 for a third and 33 for 0.33', () => {
    expect(tauIndex(equal(100), custom(33, 100, false))).toBe(33);
    expect(livenessCoefficient(equal(100))).toBe(34);
  });
});

describe('small worked examples', () => {
  test('8 6 3 3 has HHI 0.295, Gini 0.225, Hoover 0.2 and 3.39 effective producers', () => {
    const w = weightsOf([8, 6, 3, 3]);
    expect([hhi(w), gini(w), hoover(w)]).toEqual([0.295, 0.225, 0.2]);
    expect(effectiveProducers(w)).toBe(400 / 118);
    expect(effectiveProducers(w, { order: Infinity })).toBe(2.5);
    expect(effectiveProducers(w, { order: 0 })).toBe(4);
    expect(renyiEntropy(w, 2)).toBeCloseTo(Math.log2(400 / 118), 14);
    expect(hhiUnbiased(w)).toBe((56 + 30 + 6 + 6) / 380);
  });

  test('the Miller-Madow correction adds (k-1)/2N nats', () => {
    const w = weightsOf([2, 1, 1]);
    const nats = { base: Math.E } as const;
    expect(shannonEntropy(w, { ...nats, correction: 'miller-madow' })).toBeCloseTo(1.5 * Math.LN2 + 2 / 8, 15);
  });

  test('Renyi and Hill numbers are continuous where the order passes 1', () => {
    const w = weightsOf([8, 6, 3, 3]);
    const near = [0.98, 0.99, 0.991, 0.999999999, 1, 1.000000001, 1.009, 1.01, 1.02].map((order) =>
      defined(effectiveProducers(w, { order })),
    );
    for (let i = 1; i < near.length; i++) {
      expect(near[i]).toBeLessThanOrEqual(near[i - 1]! + 1e-14);
      expect(near[i - 1]! - near[i]!).toBeLessThan(0.01);
    }
  });

  test('tail shares round members up at the top and down at the bottom, reading 0.1 as a tenth', () => {
    const w = weightsOf(Array.from({ length: 70 }, (_, i) => 70 - i));
    expect(topShare(w, 0.1)).toBe((70 + 69 + 68 + 67 + 66 + 65 + 64) / 2485);
    expect(bottomShare(weightsOf([5, 3, 1]), 0.5)).toBe(1 / 9);
    expect(bottomShare(weightsOf([5, 0, 0]), 0.5, { population })).toBe(0);
    expect([topShare(w, 0), topShare(w, 1), bottomShare(w, 1)]).toEqual([0, 1, 1]);
  });

  test('the Lorenz curve starts at (0, 0) and ends at (1, 1)', () => {
    expect(lorenzCurve(weightsOf([3, 1, 0]), { population })).toEqual([
      { members: 0, weight: 0 },
      { members: 1 / 3, weight: 0 },
      { members: 2 / 3, weight: 0.25 },
      { members: 1, weight: 1 },
    ]);
  });

  test('Kwon epsilon takes the nearest rank among the active producers', () => {
    const w = weightsOf([8, 4, 2, 1, 0]);
    expect([0, 25, 26, 50, 75, 100].map((percentile) => kwonEpsilon(w, { percentile }))).toEqual([7, 7, 3, 3, 1, 0]);
  });

  test("Zipf's own weights have exponent 1 and explain all of the variance", () => {
    const w = weightsOf(Array.from({ length: 30 }, (_, i) => 1 / (i + 1)));
    const fit = zipfExponent(w) as { exponent: number; r2: number };
    expect(fit.exponent).toBeCloseTo(1, 12);
    expect(fit.r2).toBeCloseTo(1, 12);
    expect(zipfExponent(weightsOf([2, 1]))).toEqual({ value: null, reason: 'too-few-samples' });
  });

  test('silent members raise the Atkinson index, to 1 from an aversion of 1 on', () => {
    const w = weightsOf([1, 1, 0, 0]);
    expect(atkinson(w, 0.5, { population })).toBeCloseTo(0.5, 14);
    expect([atkinson(w, 1, { population }), atkinson(w, 3, { population })]).toEqual([1, 1]);
    expect(meanLogDeviation(w, { population })).toEqual({ value: null, reason: 'zero-in-population' });
    expect(() => atkinson(w, 0)).toThrow('epsilon');
    expect(atkinson(weightsOf([2, 1, 1]), 2)).toBeCloseTo(1 - 3 / 2.5 / (4 / 3), 14);
  });
});

describe('several resources and unknown mass', () => {
  test('the least coefficient names its resource and those without one', () => {
    const result = minNakamoto({ stake: equal(9), host: weightsOf([6, 3, 1]), client: new Map() });
    expect(result).toMatchObject({ value: 1, weakest: ['host'], skipped: ['client'] });
    expect(result.coefficients['stake']).toBe(5);
    expect(minNakamoto(new Map<string, Weights>())).toMatchObject({ value: null, weakest: [], skipped: [] });
  });

  test('unattributed mass sides with the coalition or with nobody', () => {
    expect(unattributedInterval(weightsOf([40, 30]), 30)).toEqual([1, 2]);
    expect(unattributedInterval(weightsOf([20, 20]), 60)).toEqual([1, null]);
    expect(unattributedInterval(weightsOf([0.4, 0.3]), 0.3)).toEqual([1, 2]);
    expect(unattributedInterval(weightsOf([4n, 3n]), 0.5)).toEqual([1, 1]);
    expect(unattributedInterval(new Map(), 60)).toEqual({ value: null, reason: 'empty' });
    expect(() => unattributedInterval(weightsOf([1]), -1)).toThrow('unattributed');
  });
});

describe('no mass', () => {
  const metrics: Record<string, (w: Weights) => unknown> = {
    nakamotoCoefficient,
    maxPowerRatio,
    hhi,
    hhiNormalized: (w) => hhiNormalized(w),
    hhiUnbiased,
    effectiveProducers: (w) => effectiveProducers(w),
    shannonEntropy: (w) => shannonEntropy(w),
    evenness: (w) => evenness(w),
    renyiEntropy: (w) => renyiEntropy(w, 2),
    gini: (w) => gini(w, { population }),
    theil: (w) => theil(w, { population }),
    meanLogDeviation: (w) => meanLogDeviation(w),
    atkinson: (w) => atkinson(w, 1),
    hoover: (w) => hoover(w),
    coefficientOfVariation: (w) => coefficientOfVariation(w),
    lorenzCurve: (w) => lorenzCurve(w),
    topShare: (w) => topShare(w, 0.1),
    bottomShare: (w) => bottomShare(w, 0.5),
    kwonEpsilon: (w) => kwonEpsilon(w, { percentile: 50 }),
    zipfExponent,
  };
  test.each(Object.keys(metrics))('%s is undefined and not 0', (name) => {
    const empty: Undefined = { value: null, reason: 'empty' };
    expect([metrics[name]!(new Map()), metrics[name]!(weightsOf([0, 0, 0n]))]).toEqual([empty, empty]);
  });
});

describe('the report', () => {
  test('says its conventions and survives JSON, whatever the weights', () => {
    const report = concentration(scaledUp(weightsOf([3, 2, 1, 0])), {
      population,
      thresholds: [custom(1, 4, false), custom(1, 1, true)],
    });
    const saved = JSON.parse(JSON.stringify(report));
    expect(saved).toEqual(report);
    expect(saved).toMatchObject({ active: 3, population: 4, total: 6e25, nakamoto: 2, gini: 10 / 24 });
    expect(saved.thresholds[0]).toEqual({ threshold: '>= 1/4', coefficient: 1, perActive: 1 / 3 });
    expect(saved.thresholds[1].coefficient).toEqual({ value: null, reason: 'unreachable' });
    expect(saved.convention.population).toBe('all listed producers, zeros included');
  });

  test('decimal texts beyond a double keep their exact proportions', () => {
    const w = decimalWeights([
      ['a', '8.897118049154783e+24'],
      ['b', '8897118049154783000000000.000000001'],
      ['c', '0'],
    ]);
    expect(nakamotoCoefficient(w)).toBe(1);
    expect(() => decimalWeights([['a', '-1']])).toThrow('"a"');
    expect(() => decimalWeights([['a', 'ten']])).toThrow('"a"');
    expect(() =>
      decimalWeights([
        ['a', '1'],
        ['a', '2'],
      ]),
    ).toThrow('listed twice');
  });
});
