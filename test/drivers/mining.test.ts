import { MiningDriver } from '../../src/drivers/mining.js';
import { WeightedChoice } from '../../src/drivers/weighted-choice.js';
import { RandomStreams } from '../../src/kernel/random-streams.js';

const HOUR_US = 3_600_000_000;

/** Carries the race out until so many solutions; every solution as (time, node, puzzle). */
function race(powers: readonly number[], puzzles: Record<string, number>, count: number) {
  const streams = new RandomStreams('race');
  let now = 0;
  let next: { time: number; draw: number } | undefined;
  const solutions: { time: number; node: number; puzzle: string }[] = [];
  const driver = new MiningDriver({
    powers,
    interval: HOUR_US,
    puzzles,
    now: () => now,
    // Only the last one armed strikes.
    schedule: (time, draw) => (next = { time, draw }),
    found: (node, puzzle) => solutions.push({ time: now, node, puzzle }),
    intervalDraw: streams.stream('interval'),
    winnerDraw: streams.stream('winner'),
    puzzleDraw: streams.stream('puzzle'),
  });
  driver.start();
  while (solutions.length < count) {
    const { time, draw } = next!;
    now = time;
    driver.strike(draw);
  }
  return { solutions, now };
}

describe('the mining race', () => {
  test('several puzzles run in one clock: rates add up, and who wins has nothing to do with what is won', () => {
    const count = 40_000;
    const { solutions, now } = race([1, 3], { block: 1, fruit: 9 }, count);
    // Ten solutions an hour in all: the mean of so many exponential waits, four standard errors.
    expect(Math.abs((now * 10) / (count * HOUR_US) - 1)).toBeLessThan(4 / Math.sqrt(count));
    const shares = { '0 block': 0.025, '1 block': 0.075, '0 fruit': 0.225, '1 fruit': 0.675 };
    for (const [name, share] of Object.entries(shares)) {
      const found = solutions.filter(({ node, puzzle }) => `${node} ${puzzle}` === name).length / count;
      expect(Math.abs(found - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / count));
    }
  });

  test('intervals between blocks alone are exponential: their coefficient of variation is 1', () => {
    const { solutions } = race([1], { block: 1, fruit: 4 }, 50_000);
    const times = solutions.filter(({ puzzle }) => puzzle === 'block').map(({ time }) => time);
    const gaps = times.slice(1).map((time, i) => time - times[i]!);
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) * (gap - mean), 0) / gaps.length;
    // The squared coefficient of exponentials has a standard error of sqrt(8 / n).
    expect(Math.abs(variance / (mean * mean) - 1)).toBeLessThan(4 * Math.sqrt(8 / gaps.length));
  });
});

describe('the weighted choice', () => {
  test('gives each index its stretch of the line, never one without weight, and follows changes', () => {
    const choice = new WeightedChoice([1, 0, 2, 5, 0]);
    const points = Array.from({ length: 8 }, (_, i) => choice.at((i + 0.5) / 8));
    expect(points).toEqual([0, 2, 2, 3, 3, 3, 3, 3]);
    choice.set(3, 0);
    choice.set(4, 1);
    expect(choice.total).toBe(4);
    expect(Array.from({ length: 4 }, (_, i) => choice.at((i + 0.5) / 4))).toEqual([0, 2, 2, 4]);
    expect(choice.at(1 - 2 ** -53)).toBe(4);
  });
});
