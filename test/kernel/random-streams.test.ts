import seedrandom from 'seedrandom';
import { KeyedDraw } from '../../src/kernel/keyed-draw.js';
import { RandomStreams } from '../../src/kernel/random-streams.js';
import { exponential } from '../../src/kernel/samplers.js';

const draws = (source: () => number, count: number): number[] => Array.from({ length: count }, () => source());

describe('random streams', () => {
  test('are seedrandom.alea under the name of seed, purpose and index', () => {
    const streams = new RandomStreams('run-1');
    expect(draws(streams.stream('mining'), 5)).toEqual(draws(seedrandom.alea('run-1\0mining'), 5));
    expect(draws(streams.stream('mining', 12), 5)).toEqual(draws(seedrandom.alea('run-1\0mining\u000012'), 5));
  });

  test('give the same numbers on every engine', () => {
    expect(draws(new RandomStreams('seed').stream('purpose', 3), 3).map((u) => u * 2 ** 32)).toEqual([
      1591514502, 873070423, 893080311,
    ]);
  });

  test('go on where they are when asked for again', () => {
    const streams = new RandomStreams('seed');
    const first = draws(streams.stream('loss', 1), 3);
    expect(streams.stream('loss', 1)).toBe(streams.stream('loss', 1));
    const next = draws(streams.stream('loss', 1), 3);
    expect([...first, ...next]).toEqual(draws(new RandomStreams('seed').stream('loss', 1), 6));
  });

  test('do not depend on the others or on the order of asking', () => {
    const [one, two] = [new RandomStreams('seed'), new RandomStreams('seed')];
    const early = one.stream('a', 0);
    draws(two.stream('b', 7), 100);
    draws(two.stream('a'), 10);
    expect(draws(early, 10)).toEqual(draws(two.stream('a', 0), 10));
  });

  test('differ between seeds, purposes and indices, however alike the names are', () => {
    const seen = new Set<string>();
    for (const seed of ['', '1', '11', 'a']) {
      const streams = new RandomStreams(seed);
      for (const purpose of ['', '1', '11', 'a', '1a']) {
        for (const index of [undefined, 0, 1, 11, -1]) seen.add(draws(streams.stream(purpose, index), 2).join());
      }
    }
    expect(seen.size).toBe(4 * 5 * 5);
  });

  test('have no two equal among 20,000 nodes, and no lag or skew across nodes', () => {
    const streams = new RandomStreams('nodes');
    const nodes = 20_000;
    const pairs = new Set<string>();
    const firsts = Float64Array.from({ length: nodes }, (_, i) => {
      const source = streams.stream('latency', i);
      const first = source();
      pairs.add(`${first},${source()}`);
      return first;
    });
    expect(pairs.size).toBe(nodes);
    // Mean of first draws, and lag-1 product: z-scores, each beyond 4.5 with probability 6.8e-6.
    const mean = firsts.reduce((sum, u) => sum + u - 0.5, 0) / Math.sqrt(nodes / 12);
    let lag = 0;
    for (let i = 1; i < nodes; i++) lag += 12 * (firsts[i] - 0.5) * (firsts[i - 1] - 0.5);
    expect(Math.abs(mean)).toBeLessThan(4.5);
    expect(Math.abs(lag / Math.sqrt(nodes - 1))).toBeLessThan(4.5);
  });

  test('refuse names that could be confused', () => {
    expect(() => new RandomStreams('a\0b')).toThrow(RangeError);
    expect(() => new RandomStreams('a').stream('b\0c')).toThrow(RangeError);
    expect(() => new RandomStreams('a').stream('b', 0.5)).toThrow(RangeError);
    expect(() => new RandomStreams('a').stream('b', NaN)).toThrow(RangeError);
    expect(() => new KeyedDraw('a', 'b\0c')).toThrow(RangeError);
  });
});

describe('the exponential sampler', () => {
  test('has the mean and the variance it should', () => {
    // Standard errors with n draws: mean / sqrt(n), and for the variance mean^2 * sqrt(8 / n). Limits: 4.5 of them.
    const source = new RandomStreams('exponential').stream('test');
    const n = 200_000;
    const mean = 600;
    const sample = Float64Array.from({ length: n }, () => exponential(source, mean));
    const average = sample.reduce((sum, value) => sum + value, 0) / n;
    const variance = sample.reduce((sum, value) => sum + (value - average) * (value - average), 0) / (n - 1);
    expect(Math.abs(average - mean)).toBeLessThan((4.5 * mean) / Math.sqrt(n));
    expect(Math.abs(variance - mean * mean)).toBeLessThan(4.5 * mean * mean * Math.sqrt(8 / n));
  });

  test('inverts the law exactly, and is finite and not negative at the ends of the uniform range', () => {
    expect(exponential(() => 0, 5)).toBeCloseTo(0, 15);
    expect(exponential(() => 0.5, 2)).toBeCloseTo(2 * Math.LN2, 15);
    expect(exponential(() => 1 - 2 ** -32, 1)).toBeCloseTo(32 * Math.LN2, 12);
  });
});
