import fc from 'fast-check';
import { DelayHistogram } from '../../src/observers/delay-histogram.js';
import { Propagation } from '../../src/observers/propagation.js';

function nearestRank(sorted: readonly number[], share: number): number {
  return sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1]!;
}

describe('the histogram of delays', () => {
  test.each([
    [10, 1 / 2048],
    [5, 1 / 64],
  ])('with %p bits holds every quantile within its stated resolution, whatever the delays', (bits, resolution) => {
    const delay = fc.oneof(
      fc.integer({ min: 0, max: 3_000 }),
      fc.integer({ min: 0, max: 100_000_000 }),
      fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    );
    fc.assert(
      fc.property(
        fc.array(delay, { minLength: 1, maxLength: 60 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (all, share) => {
          const histogram = new DelayHistogram(bits);
          for (const each of all) histogram.add(each);
          const exact = nearestRank(
            all.sort((a, b) => a - b),
            share,
          );
          expect(histogram.count).toBe(all.length);
          expect(Math.abs(histogram.quantile(share)! - exact)).toBeLessThanOrEqual(resolution * exact);
        },
      ),
      { seed: 7, numRuns: 500 },
    );
  });

  test('is exact below 2,048 microseconds, and has no quantile while it is empty', () => {
    const histogram = new DelayHistogram(10);
    expect(histogram.quantile(0.5)).toBeUndefined();
    for (const delay of [0, 1, 2_047]) histogram.add(delay);
    expect([0, 0.5, 1].map((share) => histogram.quantile(share))).toEqual([0, 1, 2_047]);
  });
});

function watch(counted: readonly boolean[], weights = counted.map(() => 1), regionOf = counted.map(() => 0)) {
  return new Propagation({ counted, weights, regionOf: Int32Array.from(regionOf), regions: 2 });
}

const TEN = new Array<boolean>(10).fill(true);

describe('the propagation of blocks', () => {
  test('by hand: ten nodes, node k has the block after 100 k', () => {
    const weights = [5, 0, 0, 0, 0, 0, 0, 0, 0, 5];
    const observer = watch(TEN, weights, [0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
    observer.onMint(1_000, 0, 1);
    for (let node = 1; node < 10; node++) observer.onReceive(1_000 + 100 * node, node, 1);
    expect(observer.blocks).toBe(1);
    expect(observer.mean).toBe(450);
    expect(observer.meanByWeight).toBe(450);
    expect(observer.pooled.quantile(0.5)).toBe(400);
    expect(observer.pooled.quantile(0.9)).toBe(800);
    expect([observer.blockP50.median(), observer.blockP90.median(), observer.blockMax.median()]).toEqual([
      400, 800, 900,
    ]);
    expect(observer.byRegion.map((region) => region.count)).toEqual([5, 5]);
  });

  test('leaves out a block that only 90 % of the nodes got, and takes it from the next node on', () => {
    const observer = watch(TEN);
    observer.onMint(0, 0, 1);
    for (let node = 1; node < 9; node++) observer.onReceive(10, node, 1);
    expect([observer.blocks, observer.mean]).toEqual([0, undefined]);
    observer.onReceive(10, 9, 1);
    expect([observer.blocks, observer.pooled.count, observer.mean]).toEqual([1, 10, 9]);
  });

  test('waits for correct nodes only, also for blocks that others made, and counts nodes that come after 90 %', () => {
    const observer = watch([...TEN, ...TEN, false, false]);
    observer.onMint(0, 20, 1);
    for (let node = 0; node < 20; node++) observer.onReceive(100, node, 1);
    observer.onReceive(900, 21, 1);
    expect([observer.pooled.count, observer.mean, observer.blockMax.median()]).toEqual([20, 100, 100]);
  });

  test('keeps blocks apart, and the pooled median from the median of blocks', () => {
    const observer = watch(TEN);
    const delays = [1, 1, 50];
    delays.forEach((delay, i) => {
      observer.onMint(0, 0, i + 1);
      for (let node = 1; node < 10; node++) observer.onReceive(delay * node, node, i + 1);
    });
    expect(observer.blockP50.median()).toBe(4);
    expect(observer.pooled.quantile(0.5)).toBe(6);
  });

  test('gives up blocks that never spread, so that memory is bounded', () => {
    const n = 1 << 20;
    const observer = watch(
      new Array<boolean>(n).fill(true),
      new Array<number>(n).fill(1),
      new Array<number>(n).fill(0),
    );
    for (let block = 1; block <= 20; block++) observer.onMint(block, 0, block);
    for (const block of [1, 20]) for (let node = 1; node < n; node++) observer.onReceive(100, node, block);
    expect(observer.blocks).toBe(1);
    expect(observer.blockMax.median()).toBe(80);
  });
});
