import seedrandom from 'seedrandom';
import {
  chosenMakerShare,
  elapsedTimeInterval,
  leastEffectiveProducers,
  mostWins,
  rotationDispersion,
  zTestCap,
} from '../../src/theory/index.js';

describe('a cool-down', () => {
  test('of none is a plain draw; of n − 1 everyone in a fixed order; of half about a quarter of the scatter', () => {
    expect(rotationDispersion(20, 0)).toBe(1);
    expect(rotationDispersion(20, 19)).toBe(0);
    expect(rotationDispersion(1000, 500)).toBeCloseTo(0.25, 2);
    expect(() => rotationDispersion(20, 20)).toThrow('cool-down is 20');
  });

  test('of c allows one win in c + 1 blocks', () => {
    expect([0, 1, 5, 6, 7, 100].map((blocks) => mostWins(blocks, 5))).toEqual([0, 1, 1, 1, 2, 17]);
    expect(leastEffectiveProducers(60, 5)).toBe(6);
    expect(leastEffectiveProducers(61, 5)).toBeCloseTo(61 / 11, 12);
  });
});

test('a coalition that chooses its makers gains little alone and much when large', () => {
  expect([0, 0.1, 0.5, 1].map(chosenMakerShare)).toEqual([
    0,
    expect.closeTo(0.101, 5),
    expect.closeTo(0.6, 12),
    expect.closeTo(1, 12),
  ]);
});

test('the z-test caps one of ten at 12.9 % of a thousand blocks', () => {
  expect(zTestCap(10, 1000, 3.075)).toBeCloseTo(0.1 + 3.075 * Math.sqrt(0.09 / 1000), 12);
  expect(zTestCap(10, 1000, 0)).toBe(0.1);
  expect(zTestCap(2, 1, 3.075)).toBe(1);
});

/** Mean interval of the recursion itself: n exponential waits, the least of which enters the next L estimates. */
function averageInterval(n: number, sample: number, blocks: number, seed: string): number {
  const random = seedrandom.alea(seed);
  const [minimum, target] = [1, 20];
  const waits: number[] = [];
  const means: number[] = [];
  let [sumWaits, sumMeans, time] = [0, 0, 0];
  for (let block = 0; block < sample + blocks; block++) {
    const mean = block < sample ? target * n : (target * sumMeans) / sumWaits;
    const wait = (-Math.log1p(-random()) * mean) / n;
    waits.push(wait);
    means.push(mean);
    sumWaits += wait - (waits[block - sample] ?? 0);
    sumMeans += mean - (means[block - sample] ?? 0);
    if (block >= sample) time += minimum + wait;
  }
  return time / blocks;
}

test.each([20, 50, 200])('the interval of PoET is what the recursion of its estimate gives: %d samples', (sample) => {
  const [runs, blocks] = [60, 2000];
  const { meanS, standardErrorS } = elapsedTimeInterval({ minimumS: 1, targetS: 20, sample, n: 7, delayS: 0, blocks });
  const measured = Array.from({ length: runs }, (_, i) => averageInterval(7, sample, blocks, `poet ${i}`));
  const mean = measured.reduce((sum, x) => sum + x, 0) / runs;
  const variance = measured.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / (runs - 1);
  // The closed form is of first order in 1/L.
  expect(Math.abs(mean - meanS)).toBeLessThan((4 * standardErrorS) / Math.sqrt(runs) + (2 * 20) / (sample * sample));
  const ratio = variance / (standardErrorS * standardErrorS);
  expect(Math.abs(ratio - 1)).toBeLessThan(4 * Math.sqrt(2 / (runs - 1)) + 4 / sample);
});
