import { overSeeds } from '../../src/metrics/over-seeds.js';
import { fairHolders, largestReturn, smallReturn } from '../../src/metrics/returns.js';
import { survivalMedian } from '../../src/metrics/survival.js';
import { alea } from './random.js';
import { weightsOf } from './weights-of.js';

describe('returns on weight', () => {
  const weights = weightsOf([4, 3, 2, 1, 0]);

  test('are 1 where everybody gets its due, and say who lost what', () => {
    const due = weightsOf([40, 30, 20, 10, 0]);
    expect([smallReturn(due, weights), largestReturn(due, weights)]).toEqual([1, 1]);
    // The lighter half of four holders weighs 3 of 10 and has 15 of 100 blocks.
    const unequal = weightsOf([60, 25, 10, 5, 0]);
    expect(smallReturn(unequal, weights)).toBeCloseTo(0.5, 12);
    expect(largestReturn(unequal, weights)).toBeCloseTo(1.5, 12);
  });

  test('count those whose share is within a part ε of their due, ends included', () => {
    // Shares .44, .27, .2, .09 against .4, .3, .2, .1: 10 %, −10 %, 0, −10 %.
    expect(fairHolders(weightsOf([44, 27, 20, 9, 0]), weights, 0.1)).toBe(1);
    expect(fairHolders(weightsOf([45, 26, 20, 9, 0]), weights, 0.1)).toBe(0.5);
  });

  test('are undefined without blocks, and of the lighter half of one holder', () => {
    expect(smallReturn(weightsOf([0, 0]), weightsOf([1, 1]))).toEqual({ value: null, reason: 'empty' });
    expect(smallReturn(weightsOf([5]), weightsOf([1]))).toEqual({ value: null, reason: 'single' });
  });
});

describe('median time by the survival curve', () => {
  const came = (time: number) => ({ time, came: true });
  const censored = (time: number) => ({ time, came: false });

  test('without censoring is the median', () => {
    expect(survivalMedian([1, 2, 3, 4, 5].map(came))).toMatchObject({ median: 3, censored: 0 });
  });

  test('uses censored runs until they end', () => {
    // S: 5/6 at 1, 5/6·3/4 = .625 at 3, .625/2 = .3125 at 6.
    const runs = [came(1), censored(2), came(3), censored(4), came(6), censored(9)];
    expect(survivalMedian(runs)).toMatchObject({ median: 6, censored: 3 });
  });

  test('is beyond what was seen where more than half never came', () => {
    expect(survivalMedian([came(3), censored(10), censored(10)])).toMatchObject({
      median: null,
      high: null,
      censored: 2,
    });
    expect(survivalMedian([])).toEqual({ value: null, reason: 'empty' });
  });

  test('has an interval that covers the true median 95 times in 100', () => {
    // Exponential times of mean 1, watched until 2: the median is ln 2, and 13.5 % are censored.
    let [seed, covered] = [12345, 0];
    const uniform = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
    const worlds = 400;
    for (let world = 0; world < worlds; world++) {
      const runs = Array.from({ length: 40 }, () => {
        const time = -Math.log(uniform());
        return time < 2 ? came(time) : censored(2);
      });
      const found = survivalMedian(runs) as { low: number | null; high: number | null };
      if (found.low! <= Math.LN2 && (found.high ?? Infinity) >= Math.LN2) covered++;
    }
    // Binomial: standard error .011.
    expect(Math.abs(covered / worlds - 0.95)).toBeLessThan(4 * 0.011);
  });
});

describe('over the seeds of a protocol', () => {
  const weights = [1, 2, 3, 4];
  const row = (runs: Parameters<typeof overSeeds>[0], name: string) =>
    overSeeds(runs).find((each) => each.name === name)!;
  const runOf = (counts: number[], centralizedAt: number | null = null) => ({ weights, counts, centralizedAt });

  test('robust fairness counts the seeds in which a holder got its due, beside the binomial chance', () => {
    const runs = [runOf([10, 20, 30, 40]), runOf([10, 20, 26, 44]), runOf([10, 20, 25, 45])];
    // 40 ± 4 of 100: the chance that Binomial(100, .4) lies in 36 … 44.
    expect(row(runs, 'robust_fairness_10_largest')).toMatchObject({ n: 3, mean: 2 / 3 });
    expect(row(runs, 'robust_fairness_10_largest').baseline).toBeCloseTo(0.6416, 3);
  });

  test('independent draws are fair, equitable, and give a P-value that is uniform', () => {
    const random = alea('over seeds');
    const draw = () => {
      const counts = [0, 0, 0, 0];
      for (let i = 0; i < 500; i++) counts[[0, 1, 1, 2, 2, 2, 3, 3, 3, 3][Math.floor(random() * 10)]!]!++;
      return runOf(counts);
    };
    const runs = Array.from({ length: 300 }, draw);
    const fair = row(runs, 'robust_fairness_10_largest');
    // Standard error sqrt(p (1 − p)/300).
    expect(Math.abs(fair.mean! - fair.baseline!)).toBeLessThan(
      4 * Math.sqrt((fair.baseline! * (1 - fair.baseline!)) / 300),
    );
    const spread = row(runs, 'equitability_largest');
    expect(spread.baseline).toBeCloseTo(1 / 500, 12);
    expect(spread.low).toBeLessThan(1 / 500);
    expect(spread.high).toBeGreaterThan(1 / 500);
    expect(row(runs, 'g_test_p_pooled').mean).toBeGreaterThan(0.001);
  });

  test('a lottery that favours the largest by a tenth is found out by all seeds together', () => {
    const runs = Array.from({ length: 20 }, () => runOf([90, 190, 290, 430]));
    expect(row(runs, 'g_test_p_pooled').mean).toBeLessThan(1e-6);
  });

  test('time to centralise counts runs in which it never came until they end', () => {
    const runs = [runOf([10, 20, 30, 40], 30), runOf([10, 20, 30, 40], 50), runOf([10, 20, 30, 40])];
    expect(row(runs, 'time_to_centralize_median_blocks')).toMatchObject({ n: 3, mean: null, median: 50 });
    expect(row(runs, 'time_to_centralize_censored').mean).toBeCloseTo(1 / 3, 12);
  });

  test('rows about holders are left out where weights differ from seed to seed', () => {
    const runs = [runOf([1, 2, 3, 4]), { ...runOf([1, 2, 3, 4]), weights: [4, 3, 2, 1] }];
    expect(overSeeds(runs).map(({ name }) => name)).toEqual([
      'time_to_centralize_median_blocks',
      'time_to_centralize_censored',
    ]);
  });
});
