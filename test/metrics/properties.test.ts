import fc from 'fast-check';
import {
  GIVEN,
  MAJORITY,
  atkinson,
  binomialRange,
  bootstrap,
  bottomShare,
  coefficientOfVariation,
  columns,
  computeColumns,
  concentrationRatio,
  custom,
  divergence,
  effectiveProducers,
  evenness,
  freezeWeights,
  gini,
  group,
  hhi,
  hhiNormalized,
  hoover,
  isUndefined,
  jsDistance,
  kwonEpsilon,
  livenessCoefficient,
  meanLogDeviation,
  nakamotoCoefficient,
  nakamotoInterval,
  renyiEntropy,
  shannonEntropy,
  shapleyShubik,
  supermajorityCoefficient,
  tauIndex,
  theil,
  topShare,
  totalVariation,
  unattributedInterval,
} from '../../src/metrics/index.js';
import type { Undefined, Weights } from '../../src/metrics/index.js';
import { alea } from './random.js';
import { defined, scaledUp, weightsOf } from './weights-of.js';

const population = GIVEN;
const counts = fc
  .array(fc.oneof(fc.nat(3), fc.nat(1000)), { minLength: 1, maxLength: 30 })
  .filter((values) => values.some((value) => value > 0))
  .map((values) => weightsOf(values) as Map<string, number>);
const decimals = fc
  .array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 12 })
  .filter((values) => values.some((value) => value > 0))
  .map((values) => weightsOf(values));
const threshold = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 60, max: 61 }), fc.boolean())
  .map(([numerator, denominator, strict]) => custom(numerator, denominator, strict));

const shapeMetrics: Record<string, (w: Weights) => number | Undefined> = {
  nakamotoCoefficient,
  livenessCoefficient,
  supermajorityCoefficient,
  concentrationRatio3: (w) => concentrationRatio(w, 3),
  hhi,
  hhiNormalized: (w) => hhiNormalized(w, { population }),
  effectiveProducers: (w) => effectiveProducers(w),
  effectiveProducers1: (w) => effectiveProducers(w, { order: 1 }),
  renyi3: (w) => renyiEntropy(w, 3),
  shannonEntropy: (w) => shannonEntropy(w),
  evenness: (w) => evenness(w),
  gini: (w) => gini(w, { population }),
  theil: (w) => theil(w, { population }),
  meanLogDeviation: (w) => meanLogDeviation(w),
  atkinson: (w) => atkinson(w, 0.5, { population }),
  hoover: (w) => hoover(w, { population }),
  coefficientOfVariation: (w) => coefficientOfVariation(w, { population }),
  kwonEpsilon: (w) => kwonEpsilon(w, { percentile: 50 }),
  topShare: (w) => topShare(w, 0.1, { population }),
  bottomShare: (w) => bottomShare(w, 0.5, { population }),
};

const check = (property: fc.IProperty<any>, numRuns = 100) => fc.assert(property, { numRuns, seed: 1 });
/** Allows for the rounding of sums of logarithms and of nothing else. */
const notAbove = (low: number, high: number) => low <= high + 1e-12 * Math.max(1, Math.abs(high));
const near = (a: number, b: number) => Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(a), Math.abs(b));

test.each(Object.keys(shapeMetrics))('%s does not change with order, unit or number type of the weights', (name) => {
  const metric = shapeMetrics[name]!;
  check(
    fc.property(counts, (w) => {
      const value = metric(w);
      expect(metric(new Map([...w].toReversed()))).toEqual(value);
      expect(metric(new Map([...w].map(([id, weight]) => [id, weight * 4])))).toEqual(value);
      expect(metric(scaledUp(w))).toEqual(value);
      expect(metric(freezeWeights(w))).toEqual(value);
    }),
    60,
  );
});

test('every column is the same for safe integers and for the same shares in bigints', () => {
  const scaleFree = columns.filter(({ name, compares }) => compares !== 'counts' && name !== 'g_test_p');
  check(
    fc.property(counts, counts, (w, v) => {
      const small = computeColumns(scaleFree, { counts: w, weights: v, population });
      const big = computeColumns(scaleFree, { counts: scaledUp(w), weights: scaledUp(v), population });
      expect(big).toEqual(small);
    }),
    60,
  );
});

test('merging two producers never decentralises', () => {
  check(
    fc.property(fc.oneof(counts, decimals), fc.nat(), fc.nat(), (w, i, j) => {
      const ids = [...w.keys()];
      const pair = new Set([ids[i % ids.length]!, ids[j % ids.length]!]);
      const merged = group(w, (id) => (pair.has(id) ? 'merged' : undefined));
      for (const metric of [nakamotoCoefficient, livenessCoefficient, supermajorityCoefficient])
        expect(metric(merged)).toBeLessThanOrEqual(defined(metric(w)));
      for (const order of [0, 0.5, 1, 2, 7, Infinity]) {
        expect(notAbove(defined(renyiEntropy(merged, order)), defined(renyiEntropy(w, order)))).toBe(true);
        const hill = (x: Weights) => defined(effectiveProducers(x, { order }));
        expect(notAbove(hill(merged), hill(w))).toBe(true);
      }
      expect(hhi(merged)).toBeGreaterThanOrEqual(defined(hhi(w)));
      for (const m of [1, 2, 5])
        expect(concentrationRatio(merged, m)).toBeGreaterThanOrEqual(defined(concentrationRatio(w, m)));
    }),
  );
});

test('silent members leave the zero-blind metrics alone and follow the Gini law', () => {
  const zeroBlind = ['hhi', 'shannonEntropy', 'nakamotoCoefficient', 'livenessCoefficient', 'concentrationRatio3'];
  check(
    fc.property(counts, fc.nat(20), (w, z) => {
      const wider = new Map([...w, ...Array.from({ length: z }, (_, i) => [`silent${i}`, 0] as const)]);
      for (const name of zeroBlind) expect(shapeMetrics[name]!(wider)).toEqual(shapeMetrics[name]!(w));
      const before = defined(gini(w, { population }));
      const law = 1 - (w.size / (w.size + z)) * (1 - before);
      expect(near(defined(gini(wider, { population })), law)).toBe(true);
      expect(gini(wider, { population })).toBe(gini(w, { population: { mode: 'size', size: w.size + z } }));
    }),
  );
});

test('Hill numbers fall with their order and lie between 1 and the active producers', () => {
  check(
    fc.property(fc.oneof(counts, decimals), fc.double({ min: 0, max: 50, noNaN: true }), (w, order) => {
      const hill = [0, order / 2, order, order + 1, Infinity].map((q) => defined(effectiveProducers(w, { order: q })));
      for (let i = 1; i < hill.length; i++) expect(notAbove(hill[i]!, hill[i - 1]!)).toBe(true);
      expect(hill.at(-1)).toBeGreaterThanOrEqual(1);
    }),
  );
});

test('identities: CV^2 = n HHI - 1, Theil = ln n - H, A(1) = 1 - exp(-MLD), Hill 2 = 1/HHI, Hoover = TV to equality', () => {
  check(
    fc.property(fc.oneof(counts, decimals), (w) => {
      const n = w.size;
      const cv = defined(coefficientOfVariation(w, { population }));
      expect(near(cv * cv, n * defined(hhi(w)) - 1)).toBe(true);
      const nats = defined(shannonEntropy(w, { base: Math.E }));
      expect(near(defined(theil(w, { population })), Math.log(n) - nats)).toBe(true);
      expect(near(defined(atkinson(w, 1)), -Math.expm1(-defined(meanLogDeviation(w))))).toBe(true);
      expect(near(defined(effectiveProducers(w)) * defined(hhi(w)), 1)).toBe(true);
      const uniform = new Map([...w.keys()].map((id) => [id, 1]));
      expect(near(defined(hoover(w, { population })), defined(totalVariation(w, uniform)))).toBe(true);
      const kl = divergence(w, uniform).kl;
      expect(near(defined(kl) * Math.LN2, defined(theil(w, { population })))).toBe(true);
      expect(near(defined(topShare(w, 0.5, { population })) + defined(bottomShare(w, 0.5, { population })), 1)).toBe(
        true,
      );
    }),
  );
});

test('liveness <= Nakamoto <= supermajority, and a higher threshold never needs fewer', () => {
  check(
    fc.property(fc.oneof(counts, decimals), threshold, threshold, (w, a, b) => {
      expect(livenessCoefficient(w)).toBeLessThanOrEqual(defined(nakamotoCoefficient(w)));
      expect(nakamotoCoefficient(w)).toBeLessThanOrEqual(defined(supermajorityCoefficient(w)));
      const [low, high] = a.numerator * b.denominator <= b.numerator * a.denominator ? [a, b] : [b, a];
      if (low.numerator * high.denominator === high.numerator * low.denominator) return;
      const reached = (outcome: number | Undefined) => (isUndefined(outcome) ? Infinity : outcome);
      expect(reached(tauIndex(w, low))).toBeLessThanOrEqual(reached(tauIndex(w, high)));
    }),
  );
});

test('a coefficient is the least: its members reach the threshold and one fewer does not, in exact fractions', () => {
  check(
    fc.property(counts, threshold, (w, t) => {
      const m = tauIndex(w, t);
      const values = [...w.values()].toSorted((x, y) => y - x);
      const total = BigInt(values.reduce((sum, value) => sum + value, 0));
      const reaches = (members: number) => {
        const held = BigInt(values.slice(0, members).reduce((sum, value) => sum + value, 0)) * t.denominator;
        return t.strict ? held > total * t.numerator : held >= total * t.numerator;
      };
      if (isUndefined(m)) return expect(reaches(values.length)).toBe(false);
      return expect([reaches(m), reaches(m - 1)]).toEqual([true, false]);
    }),
  );
});

test('divergences lie in their ranges, are symmetric where they should be, and are 0 between equals', () => {
  check(
    fc.property(fc.oneof(counts, decimals), fc.oneof(counts, decimals), (p, q) => {
      const report = divergence(p, q);
      const { jsBits, hellinger, totalVariation: tv, maxGain, maxLoss } = report;
      for (const value of [jsBits, report.jsDistance, hellinger, tv]) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }
      expect(near(defined(jsDistance(q, p)), defined(report.jsDistance))).toBe(true);
      expect(maxGain).toBeGreaterThanOrEqual(0);
      expect(maxLoss).toBeLessThanOrEqual(0);
      expect(defined(maxGain)).toBeLessThanOrEqual(defined(tv) + 1e-15);
      // h^2 <= TV <= h sqrt(2 - h^2), and JS <= TV.
      const h = defined(hellinger);
      expect(notAbove(h * h, defined(tv)) && notAbove(defined(tv), h * Math.sqrt(2 - h * h))).toBe(true);
      expect(notAbove(defined(jsBits), defined(tv))).toBe(true);
      expect(divergence(p, p)).toMatchObject({ kl: 0, jsBits: 0, totalVariation: 0, maxGain: 0, maxLoss: 0 });
    }),
  );
});

test('intervals contain their point and unattributed mass brackets the coefficient of any attribution', () => {
  check(
    fc.property(counts, fc.nat(100), fc.nat(1e6), (w, mass, seed) => {
      const rng = alea(String(seed));
      for (const interval of [nakamotoInterval(w, { rng }), binomialRange(w)]) {
        if (isUndefined(interval)) throw new Error('undefined interval');
        expect(interval.low).toBeLessThanOrEqual(interval.point);
        expect(interval.high ?? Infinity).toBeGreaterThanOrEqual(interval.point);
      }
      const sampled = bootstrap(w, nakamotoCoefficient, { resamples: 20, rng });
      if (isUndefined(sampled)) throw new Error('undefined bootstrap');
      expect(sampled.unbiased![0]).toBeLessThanOrEqual(defined(sampled.point));
      expect(sampled.unbiased![1]).toBeGreaterThanOrEqual(defined(sampled.point));

      const bounds = unattributedInterval(w, mass);
      if (isUndefined(bounds)) throw new Error('undefined bounds');
      const [low, high] = bounds;
      const largest = [...w].toSorted((x, y) => y[1] - x[1])[0]![0];
      const sided = new Map(w).set(largest, w.get(largest)! + mass);
      expect(low).toBeLessThanOrEqual(defined(nakamotoCoefficient(sided)));
      const spread = new Map([...w, ...Array.from({ length: mass }, (_, i) => [`crumb${i}`, 1] as const)]);
      if (high !== null) expect(nakamotoCoefficient(spread)).toBe(high);
    }),
    60,
  );
});

test('Shapley-Shubik powers sum to 1, are equal for equal weights, never fall with weight and ignore the unit', () => {
  check(
    fc.property(counts, threshold, (w, t) => {
      const powers = shapleyShubik(w, t);
      if (isUndefined(powers)) return expect(isUndefined(tauIndex(w, t))).toBe(true);
      const sum = [...powers.values()].reduce((total, power) => total + power, 0);
      expect(Math.abs(sum - 1)).toBeLessThan(1e-12);
      const ranked = [...w].toSorted(([, a], [, b]) => a - b);
      for (let i = 1; i < ranked.length; i++) {
        const [below, above] = [powers.get(ranked[i - 1]![0])!, powers.get(ranked[i]![0])!];
        if (ranked[i - 1]![1] === ranked[i]![1]) expect(above).toBe(below);
        expect(above).toBeGreaterThanOrEqual(below - 1e-12);
      }
      return expect(shapleyShubik(scaledUp(w), t)).toEqual(powers);
    }),
    60,
  );
});

test('a majority game of all subsets gives the power that counting every order gives', () => {
  const orders = (ids: string[]): string[][] =>
    ids.length === 0
      ? [[]]
      : ids.flatMap((id) => orders(ids.filter((other) => other !== id)).map((rest) => [id, ...rest]));
  const few = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }).map((v) => weightsOf(v));
  check(
    fc.property(few, (w) => {
      const total = [...w.values()].reduce<number>((sum, weight) => sum + Number(weight), 0);
      const all = orders([...w.keys()]);
      const pivots = new Map([...w.keys()].map((id) => [id, 0]));
      for (const order of all) {
        let held = 0;
        const pivot = order.find((id) => (held += Number(w.get(id))) * 2 > total)!;
        pivots.set(pivot, pivots.get(pivot)! + 1);
      }
      for (const [id, power] of shapleyShubik(w, MAJORITY) as ReadonlyMap<string, number>)
        expect(near(power, pivots.get(id)! / all.length)).toBe(true);
    }),
    40,
  );
});
