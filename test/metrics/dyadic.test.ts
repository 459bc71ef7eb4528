import fc from 'fast-check';
import { jsDistance } from '../../src/metrics/divergence.js';
import { ExactSum, scaled } from '../../src/metrics/dyadic.js';
import { ratio } from '../../src/metrics/rational.js';
import { distributionOf, freezeWeights, sortedWeights, type Weights } from '../../src/metrics/weights.js';

/** 2^300 makes every double below an integer. */
const BITS = 300;
const moderate = fc.double({ min: 1e-60, max: 1e60, noNaN: true });
const stake = fc.oneof(
  moderate,
  fc.constantFrom(0, 1, 3, 0.1, 1 / 3, 5e-30, 1e9 + 0.5),
  fc.integer({ min: 1, max: 99 }).map((n) => n / 7),
);

/** What is asked of doubles, and of the same numbers as integers. */
function answers(w: Weights) {
  const d = distributionOf(w);
  const n = d.given + 2;
  const relative = (sum: bigint) => [sum * 2n ** 700n, d.total];
  const squares = d.sumOfSquares();
  return {
    shares: [...d.shares],
    relative: [...d.relativeTo(n)],
    logarithms: [...d.logarithmsRelativeTo(n)],
    byId: [...d.byId.shares],
    half: [d.leastReaching(1n, 2n, true), d.leastReaching(1n, 2n, false), d.leastReaching(0n, 1n, false)],
    all: [d.leastReaching(1n, 1n, true), d.leastReaching(1n, 1n, false), d.leastReaching(9n, 10n, false)],
    ratios: [d.sumByRank(n), d.sumOfDeviations(n), d.sumOfLargest(2)].map((sum) => {
      const [numerator, denominator] = relative(sum);
      return numerator! / denominator!;
    }),
    squares: (squares * 2n ** 700n) / (d.total * d.total),
    distance: jsDistance(w, freezeWeights(new Map([...w.keys()].map((id, i) => [id, i + 1])))),
  };
}

describe('doubles that are no integers', () => {
  test('give the very values that the same numbers give as integers of any size', () => {
    fc.assert(
      fc.property(fc.array(stake, { minLength: 1, maxLength: 40 }), (values) => {
        fc.pre(values.some((value) => value > 0));
        const ids = values.map((_, i) => `p${String(i).padStart(3, '0')}`);
        const integers = freezeWeights(new Map(ids.map((id, i) => [id, scaled(values[i]!, BITS)])));
        const expected = answers(integers);
        expect(answers(sortedWeights(ids, Float64Array.from(values)))).toEqual(expected);
        expect(answers(freezeWeights(new Map(ids.map((id, i) => [id, values[i]!]))))).toEqual(expected);
      }),
      { seed: 1, numRuns: 400 },
    );
  });

  test('are rounded to even where a quotient lies halfway between two doubles', () => {
    // The total is 1 and five times the largest has up to three digits too many: every fourth time it is a tie.
    fc.assert(
      fc.property(fc.integer({ min: 2 ** 51, max: 2 ** 52 }), (odd) => {
        const largest = 0.5 + odd / 2 ** 53;
        const weights = sortedWeights(['a', 'b', 'c'], Float64Array.of(largest, (1 - largest) / 2, (1 - largest) / 2));
        const exact = ratio(5n * scaled(largest, 60), 1n << 60n);
        expect(distributionOf(weights).relativeTo(5)[0]).toBe(exact);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  test('are added without rounding, whatever their signs', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 60 }), (values) => {
        const sum = new ExactSum();
        for (const value of values) sum.add(value);
        expect(sum.times(1074)).toBe(values.reduce((all, value) => all + scaled(value, 1074), 0n));
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});
