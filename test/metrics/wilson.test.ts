import { wilsonInterval } from '../../src/metrics/wilson.js';

describe("Wilson's interval", () => {
  /** Published: stale blocks of the reference model with their 95 % intervals, in percent. */
  test.each([
    [21, 1_021, 1.35, 3.12],
    [2, 502, 0.11, 1.44],
  ])('of %p in %p is %p to %p %', (hits, trials, low, high) => {
    const interval = wilsonInterval(hits, trials)!;
    expect(100 * interval.low).toBeCloseTo(low, 2);
    expect(100 * interval.high).toBeCloseTo(high, 2);
  });

  test('of none begins at 0, of all ends at 1, and without trials there is none', () => {
    expect(wilsonInterval(0, 100)!.low).toBe(0);
    expect(wilsonInterval(0, 100)!.high).toBeCloseTo(0.037, 3);
    expect(wilsonInterval(100, 100)!.high).toBe(1);
    expect(wilsonInterval(0, 0)).toBeNull();
  });

  test('holds the truth in 95 of 100 experiments: coverage over 0, 1, … 200 hits at 2 %, summed exactly', () => {
    const n = 200;
    const p = 0.02;
    let covered = 0;
    let mass = Math.exp(n * Math.log1p(-p));
    for (let k = 0; k <= n; k++) {
      const { low, high } = wilsonInterval(k, n)!;
      if (low <= p && p <= high) covered += mass;
      mass *= ((n - k) / (k + 1)) * (p / (1 - p));
    }
    expect(covered).toBeGreaterThan(0.93);
    expect(covered).toBeLessThan(0.98);
  });
});
