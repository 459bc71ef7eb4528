import {
  GIVEN,
  gibratSlope,
  gini,
  isUndefined,
  maxPowerRatio,
  medianTimeToCentralize,
  nakamotoCoefficient,
  timeAboveThreshold,
  timeToCentralize,
  trend,
  turnover,
  windowed,
} from '../../src/metrics/index.js';
import { defined, equal, weightsOf } from './weights-of.js';

const blocksOf = (text: string) => Array.from(text, (producer) => ({ producer }));

describe('windows', () => {
  test('tumble by their size and leave a rest out', () => {
    const { windows, convention } = windowed(blocksOf('aabbcabc'), { size: 3, unit: 'blocks' });
    expect(windows.map(({ start, end, blocks }) => [start, end, blocks])).toEqual([
      [0, 3, 3],
      [3, 6, 3],
    ]);
    expect(windows[0]!.counts).toEqual(
      new Map([
        ['a', 2],
        ['b', 1],
      ]),
    );
    expect(convention).toBe(
      'full windows of 3 blocks every 3, start included, end excluded; population those with a block in the window',
    );
  });

  test('that slide show a crossing that tumbling ones miss', () => {
    const production = blocksOf('abcaaabc');
    const highest = (step: number) =>
      Math.max(
        ...windowed(production, { size: 4, step, unit: 'blocks' }).windows.map(({ counts }) =>
          defined(maxPowerRatio(counts)),
        ),
      );
    expect([highest(4), highest(1)]).toEqual([0.5, 0.75]);
    expect(windowed(production, { size: 4, step: 1, unit: 'blocks' }).windows).toHaveLength(5);
  });

  test('of slots and time keep empty windows and include their start only', () => {
    const events = [
      { producer: 'a', slot: 0, time: 0 },
      { producer: 'b', slot: 3, time: 100 },
      { producer: 'b', slot: 9, time: 350 },
    ];
    const slots = windowed(events, { size: 3, unit: 'slots' }).windows;
    expect(slots.map(({ blocks }) => blocks)).toEqual([1, 1, 0]);
    const time = windowed(events, { size: 100, unit: 'time', until: 400 }).windows;
    expect(time.map(({ blocks }) => blocks)).toEqual([1, 1, 0, 1]);
    expect(windowed(events, { size: 100, unit: 'time' }).windows).toHaveLength(3);
    expect(windowed(events.toReversed(), { size: 3, unit: 'slots' }).windows.map(({ blocks }) => blocks)).toEqual([
      1, 1, 0,
    ]);
    expect(windowed([], { size: 3, unit: 'slots' }).windows).toEqual([]);
  });

  test('know neighbours, all seen, all listed or a number as their population', () => {
    const members = (population: Parameters<typeof windowed>[1]['population'], producers?: string[]) =>
      windowed(blocksOf('aabbccdd'), {
        size: 2,
        unit: 'blocks',
        ...(population && { population }),
        ...(producers && { producers }),
      }).windows.map(({ counts }) => [...counts.keys()].toSorted().join(''));
    expect(members({ mode: 'active' })).toEqual(['a', 'b', 'c', 'd']);
    expect(members({ mode: 'nearby', windows: 1 })).toEqual(['ab', 'abc', 'bcd', 'cd']);
    expect(members({ mode: 'given' })).toEqual(['abcd', 'abcd', 'abcd', 'abcd']);
    expect(members({ mode: 'given' }, ['a', 'z'])).toEqual(['az', 'abz', 'acz', 'adz']);
    const sized = windowed(blocksOf('aabb'), { size: 2, unit: 'blocks', population: { mode: 'size', size: 10 } });
    expect(sized.windows.map((window) => gini(window.counts, window))).toEqual([0.9, 0.9]);
    const [near] = windowed(blocksOf('aabb'), {
      size: 2,
      unit: 'blocks',
      population: { mode: 'nearby', windows: 1 },
    }).windows;
    expect(gini(near!.counts, near!)).toBe(0.5);
    expect(near!.population).toEqual(GIVEN);
  });

  test('refuse a size of 0, an event without its place and many blocks in one place of a block window', () => {
    expect(() => windowed([], { size: 0, unit: 'blocks' })).toThrow('size is 0');
    expect(() => windowed(blocksOf('a'), { size: 1, unit: 'time' })).toThrow('time undefined');
    expect(() => windowed([{ producer: 'a', count: 2 }], { size: 1, unit: 'blocks' })).toThrow('counts 2');
    expect(() => windowed([{ producer: 'a', slot: 0, count: -1 }], { size: 1, unit: 'slots' })).toThrow('"a" is -1');
  });
});

describe('time to centralise', () => {
  const isHigh = (value: number) => value >= 5;

  test('is the first window of the first run that lasts', () => {
    expect(timeToCentralize([1, 6, 1, 7, 8, 9], isHigh)).toEqual({ window: 1, censored: false, observed: 6 });
    expect(timeToCentralize([1, 6, 1, 7, 8, 9], isHigh, { sustain: 3 })).toMatchObject({ window: 3, censored: false });
  });

  test('is censored, and says so, where the series ends first', () => {
    expect(timeToCentralize([1, 2, 6, 7], isHigh, { sustain: 3 })).toEqual({
      window: null,
      censored: true,
      observed: 2,
    });
    expect(timeToCentralize([], isHigh)).toMatchObject({ window: null, censored: true });
    expect(() => timeToCentralize([], isHigh, { sustain: 0 })).toThrow('sustain is 0');
  });

  test('reads the windows of a series', () => {
    const series = windowed(blocksOf('abcdaaaa'), { size: 4, unit: 'blocks' });
    expect(timeToCentralize(series, ({ counts }) => nakamotoCoefficient(counts) === 1).window).toBe(1);
    expect(timeAboveThreshold(series, ({ blocks }) => blocks > 0)).toBe(1);
    expect(timeAboveThreshold([1, 5, 9, 2], isHigh)).toBe(0.5);
    expect(timeAboveThreshold([], isHigh)).toEqual({ value: null, reason: 'empty' });
  });

  test('has a median over seeds in which censored runs count until their end', () => {
    const at = (window: number | null, observed = 10) => ({ window, observed, censored: window === null });
    expect(medianTimeToCentralize([at(2), at(4), at(6)])).toBe(4);
    // Survival 5/6 at 1, then 5/6 * 3/4 at 3 (one was censored at 2), then * 2/3 = 0.417 at 5.
    expect(medianTimeToCentralize([at(1), at(null, 2), at(3), at(5), at(null), at(null)])).toBe(5);
    expect(medianTimeToCentralize([at(1), at(null), at(null)])).toEqual({ value: null, reason: 'unreachable' });
    expect(medianTimeToCentralize([])).toEqual({ value: null, reason: 'empty' });
  });
});

describe('trend', () => {
  test('is the median slope with the test of Mann and Kendall', () => {
    const line = trend([1, 3, 5, 7, 9, 11, 13, 15, 17, 100]);
    if (isUndefined(line)) throw new Error('undefined');
    expect([line.slope, line.s, line.n]).toEqual([2, 45, 10]);
    // Variance 10 * 9 * 25 / 18 = 125, z = 44 / sqrt(125) = 3.935, two-sided 8.3e-5.
    expect(line.z).toBeCloseTo(44 / Math.sqrt(125), 12);
    expect(line.pValue).toBeCloseTo(8.3e-5, 6);
  });

  test('corrects for ties, keeps the place of undefined windows and is nothing for a constant', () => {
    const tied = trend([1, 1, 2, 2]);
    if (isUndefined(tied)) throw new Error('undefined');
    // (4 * 3 * 13 - 2 * 2 * 1 * 9) / 18 = 120 / 18.
    expect([tied.s, tied.z]).toEqual([4, 3 / Math.sqrt(120 / 18)]);
    expect(trend([0, { value: null, reason: 'empty' }, 2, null, 4])).toMatchObject({ slope: 1, n: 3 });
    expect(trend([4, 4, 4])).toMatchObject({ slope: 0, s: 0, z: 0, pValue: 1 });
    expect(trend([1, null, 2])).toEqual({ value: null, reason: 'too-few-samples' });
  });
});

describe('turnover and growth', () => {
  const before = new Map([
    ['a', 4],
    ['b', 3],
    ['c', 2],
    ['gone', 1],
    ['mute', 0],
  ]);
  const after = new Map([
    ['a', 2],
    ['b', 3],
    ['c', 4],
    ['new', 1],
  ]);

  test('name entrants, leavers and survivors and rank them', () => {
    const change = turnover(before, after);
    expect(change).toMatchObject({ entrants: ['new'], leavers: ['gone'], survivors: ['a', 'b', 'c'] });
    expect(change.totalVariation).toBeCloseTo(0.3, 15);
    expect(change.spearman).toBeCloseTo(-1, 15);
    expect(turnover(equal(3), equal(3)).spearman).toEqual({ value: null, reason: 'single' });
    expect(turnover(equal(1), equal(1)).spearman).toEqual({ value: null, reason: 'too-few-samples' });
  });

  test('growth in proportion has slope 0, reversal -2 and a snowball more than 0', () => {
    expect(gibratSlope(before, before)).toEqual({ slope: 0, survivors: 4, dropped: 0 });
    const sizes = weightsOf([1, 2, 4, 8]);
    expect(gibratSlope(sizes, weightsOf([8, 4, 2, 1]))).toMatchObject({ survivors: 4 });
    expect((gibratSlope(sizes, weightsOf([8, 4, 2, 1])) as any).slope).toBeCloseTo(-2, 14);
    expect((gibratSlope(sizes, weightsOf([1, 4, 16, 64])) as any).slope).toBeCloseTo(1, 14);
    expect(gibratSlope(before, after)).toMatchObject({ survivors: 3, dropped: 2 });
    expect(gibratSlope(equal(3), weightsOf([1, 2, 3]))).toEqual({ value: null, reason: 'single' });
    expect(gibratSlope(equal(2), equal(2))).toEqual({ value: null, reason: 'too-few-samples' });
  });
});
