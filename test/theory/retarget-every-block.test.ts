import seedrandom from 'seedrandom';
import {
  movingAverageBias,
  movingAverageMeanVariance,
  movingAverageTargetVariance,
  scheduleDeviation,
} from '../../src/theory/retarget-every-block.js';
import { mean } from '../fixtures/moments.js';

const variance = (values: readonly number[]) => mean(values.map((v) => v * v)) - mean(values) * mean(values);

describe('a moving average', () => {
  test('is about 1 + α/2 too slow', () => {
    for (const n of [20, 100, 1000]) expect(Math.abs(movingAverageBias(n) - 1 - 0.5 / n)).toBeLessThan(1 / (n * n));
  });

  test('has this bias and these variances over 4000 chains of 400 blocks', () => {
    const [n, intervals, chains] = [20, 400, 4000];
    const random = seedrandom.alea('moving average');
    const [means, targets]: [number[], number[]] = [[], []];
    for (let chain = 0; chain < chains; chain++) {
      let target = 1;
      let sum = 0;
      for (let i = -10 * n; i < intervals; i++) {
        const luck = -Math.log1p(-random());
        if (i >= 0) sum += luck / target;
        target = target * (1 - 1 / n) + luck / n;
      }
      means.push(sum / intervals);
      targets.push(target);
    }
    const expected = movingAverageMeanVariance(n, intervals);
    expect(Math.abs(mean(means) - movingAverageBias(n))).toBeLessThan(4 * Math.sqrt(expected / chains));
    // To first order in 1/20; variances over 4000 have a standard error of 2.2 %.
    expect(Math.abs(variance(means) / expected - 1)).toBeLessThan(0.09 + 0.1);
    expect(Math.abs(variance(targets) / movingAverageTargetVariance(n) - 1)).toBeLessThan(0.1);
  });
});

test('a schedule is kept within 1/sqrt(κ(2 − κ)) intervals, over 4000 chains', () => {
  const [halfLife, chains] = [40, 4000];
  const kappa = Math.LN2 / halfLife;
  const random = seedrandom.alea('schedule');
  const behind: number[] = [];
  for (let chain = 0; chain < chains; chain++) {
    let late = 0;
    for (let i = 0; i < 600; i++) late += -Math.log1p(-random()) * Math.exp(-kappa * late) - 1;
    behind.push(late);
  }
  const deviation = scheduleDeviation(halfLife);
  // A standard error of 1.1 %, and terms of order κ = 1.7 %.
  expect(Math.abs(Math.sqrt(variance(behind)) / deviation - 1)).toBeLessThan(0.045 + 0.02);
  expect(Math.abs(mean(behind) - 0.25)).toBeLessThan((4 * deviation) / Math.sqrt(chains));
  expect(() => scheduleDeviation(0.5)).toThrow('halfLifeOverTarget is 0.5');
});
