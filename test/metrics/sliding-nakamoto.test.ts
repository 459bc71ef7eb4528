import { nakamotoCoefficient } from '../../src/metrics/index.js';
import { SlidingNakamoto } from '../../src/metrics/sliding-nakamoto.js';
import { alea } from './random.js';

/** The first block after which the last `window` have a Nakamoto coefficient of at most `few`, looked at one by one. */
function byHand(producers: readonly number[], window: number, few: number): number | null {
  for (let seen = window; seen <= producers.length; seen++) {
    const counts = new Map<string, number>();
    for (const producer of producers.slice(seen - window, seen)) {
      counts.set(String(producer), (counts.get(String(producer)) ?? 0) + 1);
    }
    if ((nakamotoCoefficient(counts) as number) <= few) return seen;
  }
  return null;
}

describe('the first window of a chain that few producers have', () => {
  test('is found as by looking at every one', () => {
    let happened = 0;
    for (let run = 0; run < 300; run++) {
      const rng = alea(`sliding-${run}`);
      const few = 1 + (run % 3);
      const window = 5 + (run % 20);
      // Producer 0 gains on the others as the chain grows.
      const producers = Array.from({ length: 200 }, (_, i) => (rng() < i / 500 ? 0 : Math.floor(rng() * 8)));
      const sliding = new SlidingNakamoto(8, window, few);
      for (const producer of producers) sliding.add(producer);
      expect(sliding.reached).toBe(byHand(producers, window, few));
      if (sliding.reached !== null && sliding.reached > window) happened++;
    }
    expect(happened).toBeGreaterThan(50);
  });

  test('takes a positive window and number', () => {
    expect(() => new SlidingNakamoto(3, 0, 1)).toThrow('window is 0');
    expect(() => new SlidingNakamoto(3, 10, 0.5)).toThrow('few is 0.5');
  });
});
