import chiSquareCdf from '@stdlib/stats-base-dists-chisquare-cdf';
import { KeyedDraw } from '../../src/kernel/keyed-draw.js';

/*
 * A statistical battery. Seeds are fixed, so it passes or fails for good; the limits are those at which a perfect generator
 * with fresh keys would fail. p-values of chi-square tests must lie in [1e-6, 1 - 1e-6] (also «too even» fails), z-scores
 * within 5 standard errors (p = 5.7e-7). With some 150 such tests the false-alarm probability of the file is about 4e-4.
 */
const TAIL = 1e-6;
const LARGEST_Z = 5;

function expectChiSquare(statistic: number, degrees: number): void {
  const p = chiSquareCdf(statistic, degrees);
  expect(p).toBeGreaterThan(TAIL);
  expect(p).toBeLessThan(1 - TAIL);
}

/** Chi-square statistic of counts that should be equal. */
function evenness(counts: Int32Array): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const expected = total / counts.length;
  return counts.reduce((sum, count) => sum + ((count - expected) * (count - expected)) / expected, 0);
}

/** Ways in which counters run in use, and ways that are hard for a weak hash. */
const PATTERNS: [string, (draw: KeyedDraw, i: number) => number][] = [
  ['x counting', (draw, i) => draw.bits(i, 7)],
  ['x counting beyond 2^32', (draw, i) => draw.bits(2 ** 40 + i, -1)],
  ['y counting', (draw, i) => draw.bits(123_456_789, i)],
  ['the high half of x counting', (draw, i) => draw.bits(i * 2 ** 32, 3)],
  ['a grid of x and y', (draw, i) => draw.bits(i >>> 6, i & 63)],
  ['x in steps of 2^21', (draw, i) => draw.bits(i * 2 ** 21, 0)],
  ['y in steps of 2^12', (draw, i) => draw.bits(5, i << 12)],
  ['y negative', (draw, i) => draw.bits(99, -i)],
];

describe('keyed draws', () => {
  const draw = new KeyedDraw('battery', 'latency');

  test('are a function of seed, purpose and counters, the same on every engine', () => {
    const again = new KeyedDraw('battery', 'latency');
    const pinned = [draw.bits(0, 0), draw.bits(1, 0), draw.bits(0, 1), draw.bits(2 ** 53 - 1, -(2 ** 31))];
    expect(pinned).toEqual([again.bits(0, 0), again.bits(1, 0), again.bits(0, 1), again.bits(2 ** 53 - 1, -(2 ** 31))]);
    expect(pinned).toEqual([-1589393781, -1697367796, -939779275, -1491971257]);
    expect(new KeyedDraw('battery', 'loss').bits(0, 0)).not.toBe(pinned[0]);
    expect(new KeyedDraw('other', 'latency').bits(0, 0)).not.toBe(pinned[0]);
  });

  test('are the same one by one and in a row', () => {
    const row = new Float64Array(300);
    for (const x of [0, 5, 2 ** 32 - 1, 2 ** 40 + 3, 2 ** 53 - 1]) {
      draw.uniforms(x, 299, row);
      expect([...row.subarray(0, 299)]).toEqual(Array.from({ length: 299 }, (_, y) => draw.uniform(x, y)));
    }
    expect(row[299]).toBe(0);
  });

  test('lie strictly between 0 and 1, whatever the bits', () => {
    class Fixed extends KeyedDraw {
      fixed = 0;
      override bits(): number {
        return this.fixed;
      }
    }
    const fixed = new Fixed('', '');
    expect(fixed.uniform(0, 0)).toBe(2 ** -33);
    fixed.fixed = -1;
    expect(fixed.uniform(0, 0)).toBe(1 - 2 ** -33);
    fixed.fixed = -(2 ** 31);
    expect(fixed.uniform(0, 0)).toBe(0.5 + 2 ** -33);
  });

  test.each(PATTERNS)('have evenly distributed bytes with %s', (_, bits) => {
    const counts = [0, 8, 16, 24].map(() => new Int32Array(256));
    for (let i = 0; i < 1 << 18; i++) {
      const word = bits(draw, i);
      counts[0][word & 255]++;
      counts[1][(word >>> 8) & 255]++;
      counts[2][(word >>> 16) & 255]++;
      counts[3][word >>> 24]++;
    }
    for (const each of counts) expectChiSquare(evenness(each), 255);
  });

  test.each(PATTERNS)('follow the uniform law in successive pairs and triples with %s', (_, bits) => {
    const [highPairs, lowPairs, triples] = [new Int32Array(4096), new Int32Array(4096), new Int32Array(4096)];
    for (let i = 0; i < 1 << 18; i += 4) {
      const words = [bits(draw, i), bits(draw, i + 1), bits(draw, i + 2)];
      highPairs[((words[0] >>> 26) << 6) | (words[1] >>> 26)]++;
      lowPairs[((words[0] & 63) << 6) | (words[1] & 63)]++;
      triples[((words[0] >>> 28) << 8) | ((words[1] >>> 28) << 4) | (words[2] >>> 28)]++;
    }
    for (const counts of [highPairs, lowPairs, triples]) expectChiSquare(evenness(counts), 4095);
  });

  test('stay within the Kolmogorov-Smirnov bound', () => {
    // The statistic exceeds 2.7 with probability 2 exp(-2 * 2.7^2) = 9e-7.
    for (const at of [(i: number) => draw.uniform(i, 0), (i: number) => draw.uniform(77, i)]) {
      const count = 100_000;
      const sorted = Float64Array.from({ length: count }, (_, i) => at(i)).sort();
      let distance = 0;
      sorted.forEach((u, i) => (distance = Math.max(distance, u - i / count, (i + 1) / count - u)));
      expect(distance * Math.sqrt(count)).toBeLessThan(2.7);
    }
  });

  test('are uncorrelated at lags in x and in y', () => {
    // 12 (u - 1/2)(v - 1/2) has mean 0 and variance 1.
    const count = 1 << 16;
    const z = (first: (i: number) => number, second: (i: number) => number): number => {
      let sum = 0;
      for (let i = 0; i < count; i++) sum += 12 * (first(i) - 0.5) * (second(i) - 0.5);
      return sum / Math.sqrt(count);
    };
    const inX = (lag: number) => (i: number) => draw.uniform(i + lag, 5);
    const inY = (lag: number) => (i: number) => draw.uniform(5, i + lag);
    for (const lag of [1, 2, 3, 4, 5, 7, 8, 16, 31, 32, 64, 100, 256, 1000, 1024, 65_536, 2 ** 31, 2 ** 32, 2 ** 52]) {
      expect(Math.abs(z(inX(0), inX(lag)))).toBeLessThan(LARGEST_Z);
    }
    for (const lag of [1, 2, 3, 4, 5, 7, 8, 16, 31, 32, 64, 100, 256, 1000, 1024, 65_536, 2 ** 30]) {
      expect(Math.abs(z(inY(0), inY(lag)))).toBeLessThan(LARGEST_Z);
    }
    expect(
      Math.abs(
        z(
          (i) => draw.uniform(i, 5),
          (i) => draw.uniform(5, i),
        ),
      ),
    ).toBeLessThan(LARGEST_Z);
  });

  test('change each bit with probability one half when one bit of x, y or the key changes', () => {
    const trials = 2048;
    const flips = (word: (trial: number) => number, changed: (trial: number) => number): number => {
      const counts = new Int32Array(32);
      for (let trial = 0; trial < trials; trial++) {
        const difference = word(trial) ^ changed(trial);
        for (let bit = 0; bit < 32; bit++) counts[bit] += (difference >>> bit) & 1;
      }
      let sum = 0;
      for (const count of counts) {
        const z = (count - trials / 2) / Math.sqrt(trials / 4);
        // Of 6816 cells, one exceeds 6 standard errors with probability 1.3e-5.
        expect(Math.abs(z)).toBeLessThan(6);
        sum += z * z;
      }
      return sum;
    };
    const x = (trial: number): number => trial * 4_398_046_511 + 1;
    const plain = (trial: number): number => draw.bits(x(trial), trial);
    let sum = 0;
    for (let bit = 0; bit < 53; bit++) {
      const weight = 2 ** bit;
      sum += flips(plain, (trial) => {
        const at = x(trial);
        return draw.bits(Math.floor(at / weight) % 2 === 1 ? at - weight : at + weight, trial);
      });
    }
    for (let bit = 0; bit < 32; bit++) sum += flips(plain, (trial) => draw.bits(x(trial), trial ^ (1 << bit)));
    for (const name of ['key0', 'key1', 'key2', 'key3']) {
      for (let bit = 0; bit < 32; bit++) {
        const other = new KeyedDraw('battery', 'latency');
        const key = Reflect.get(other, name) as number;
        Object.assign(other, { [name]: key ^ (1 << bit) });
        sum += flips(plain, (trial) => other.bits(x(trial), trial));
      }
    }
    expectChiSquare(sum, (53 + 32 + 128) * 32);
  });

  test.each([
    ['x counting', (i: number) => draw.bits(i, 0)],
    ['8192 values of x by 256 of y', (i: number) => draw.bits(i >>> 8, i & 255)],
    ['2048 values of y by 1024 of x, far apart', (i: number) => draw.bits((i >>> 11) * 2 ** 33, (i & 2047) << 10)],
  ])('collide as often as random words do with %s', (_, word) => {
    // 2^21 words of 32 bits: 511.9 repeated words are expected, with the standard error of a Poisson count.
    const count = 1 << 21;
    const words = new Int32Array(count);
    for (let i = 0; i < count; i++) words[i] = word(i);
    words.sort();
    let repeats = 0;
    for (let i = 1; i < count; i++) if (words[i] === words[i - 1]) repeats++;
    expect(Math.abs(repeats - 511.9) / Math.sqrt(511.9)).toBeLessThan(LARGEST_Z);
  });

  test('make binary matrices of the expected ranks', () => {
    // 32 successive words as a matrix over GF(2): rank 32, 31, less with these probabilities (Marsaglia).
    const probabilities = [0.2887880952, 0.5775761902, 0.1336357146];
    for (const word of [(i: number) => draw.bits(i, 1), (i: number) => draw.bits(i >>> 5, i & 31)]) {
      const counts = [0, 0, 0];
      const matrices = 10_000;
      for (let matrix = 0; matrix < matrices; matrix++) {
        const rank = rankOf(Int32Array.from({ length: 32 }, (_, row) => word(32 * matrix + row)));
        counts[Math.min(32 - rank, 2)]++;
      }
      const statistic = counts.reduce((sum, count, i) => {
        const expected = matrices * probabilities[i];
        return sum + ((count - expected) * (count - expected)) / expected;
      }, 0);
      expectChiSquare(statistic, 2);
    }
  });

  test('are independent between neighbouring purposes and seeds', () => {
    const named = [0, 1, 2, 3].map((i) => new KeyedDraw('battery', `node/${i}`));
    const seeded = [0, 1, 2, 3].map((i) => new KeyedDraw(`battery/${i}`, 'node'));
    const count = 1 << 16;
    for (const [first, second, third, fourth] of [named, seeded]) {
      let zeros = 0;
      let product = 0;
      const [two, four] = [new Int32Array(256), new Int32Array(256)];
      for (let i = 0; i < count; i++) {
        const pair = first.bits(i, 1) ^ second.bits(i, 1);
        const all = pair ^ third.bits(i, 1) ^ fourth.bits(i, 1);
        if (pair === 0 || all === 0) zeros++;
        two[pair & 255]++;
        four[all >>> 24]++;
        product += 12 * (first.uniform(i, 2) - 0.5) * (second.uniform(i, 2) - 0.5);
      }
      // Two words of 2^16 each are zero by chance with probability 3e-5.
      expect(zeros).toBe(0);
      expectChiSquare(evenness(two), 255);
      expectChiSquare(evenness(four), 255);
      expect(Math.abs(product / Math.sqrt(count))).toBeLessThan(LARGEST_Z);
    }
  });
});

/** Rank over GF(2) of a matrix given as rows of 32 bits. */
function rankOf(rows: Int32Array): number {
  let rank = 0;
  for (let bit = 0; bit < 32 && rank < rows.length; bit++) {
    let pivot = rank;
    while (pivot < rows.length && ((rows[pivot] >>> bit) & 1) === 0) pivot++;
    if (pivot === rows.length) continue;
    [rows[pivot], rows[rank]] = [rows[rank], rows[pivot]];
    for (let row = rank + 1; row < rows.length; row++) {
      if (((rows[row] >>> bit) & 1) === 1) rows[row] ^= rows[rank];
    }
    rank++;
  }
  return rank;
}
