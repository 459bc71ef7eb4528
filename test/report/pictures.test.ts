import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf';
import type { RunRecord } from '../../src/runner/record.js';
import { rangeOf, tickText, ticksOf } from '../../src/report/pictures/axes.js';
import { interpolatedBinomialQuantile } from '../../src/report/pictures/binomial.js';
import { bandOfLuck, meanLorenz } from '../../src/report/pictures/lorenz.js';
import { duesOf, frameOf, isBeyond, spread, TAILS } from '../../src/report/pictures/luck.js';
import { numberIn, otherKeysOf, settingsOf, sweepAxisOf } from '../../src/report/points.js';
import { renderReport } from '../../src/report/html.js';
import { FOUR, plausibleRecord, plausibleRecords, reportOf } from './plausible.js';

describe('the funnel of luck', () => {
  test.each([
    [0.025, 100, 0.3],
    [0.975, 100, 0.3],
    [0.025, 20_000, 0.0036],
    [0.975, 20_000, 0.0036],
    [0.5, 7, 0.9],
  ])(
    'at %p of %i draws with chance %p lies within one count of the binomial quantile',
    (probability, trials, chance) => {
      const quantile = interpolatedBinomialQuantile(probability, trials, chance);
      const count = Math.ceil(quantile);
      expect(binomialCdf(count, trials, chance)).toBeGreaterThanOrEqual(probability);
      expect(binomialCdf(count - 1, trials, chance)).toBeLessThan(probability);
    },
  );

  test('has its limits at 0 and all where nothing else can happen', () => {
    expect(interpolatedBinomialQuantile(0.025, 10, 1e-9)).toBe(0);
    expect(interpolatedBinomialQuantile(0.975, 10, 1)).toBeCloseTo(10, 0);
  });
});

describe('who lies beyond the funnel', () => {
  const due = (weight: number, luck: number) => ({ producer: 'p', weight, share: weight * luck, luck });

  test('does so by the binomial law: 20 of 100 are due, 12 are fewer than in 1 of 40 draws, 10 not fewer than in 1 of 1000', () => {
    expect(binomialCdf(12, 100, 0.2)).toBeCloseTo(0.0253, 3);
    expect(isBeyond(due(0.2, 0.55), 100, TAILS.inner)).toBe(true);
    expect(isBeyond(due(0.2, 0.5), 100, TAILS.outer)).toBe(false);
    expect(isBeyond(due(0.2, 0.4), 100, TAILS.outer)).toBe(true);
    expect(isBeyond(due(0.2, 0.7), 100, TAILS.inner)).toBe(false);
  });

  test('counts who made nothing only where that is too unlikely', () => {
    expect(isBeyond(due(0.01, 0), 100, TAILS.inner)).toBe(false);
    expect(isBeyond(due(0.05, 0), 100, TAILS.inner)).toBe(true);
    expect(isBeyond(due(0.05, 0), 100, TAILS.outer)).toBe(false);
  });
});

describe('what producers were due', () => {
  const record = (weights: readonly number[], canonical: readonly number[]): RunRecord => ({
    ...plausibleRecord(FOUR[0]!, '', 0, { producers: 2, blocks: 2, weightless: 0 }),
    producers: weights.map((weight, i) => ({
      producer: `p${i}`,
      weight,
      scheduled: 0,
      produced: canonical[i]!,
      canonical: canonical[i]!,
      reward: 0,
    })),
  });

  test('is their share of the weight, all runs together', () => {
    const { dues, blocks } = duesOf([record([3, 1], [6, 2]), record([3, 1], [3, 5])]);
    expect(blocks).toBe(16);
    expect(dues.map(({ weight }) => weight)).toEqual([0.75, 0.25]);
    expect(dues.map(({ luck }) => luck)).toEqual([0.75, 1.75]);
  });

  test('follows the weights of each run where they differ', () => {
    const { dues } = duesOf([record([1, 0], [10, 0]), record([1, 1], [5, 5])]);
    expect(dues.map(({ luck }) => luck)).toEqual([1, 1]);
  });

  test('is nothing without weight, and then there is no luck to speak of', () => {
    const { dues } = duesOf([record([1, 0], [8, 2])]);
    expect(dues[1]).toEqual({ producer: 'p1', weight: 0, share: 0.2, luck: null });
    expect(frameOf([duesOf([record([1, 0], [8, 2])])])!.margin).not.toBeNull();
    expect(frameOf([duesOf([record([1, 1], [8, 2])])])!.margin).toBeNull();
    expect(frameOf([duesOf([record([0, 0], [0, 0])])])).toBeNull();
  });

  test('does not let a protocol without blocks change the frame of the others', () => {
    const idle = duesOf([record([1, 1], [0, 0])]);
    expect(frameOf([idle, duesOf([record([1, 1], [8, 2])])])!.margin).toBeNull();
  });

  test('sets producers of one weight side by side, in the middle their weight', () => {
    const { dues } = duesOf([record([1, 1, 1, 6], [1, 1, 1, 1])]);
    const places = spread(dues, [0.05, 0.9]).map(({ x }) => x);
    expect(new Set(places).size).toBe(4);
    expect(places[1]).toBeCloseTo(1 / 9, 12);
    expect(Math.max(...places.slice(0, 3))).toBeLessThan(6 / 9);
  });
});

describe('the Lorenz curve', () => {
  test('is the diagonal among equals, and the mean of the curves of the runs otherwise', () => {
    const equal = meanLorenz([[5, 5, 5]]);
    for (const { members, share } of equal) expect(share).toBeCloseTo(members, 12);
    const half = meanLorenz([
      [5, 5],
      [0, 9],
    ]);
    expect(half[30]).toEqual({ members: 0.5, share: 0.25 });
  });

  test('has a band of luck that holds the weights drawn often, and is wider the fewer blocks are drawn', () => {
    const run = (blocks: number) => ({
      ...plausibleRecord(FOUR[0]!, '', 0, { producers: 2, blocks: 2, weightless: 0 }),
      producers: [1, 2, 3, 4].map((weight, i) => ({
        producer: `p${i}`,
        weight,
        scheduled: 0,
        produced: 0,
        reward: 0,
        canonical: i === 0 ? blocks : 0,
      })),
    });
    const [few, many] = [bandOfLuck(run(50)), bandOfLuck(run(5000))];
    const held = meanLorenz([[1, 2, 3, 4]]);
    const width = (band: typeof few) => band[30]!.high - band[30]!.low;
    expect(width(few)).toBeGreaterThan(3 * width(many));
    expect(many[30]!.low).toBeLessThan(held[30]!.share);
    expect(many[30]!.high).toBeGreaterThan(held[30]!.share - 0.005);
    expect(bandOfLuck(run(50))).toEqual(few);
    expect(bandOfLuck(run(0))).toEqual([]);
  });

  test('leaves out runs without blocks', () => {
    expect(meanLorenz([[0, 0]])).toEqual([]);
    expect(
      meanLorenz([
        [0, 0],
        [1, 1],
      ]).at(-1),
    ).toEqual({ members: 1, share: 1 });
  });
});

describe('axes', () => {
  test('of durations stop at seconds, minutes and hours', () => {
    expect(ticksOf({ type: 'log', domain: [0.2, 9000] }, 'seconds', 6)).toEqual([1, 10, 60, 600, 3600]);
    expect(ticksOf({ type: 'linear', domain: [0, 300] }, 'seconds', 5)).toEqual([0, 60, 120, 180, 240, 300]);
  });

  test('of durations at equal distances are in one unit', () => {
    const texts = (...ticks: number[]) =>
      ticks.map(tickText(ticks, 'seconds')).map((text) => text.replace('\u202f', ' '));
    expect(texts(70, 80, 90, 100)).toEqual(['70 s', '80 s', '90 s', '100 s']);
    expect(texts(590, 600, 610)).toEqual(['590 s', '600 s', '610 s']);
    expect(texts(0, 300, 600, 900)).toEqual(['0 min', '5 min', '10 min', '15 min']);
    expect(texts(734_400, 777_600, 820_800)).toEqual(['8.5 d', '9 d', '9.5 d']);
    expect(texts(1, 60, 3600)).toEqual(['1 s', '1 min', '1 h']);
  });

  test('of shares go by 1, 2 and 5', () => {
    expect(ticksOf({ type: 'log', domain: [0.004, 0.3] }, 'share', 6)).toEqual([0.005, 0.01, 0.02, 0.05, 0.1, 0.2]);
  });

  test('start at 0 unless that would squeeze what they show, and are logarithmic for durations far apart', () => {
    expect(rangeOf([1, 10], 'number')).toEqual({ type: 'linear', domain: [0, 10.54] });
    expect(rangeOf([9, 10], 'number').domain[0]).toBeGreaterThan(8);
    expect(rangeOf([0.4, 3600], 'seconds').type).toBe('log');
    expect(rangeOf([0, 3600], 'seconds').type).toBe('linear');
    expect(rangeOf([0, 0], 'share')).toEqual({ type: 'linear', domain: [0, 0.01] });
  });
});

describe('points of a sweep', () => {
  test('run along the key with the most values, in its unit', () => {
    const variants = ['a=1;latency=50 ms', 'a=1;latency=100 ms', 'a=2;latency=200 ms'];
    expect(sweepAxisOf(variants)).toEqual({
      key: 'latency',
      numeric: true,
      unit: 'ms',
      values: ['50 ms', '100 ms', '200 ms'],
    });
  });

  test('count what they list, where they list more and more', () => {
    expect(sweepAxisOf(['ids=[0]', 'ids=[0,1,2]'])).toMatchObject({ numeric: true, unit: 'how many' });
    expect(['[0]', '[0,1,2]', '40 ms'].map((value) => numberIn(value))).toEqual([1, 3, 40]);
    expect(sweepAxisOf(['ids=[0]', 'ids=[7]'])).toMatchObject({ numeric: false });
  });

  test('stand side by side when they are words or mix units', () => {
    expect(sweepAxisOf(['kind=pow', 'kind=pos'])).toMatchObject({ numeric: false });
    expect(sweepAxisOf(['size=500 kB', 'size=1 MB'])).toMatchObject({ numeric: false });
    expect(sweepAxisOf(['delay=500 ms', 'delay=none'])).toMatchObject({ numeric: false });
  });

  test('are durations in seconds where they are written in several units', () => {
    expect(sweepAxisOf(['delay=500 ms', 'delay=1 s'])).toMatchObject({ numeric: true, unit: 'seconds' });
    expect(['500 ms', '40 s', '10 min'].map((value) => numberIn(value, 'seconds'))).toEqual([0.5, 40, 600]);
  });

  test('of other keys, those that only go along with one before them say nothing', () => {
    const variants = ['z=1;q=.1;p=.9;g=0', 'z=1;q=.2;p=.8;g=0', 'z=2;q=.1;p=.9;g=1', 'z=3;q=.2;p=.8;g=0'];
    expect(otherKeysOf(variants, sweepAxisOf(variants)!)).toEqual(['q']);
    const zipped = ['a=1;b=4', 'a=2;b=5', 'a=3;b=5'];
    expect(otherKeysOf(zipped, sweepAxisOf(zipped)!)).toEqual([]);
  });

  test('are absent without a sweep', () => {
    expect(sweepAxisOf([''])).toBeNull();
    expect(sweepAxisOf(['a=1'])).toBeNull();
  });

  test('keep an equals sign inside a value', () => {
    expect([...settingsOf('a=b=c;d=1')]).toEqual([
      ['a', 'b=c'],
      ['d', '1'],
    ]);
  });
});

test('the funnel says that draws are not independent where rewards are staked again, and nowhere else', () => {
  const records = plausibleRecords(FOUR.slice(0, 2), { repeat: 2, size: { producers: 8, blocks: 100, weightless: 0 } });
  const owned = records.map((record) => ({
    ...record,
    producers: record.producers.map((row) => ({ ...row, stake: row.weight + row.canonical })),
  }));
  expect(renderReport(reportOf(records))).not.toMatch(/Pólya’s urn/);
  expect(renderReport(reportOf(owned))).toMatch(/rewards are staked again[^<]*Pólya’s urn/);
});
