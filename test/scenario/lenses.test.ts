import { throughLenses } from '../../src/scenario/lenses.js';
import { smallView } from '../../src/scenario/small-holders.js';
import { pow } from '../../src/protocols/pow.js';
import { alea } from '../metrics/random.js';
import { run, worldWith } from '../fixtures/world.js';

describe('lenses', () => {
  const nodes = { names: ['p0', 'p1', 'p2', 'p3'], held: [3, 2, 2, 1] };
  const seen = (groupings: Parameters<typeof throughLenses>[2]) =>
    throughLenses(nodes, [30, 20, 20, 10], groupings, { blocks: 80, draws: 50, random: alea('lens') });

  test('count blocks by owner: who holds two of four nodes counts once', () => {
    const { metrics, ofWeights, baseline } = seen({ owner: ['a', 'b', 'b', 'c'] });
    // 30, 40 and 10 of 80.
    expect(metrics['owner_effective_producers']).toBeCloseTo(6400 / (900 + 1600 + 100), 12);
    expect(metrics['owner_nakamoto']).toBe(2);
    expect(metrics['owner_max_power_ratio']).toBe(0.5);
    expect(metrics['owner_js_distance']).toBe(0);
    expect(ofWeights['owner_effective_producers']).toBeCloseTo(metrics['owner_effective_producers']!, 12);
    expect(baseline['owner_effective_producers']).toBeLessThan(ofWeights['owner_effective_producers']!);
  });

  test('have no columns where the scenario gives no grouping', () => {
    expect(seen({}).metrics).toEqual({});
    expect(
      Object.keys(seen({ region: ['x', 'x', 'y', 'y'] }).metrics).every((name) => name.startsWith('region_')),
    ).toBe(true);
  });

  test('stand in the record of a run, with luck and weights beside', () => {
    const record = run(pow, worldWith(4, { nodes: { owners: { both: [0, 1] } }, stop: { blocks: 60 } }));
    expect(record.columns['owner_effective_producers']).toBeLessThan(record.columns['effective_producers'] as number);
    expect(record.weights['owner_effective_producers']).toBeCloseTo(1 / (0.25 + 2 / 16), 12);
    expect(record.baseline['owner_nakamoto']).toBeGreaterThanOrEqual(1);
  });

  test('an owner may not have the name of a node that is not its own', () => {
    expect(() => run(pow, worldWith(4, { nodes: { owners: { 'node-3': [0, 1] } } }))).toThrow(
      /node 3 is called node-3/,
    );
  });
});

describe('the view of small holders', () => {
  const window = (counts: number[]) => ({ from: 1, to: 10, end: 0, counts: Int32Array.from(counts) });

  test('says how often the lighter half has no block in a window, and how its income varies', () => {
    // Two of four holders are small; node 4 holds nothing.
    const { metrics, baseline } = smallView([4, 1, 3, 2, 0], [window([5, 0, 3, 2, 0]), window([3, 2, 3, 2, 0])]);
    // Node 1 misses one window of two, node 3 none.
    expect(metrics['small_absence']).toBe(0.25);
    expect(baseline['small_absence']).toBeCloseTo((Math.pow(0.9, 10) + Math.pow(0.8, 10)) / 2, 12);
    // Node 1: 0 and 2 blocks, due 1; node 3: always 2.
    expect(metrics['small_income_cv']).toBeCloseTo(Math.SQRT2 / 2, 12);
    expect(baseline['small_income_cv']).toBeCloseTo((Math.sqrt(0.9) + Math.sqrt(0.8 / 2)) / 2, 12);
  });

  test('is empty without a full window, and for one holder', () => {
    expect(smallView([1, 1], []).undefinedBecause['small_absence']).toMatch(/shorter than a window/);
    expect(smallView([1, 0], [window([10, 0])]).undefinedBecause['small_absence']).toMatch(/nobody but one/);
  });

  test('of independent draws agrees with its theory', () => {
    const random = alea('small');
    const weights = [10, 5, 3, 2];
    const windows = Array.from({ length: 2000 }, () => {
      const counts = [0, 0, 0, 0];
      for (let i = 0; i < 8; i++) {
        let point = random() * 20;
        let node = 0;
        while (point >= weights[node]!) point -= weights[node++]!;
        counts[node]!++;
      }
      return window(counts);
    });
    const { metrics, baseline } = smallView(weights, windows);
    // Of a mean of two rates over 2000 windows, at most sqrt(.25/2000).
    expect(Math.abs(metrics['small_absence']! - baseline['small_absence']!)).toBeLessThan(4 * 0.0112);
    expect(Math.abs(metrics['small_income_cv']! / baseline['small_income_cv']! - 1)).toBeLessThan(0.08);
  });
});
