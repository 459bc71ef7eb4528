import type { Regions } from '../../src/contract.js';
import matrix from '../../src/network/latency/matrix.js';
import { LATENCY_MEANS_MS, LATENCY_PRESETS, SIX_REGIONS } from '../../src/network/region-data.js';

/** One node per region, so that a node's id is its region. */
function regions(...names: string[]): Regions {
  return { names, of: Int32Array.from(names, (_, node) => node) };
}

function delayUnder(params: unknown, world: Regions): (u: number, from: number, to: number) => number {
  const law = matrix.make(matrix.params.parse(params), world, (a, b) => (1 + Math.min(a, b)) / 10);
  return (u, from, to) => law.delay(u, from, to);
}

/** SimBlock's law of mean m ms: its quantiles in ms, before any rounding. */
const TABLE: readonly (readonly [number, readonly number[]])[] = [
  [9, [4.0, 5.9, 14.4, 51.7, 185.7]],
  [12, [7.0, 9.3, 18.3, 47.7, 124.5]],
  [36, [31.0, 34.1, 42.7, 58.8, 80.9]],
  [119, [114.0, 117.4, 125.6, 138.3, 152.4]],
  [350, [345.0, 348.4, 356.5, 368.5, 380.8]],
];

describe('the matrix law', () => {
  test.each(TABLE)('of mean %p ms has the published 1, 50, 90, 99 and 99.9 % quantiles', (mean, quantiles) => {
    const delay = delayUnder({ means: { x: { x: `${mean} ms` } } }, regions('x'));
    [0.01, 0.5, 0.9, 0.99, 0.999].forEach((u, i) => {
      expect(delay(u, 0, 0) / 1_000).toBeCloseTo(quantiles[i]!, 1);
    });
  });

  test.each(LATENCY_PRESETS)('has the mean of the table for every pair under preset %s', (preset) => {
    const delay = delayUnder({ preset, law: 'constant' }, regions(...SIX_REGIONS));
    LATENCY_MEANS_MS[preset].forEach((row, from) =>
      row.forEach((mean, to) => expect(delay(0.5, from, to)).toBe(mean * 1_000)),
    );
  });

  test('has the mean m: the midpoint sum over a million equal slices of probability is within 0.1 %', () => {
    const delay = delayUnder({}, regions('na', 'eu'));
    let sum = 0;
    for (let i = 0; i < 1_000_000; i++) sum += delay((i + 0.5) / 1_000_000, 0, 1);
    expect(Math.abs(sum / 1_000_000 / 124_000 - 1)).toBeLessThan(1e-3);
  });

  test.each(LATENCY_PRESETS)(
    'has means under preset %s that are symmetric and slower than light in fibre',
    (preset) => {
      // Great-circle distances in km between the nearest places of two regions, roughly, at 200 km a millisecond.
      const farthest = [
        ['north-america', 'europe', 4_500],
        ['north-america', 'japan', 7_000],
        ['europe', 'australia', 11_000],
        ['south-america', 'japan', 14_000],
      ] as const;
      const table = LATENCY_MEANS_MS[preset];
      table.forEach((row, from) => row.forEach((mean, to) => expect(table[to]![from]).toBe(mean)));
      for (const [a, b, km] of farthest) {
        expect(table[SIX_REGIONS.indexOf(a)]![SIX_REGIONS.indexOf(b)]!).toBeGreaterThan(km / 200);
      }
    },
  );

  test('drawn per link, is the same for every message of a link, both ways', () => {
    const world = regions('na', 'eu', 'ap');
    const perLink = delayUnder({ draw: 'link' }, world);
    const perMessage = delayUnder({}, world);
    for (const u of [0.1, 0.9]) {
      expect(perLink(u, 0, 1)).toBe(perMessage(0.1, 0, 1));
      expect(perLink(u, 1, 0)).toBe(perMessage(0.1, 0, 1));
      expect(perLink(u, 1, 2)).toBe(perMessage(0.2, 1, 2));
    }
  });

  test('takes two-letter names for the six regions', () => {
    const delay = delayUnder({ preset: 'bitcoin-2015', law: 'constant' }, regions('au', 'jp', 'eu'));
    expect([delay(0.5, 0, 1), delay(0.5, 2, 0), delay(0.5, 1, 1)]).toEqual([163_000, 350_000, 9_000]);
  });

  test('scales every delay, and not the shape of the law', () => {
    const world = regions('europe', 'japan');
    const whole = delayUnder({}, world);
    const half = delayUnder({ scale: 0.5 }, world);
    for (const u of [0.01, 0.5, 0.999]) expect(half(u, 0, 1)).toBeCloseTo(whole(u, 0, 1) / 2, 6);
  });

  test('takes own means, with the other direction standing in for a missing pair', () => {
    const means = { a: { a: '1 ms', b: '20 ms' }, b: { b: '2 ms' }, c: { a: '30 ms', b: '40 ms', c: '3 ms' } };
    const delay = delayUnder({ means, law: 'constant' }, regions('a', 'b', 'c'));
    expect([delay(0.5, 0, 1), delay(0.5, 1, 0), delay(0.5, 0, 2), delay(0.5, 2, 2)]).toEqual([
      20_000, 20_000, 30_000, 3_000,
    ]);
  });

  test('keeps both directions apart where both are given', () => {
    const means = { a: { a: '1 ms', b: '131 ms' }, b: { a: '105 ms', b: '1 ms' } };
    const delay = delayUnder({ means, law: 'constant' }, regions('a', 'b'));
    expect([delay(0.5, 0, 1), delay(0.5, 1, 0)]).toEqual([131_000, 105_000]);
  });

  test('says which region has no row, and what to do', () => {
    expect(() => delayUnder({}, regions('europe', 'mars'))).toThrow(
      /no row for region "mars"; name your regions among north/,
    );
    expect(() => delayUnder({ means: { a: { a: '9 ms' } } }, regions('a', 'b'))).toThrow(
      /nothing of region "a" to region "b"/,
    );
    expect(() => delayUnder({ means: { a: { a: '9 ms', b: '9 ms' } } }, regions('a', 'b'))).toThrow(
      /no row for region "b"; rows given: a/,
    );
  });

  test('refuses means of a region where nobody stands', () => {
    const means = { a: { a: '9 ms', b: '9 ms' } };
    expect(() => delayUnder({ means }, regions('a'))).toThrow('means speak of region "b", and there are only a');
  });

  test('refuses a preset together with means, and a Pareto mean of 5 ms or less', () => {
    const means = { a: { a: '5 ms' } };
    expect(() => delayUnder({ preset: 'bitcoin-2019', means }, regions('a'))).toThrow('not both');
    expect(() => delayUnder({ means }, regions('a'))).toThrow('a to a has 5 ms; use law: constant');
    expect(delayUnder({ means, law: 'constant' }, regions('a'))(0.9, 0, 0)).toBe(5_000);
  });
});

describe('the published latency tables', () => {
  test.each(LATENCY_PRESETS)('of %s are square, symmetric and above 5 ms', (preset) => {
    const table = LATENCY_MEANS_MS[preset];
    expect(table.map((row) => row.length)).toEqual([6, 6, 6, 6, 6, 6]);
    table.forEach((row, from) =>
      row.forEach((mean, to) => {
        expect(mean).toBe(table[to]![from]);
        expect(mean).toBeGreaterThan(5);
      }),
    );
  });
});
