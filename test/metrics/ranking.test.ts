import { rankCorrelation, rankWithConfidence, type Contender } from '../../src/metrics/ranking.js';
import { alea } from './random.js';

const contender = (name: string, values: readonly number[]): Contender => ({
  name,
  values: new Map(values.map((value, i) => [`seed/${i}`, value])),
});

/** Normal values by the sum of twelve uniform ones. */
function normal(random: () => number): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random();
  return sum;
}

describe('a ranking with confidence', () => {
  test('orders by the mean, and leaves open what paired differences leave open', () => {
    // b is a plus noise around 0; c is always 5 below a, whatever the seed does.
    const noise = [0.1, -0.1, 0.05, -0.05, 0.02, -0.02];
    const base = [1, 9, 4, 7, 2, 8];
    const { ranked, seeds, pairs } = rankWithConfidence([
      contender(
        'c',
        base.map((value) => value - 5),
      ),
      contender('a', base),
      contender(
        'b',
        base.map((value, i) => value + noise[i]! - 0.001),
      ),
    ]);
    expect([seeds, pairs]).toEqual([6, 3]);
    expect(ranked.map(({ name, rankLow, rankHigh }) => [name, rankLow, rankHigh])).toEqual([
      ['a', 1, 2],
      ['b', 1, 2],
      ['c', 3, 3],
    ]);
  });

  test('what is alike in every seed shares its ranks, and a single seed decides nothing', () => {
    const alike = rankWithConfidence([contender('x', [1, 2, 3]), contender('y', [1, 2, 3]), contender('z', [0, 1, 2])]);
    expect(alike.ranked.map(({ rankLow, rankHigh }) => [rankLow, rankHigh])).toEqual([[1, 2], [1, 2], [3, 3]]); // prettier-ignore
    const single = rankWithConfidence([contender('x', [3]), contender('y', [1])]);
    expect(single.ranked.map(({ rankLow, rankHigh }) => [rankLow, rankHigh])).toEqual([[1, 2], [1, 2]]); // prettier-ignore
  });

  test('counts only the seeds that all have', () => {
    const { seeds } = rankWithConfidence([contender('x', [1, 2, 3, 4]), contender('y', [1, 2])]);
    expect(seeds).toBe(2);
  });

  test('ten equals are put in any order at most five times in a hundred', () => {
    const random = alea('equals');
    const worlds = 400;
    let wrong = 0;
    for (let world = 0; world < worlds; world++) {
      const equals = Array.from({ length: 10 }, (_, i) =>
        contender(
          `p${i}`,
          Array.from({ length: 10 }, () => normal(random)),
        ),
      );
      const { ranked } = rankWithConfidence(equals);
      if (ranked.some(({ rankLow, rankHigh }) => rankLow > 1 || rankHigh < 10)) wrong++;
    }
    // Binomial at .05: standard error .011. Without correction for 45 pairs it would be about .6.
    expect(wrong / worlds).toBeLessThan(0.05 + 4 * 0.011);
  });

  test('true differences are found', () => {
    const random = alea('unequal');
    const { ranked } = rankWithConfidence(
      [0, 6, 12].map((mean, i) =>
        contender(
          `p${i}`,
          Array.from({ length: 10 }, () => mean + normal(random)),
        ),
      ),
    );
    expect(ranked.map(({ name, rankLow, rankHigh }) => [name, rankLow, rankHigh])).toEqual([
      ['p2', 1, 1],
      ['p1', 2, 2],
      ['p0', 3, 3],
    ]);
  });
});

test('rank correlation is 1 for one order, −1 for the reverse, and undefined for equals', () => {
  expect(rankCorrelation([1, 2, 3, 4], [10, 20, 30, 99])).toBeCloseTo(1, 12);
  expect(rankCorrelation([1, 2, 3, 4], [4, 3, 2, 1])).toBeCloseTo(-1, 12);
  expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBeNull();
});
