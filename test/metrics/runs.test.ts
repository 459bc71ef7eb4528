import {
  columns,
  compareRuns,
  computeColumns,
  coreColumns,
  isUndefined,
  summarizeSeeds,
} from '../../src/metrics/index.js';
import type { RunMetric } from '../../src/metrics/index.js';
import { alea } from './random.js';
import { equal, weightsOf } from './weights-of.js';

const value: RunMetric<number> = { decentralised: 'higher', compute: (run) => run };

describe('a metric over seeds', () => {
  test('has mean, median, a t interval of the mean and a percentile range of the values', () => {
    const { mean, median, meanInterval, range, n } = summarizeSeeds([1, 2, 3, 4, 10]);
    expect([n, mean, median]).toEqual([5, 4, 3]);
    // Student's t for 4 degrees of freedom at 0.975 is 2.776445; the deviation is sqrt(12.5).
    const half = 2.7764451051977987 * Math.sqrt(12.5 / 5);
    expect(meanInterval![0]).toBeCloseTo(4 - half, 12);
    expect(meanInterval![1]).toBeCloseTo(4 + half, 12);
    expect(range![0]).toBeCloseTo(1.1, 12);
    expect(range![1]).toBeCloseTo(9.4, 12);
  });

  test('has no interval below two runs and leaves undefined ones out, counted', () => {
    expect(summarizeSeeds([7, { value: null, reason: 'empty' }, null])).toEqual({
      n: 1,
      undefinedRuns: 2,
      mean: 7,
      median: 7,
      meanInterval: null,
      range: null,
      level: 0.95,
    });
    expect(summarizeSeeds([])).toMatchObject({ n: 0, mean: null, median: null });
    expect(() => summarizeSeeds([NaN])).toThrow('NaN');
  });

  test('has a t interval that covers the mean of normal values as often as it says', () => {
    const rng = alea('t');
    const normal = () => Math.sqrt(-2 * Math.log(1 - rng())) * Math.cos(2 * Math.PI * rng());
    let covered = 0;
    for (let run = 0; run < 2000; run++) {
      const { meanInterval } = summarizeSeeds([normal(), normal(), normal(), normal()]);
      if (meanInterval![0] <= 0 && meanInterval![1] >= 0) covered++;
    }
    // Standard error 0.5 points.
    expect(Math.abs(covered / 2000 - 0.95)).toBeLessThan(0.02);
  });
});

describe('two protocols over the same seeds', () => {
  test('are compared in pairs, with ties counting half', () => {
    const a = new Map([3, 4, 4, 5, 6, 7, 8, 9].map((run, i) => [`demo/${i}`, run]));
    const b = new Map([3, 3, 5, 3, 3, 3, 3, 3].map((run, i) => [`demo/${i}`, run]));
    const result = compareRuns(a, b, value);
    expect(result).toMatchObject({ paired: true, n: 8, dropped: 0, medianDiff: 2.5 });
    expect(result.probSuperior).toBe((6 + 0.5) / 8);
    // Of 8 sorted differences -1 0 1 2 3 4 5 6 the first and last are the 99.2 percent sign interval.
    expect(result.interval).toEqual([-1, 6]);
    expect(compareRuns(a, b, { ...value, decentralised: 'lower' }).probSuperior).toBe((1 + 0.5) / 8);
    expect(compareRuns(a, b, { ...value, decentralised: 'neither' }).probSuperior).toMatchObject({ value: null });
  });

  test('drop seeds without a counterpart or a value, and say how many', () => {
    const metric: RunMetric<number | null> = {
      decentralised: 'higher',
      compute: (run) => run ?? { value: null, reason: 'empty' },
    };
    const a = new Map<string, number | null>([
      ['x', 1],
      ['y', null],
      ['z', 2],
    ]);
    const b = new Map<string, number | null>([
      ['x', 0],
      ['y', 5],
      ['w', 5],
    ]);
    expect(compareRuns(a, b, metric)).toMatchObject({ n: 1, dropped: 3, medianDiff: 1, interval: null });
    const none = compareRuns(new Map([['x', null]]), b, metric);
    expect(isUndefined(none.medianDiff)).toBe(true);
  });

  test('are compared all with all where they share no seed', () => {
    const a = Array.from({ length: 12 }, (_, i) => 10 + i);
    const b = Array.from({ length: 10 }, (_, i) => i);
    const result = compareRuns(a, b, value);
    expect(result).toMatchObject({ paired: false, n: 22, probSuperior: 1 });
    expect(result.medianDiff).toBe(11);
    expect(result.interval![0]).toBeLessThan(11);
    expect(result.interval![1]).toBeGreaterThan(11);
    expect(compareRuns(new Map([['a', 1]]), new Map([['b', 0]]), value).paired).toBe(false);
    expect(compareRuns([1, 2, 3], [1, 2, 3], value)).toMatchObject({ paired: true, probSuperior: 0.5, medianDiff: 0 });
  });

  test('have sign intervals that cover the median difference as often as they say', () => {
    const rng = alea('sign');
    let covered = 0;
    for (let run = 0; run < 1000; run++) {
      const a = Array.from({ length: 20 }, () => rng() * rng());
      const b = Array.from({ length: 20 }, () => rng() * rng());
      const { interval } = compareRuns(a, b, value);
      if (interval![0] <= 0 && interval![1] >= 0) covered++;
    }
    // Nominal 95.9 percent for 20 pairs, standard error 0.6 points.
    expect(Math.abs(covered / 1000 - 0.959)).toBeLessThan(0.02);
  });

  test('can be compared by any column', () => {
    const effective = columns.find(({ name }) => name === 'effective_producers')!;
    const runOf = (values: number[]) => ({
      counts: weightsOf(values),
      weights: equal(values.length),
      population: { mode: 'given' as const },
    });
    const result = compareRuns([runOf([1, 1]), runOf([2, 2])], [runOf([3, 1]), runOf([4, 1])], effective);
    expect(result).toMatchObject({ paired: true, probSuperior: 1 });
  });
});

describe('the columns', () => {
  const names = columns.map(({ name }) => name);

  test('stand in the order of the tables, the core ones first, each name once', () => {
    expect(coreColumns.map(({ name }) => name)).toEqual([
      'active',
      'population',
      'nakamoto',
      'liveness_coefficient',
      'supermajority_coefficient',
      'max_power_ratio',
      'concentration_ratio_3',
      'hhi',
      'hhi_points',
      'effective_producers',
      'effective_producers_1',
      'shannon_bits',
      'evenness',
      'gini',
      'js_distance',
      'total_variation',
      'max_gain',
      'concentration_delta',
    ]);
    expect(names.slice(0, 18)).toEqual(coreColumns.map(({ name }) => name));
    expect(new Set(names).size).toBe(36);
  });

  test.each(columns)('$name has a sentence and a value', (metric) => {
    expect(metric.describe).toMatch(/^[A-Z].*\.$/);
    expect(metric.name).toMatch(/^[a-z]+(_[a-z0-9]+)*$/);
    const input = {
      counts: weightsOf([60, 30, 8, 2]),
      weights: weightsOf([5, 3, 1, 1]),
      population: { mode: 'given' },
    } as const;
    expect(Number.isFinite(metric.compute(input))).toBe(true);
  });

  test('of shares alone do not look at the weights', () => {
    const counts = weightsOf([60, 30, 8, 2]);
    for (const metric of columns.filter(({ compares }) => compares !== 'shares-with-weights'))
      expect(metric.compute({ counts, weights: new Map(), population: { mode: 'active' } })).toEqual(
        metric.compute({ counts, weights: counts, population: { mode: 'active' } }),
      );
  });

  test('that call one way more decentralised agree that equal producers are more so than a monopoly', () => {
    const population = { mode: 'given' } as const;
    const even = { counts: equal(4, 25), weights: weightsOf([4, 3, 2, 1]), population };
    const skewed = { counts: weightsOf([97, 1, 1, 1]), weights: even.weights, population };
    for (const metric of columns.filter(({ decentralised }) => decentralised !== 'neither')) {
      if (metric.name === 'active') continue;
      const difference = Number(metric.compute(even)) - Number(metric.compute(skewed));
      expect([metric.name, Math.sign(difference)]).toEqual([metric.name, metric.decentralised === 'higher' ? 1 : -1]);
    }
  });

  test('of a run without blocks are undefined, but for the two that count members', () => {
    const row = computeColumns(columns, {
      counts: weightsOf([0, 0]),
      weights: equal(2),
      population: { mode: 'given' },
    });
    for (const [name, outcome] of Object.entries(row))
      expect([name, outcome]).toEqual([name, { active: 0, population: 2 }[name] ?? { value: null, reason: 'empty' }]);
  });
});
