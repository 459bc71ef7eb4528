import { MAJORITY, custom, shapleyShubik } from '../../src/metrics/index.js';
import type { Weight } from '../../src/metrics/index.js';
import { gaussLegendre } from '../../src/metrics/quadrature.js';
import { equal, weightsOf } from './weights-of.js';

function powers(values: Iterable<Weight>, threshold = MAJORITY): number[] {
  return [...(shapleyShubik(weightsOf(values), threshold) as ReadonlyMap<string, number>).values()];
}

test('4 2 1 1 with a quota of 5 has powers 3/4 and 1/12', () => {
  powers([4, 2, 1, 1]).forEach((power, i) => expect(power).toBeCloseTo([3 / 4, 1 / 12, 1 / 12, 1 / 12][i]!, 15));
});

test('an apex of 3 among four ones has power 3/5', () => {
  powers([3, 1, 1, 1, 1]).forEach((power, i) => expect(power).toBeCloseTo([0.6, 0.1, 0.1, 0.1, 0.1][i]!, 15));
});

test('a producer with more than half has all the power, a silent one none', () => {
  expect(powers([5, 2, 2, 0])).toEqual([1, 0, 0, 0]);
});

test('a holder of w among many ones is pivotal from place quota - w + 1 on: w of n + 1 places', () => {
  for (const [ones, large] of [
    [13, 5],
    [40, 20],
    [99, 30],
    [200, 1],
  ] as const) {
    const [first, ...rest] = powers([large, ...Array.from({ length: ones }, () => 1)]);
    expect(first).toBeCloseTo(large / (ones + 1), 12);
    for (const power of rest) expect(power).toBeCloseTo((1 - large / (ones + 1)) / ones, 12);
  }
});

test('thirteen producers have the same power by the table and by enumerating all coalitions', () => {
  // A total that no table holds forces enumeration; none of these thresholds is met exactly, so the game is the same.
  const values = [23, 19, 17, 13, 11, 7, 7, 5, 3, 2, 2, 1, 1];
  const fine = values.map((value, i) => BigInt(value) * 10n ** 15n + (i === 0 ? 1n : 0n));
  for (const threshold of [MAJORITY, custom(3, 5, true), custom(9, 20, false)]) {
    const byTable = powers(values, threshold);
    powers(fine, threshold).forEach((power, i) => expect(power).toBeCloseTo(byTable[i]!, 12));
    expect(byTable.reduce((sum, power) => sum + power, 0)).toBeCloseTo(1, 13);
  }
});

test('a threshold beyond the whole is unreachable, and too fine a game for a table is refused with advice', () => {
  expect(shapleyShubik(equal(3), custom(1, 1, true))).toEqual({ value: null, reason: 'unreachable' });
  expect(powers([2, 1, 1], custom(1, 1, false))).toEqual([1 / 3, 1 / 3, 1 / 3]);
  const fine = weightsOf(Array.from({ length: 30 }, (_, i) => 10n ** 18n + BigInt(i)));
  expect(() => shapleyShubik(fine)).toThrow('coarser unit');
});

test.each([1, 2, 3, 10, 28, 60])('the rule of %i nodes integrates powers of t up to twice that less one', (n) => {
  const { nodes, weights } = gaussLegendre(n);
  for (const degree of [0, 1, n, 2 * n - 1]) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += weights[i]! * Math.exp(degree * Math.log(nodes[i]!));
    expect(sum).toBeCloseTo(1 / (degree + 1), 13);
  }
});
