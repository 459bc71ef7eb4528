import { Tally } from '../../src/race/tally.js';
import { mean } from '../fixtures/moments.js';
import { INTERVAL_US, raced } from './raced.js';
import { DAY_S, errorOfMean, runs } from './timed.js';

describe('time in the race', () => {
  test('intervals are exponential by Kolmogorov and Smirnov, and say nothing of the winner', () => {
    const found: { producer: number; time: number }[] = [];
    const listener = {
      canonical: (_block: number, _height: number, producer: number, time: number) => found.push({ producer, time }),
      stale: () => undefined,
    };
    const settings = { nodes: 2, windowBlocks: 100, centralized: 1, drawnBlocks: 0, pays: () => undefined, listener };
    const blocks = 40_000;
    raced([0.3, 0.7], blocks, { tally: new Tally(settings) });
    const gaps = found.map(({ time, producer }, i) => ({ producer, gap: time - (found[i - 1]?.time ?? 0) }));
    const sorted = Float64Array.from(gaps, ({ gap }) => gap).sort();
    let distance = 0;
    sorted.forEach((gap, rank) => {
      const law = -Math.expm1(-gap / INTERVAL_US);
      distance = Math.max(distance, Math.abs(law - rank / blocks), Math.abs(law - (rank + 1) / blocks));
    });
    // p = 1e-4 of the limiting law.
    expect(distance * Math.sqrt(blocks)).toBeLessThan(2.225);
    for (const winner of [0, 1]) {
      const own = gaps.filter(({ producer }) => producer === winner).map(({ gap }) => gap / INTERVAL_US);
      expect(Math.abs(mean(own) - 1)).toBeLessThan(4 / Math.sqrt(own.length));
    }
  });

  test('a retarget that measures one interval too few makes blocks late: by n / (n − 2) in epochs of n', () => {
    const epoch = 20;
    const records = runs(30, { stop: { blocks: 1000 } }, { retarget: 'bitcoin', epoch });
    // The first epoch has the target itself.
    const late = records.map(({ columns, windows }) => (Number(columns['sim_time_s']) - windows[0]!.endS) / 600 / 900);
    const expected = epoch / (epoch - 2);
    expect(Math.abs(mean(late) - expected)).toBeLessThan(4 * errorOfMean(late));
    expect(mean(late) - 1).toBeGreaterThan(4 * errorOfMean(late));
  });

  test('when half of the power is lost, 2016 blocks take 28 days, and the next have the target again', () => {
    const lost = { behaviour: 'crash', params: {}, nodes: { ids: [1] }, at: 0, until: null };
    const parts = { faults: [lost], stop: { blocks: 4030 }, window: { blocks: 2015 } };
    const records = runs(12, parts, { retarget: 'bitcoin', epoch: 2016 });
    const first = records.map(({ windows }) => windows[0]!.endS / DAY_S);
    const second = records.map(({ windows }) => (windows[1]!.endS - windows[0]!.endS) / DAY_S);
    expect(Math.abs(mean(first) - 28)).toBeLessThan(4 * errorOfMean(first));
    expect(Math.abs(mean(second) - 14)).toBeLessThan(4 * errorOfMean(second));
    expect(errorOfMean(second)).toBeLessThan(0.35);
  });
});
