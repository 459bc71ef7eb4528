import { ghost } from '../../src/protocols/ghost.js';
import { pow } from '../../src/protocols/pow.js';
import { SECOND } from '../fixtures/run-words.js';
import { run, worldWith } from '../fixtures/world.js';

describe('GHOST', () => {
  test('without delay it is Nakamoto’s longest chain: the same blocks by the same miners at the same times', () => {
    const world = worldWith(8, { network: { latency: { kind: 'constant', delay: 0 } }, stop: { blocks: 300 } });
    const [greedy, longest] = [run(ghost, world), run(pow, world)];
    expect(greedy.columns['blocks_stale']).toBe(0);
    expect(greedy.producers).toEqual(longest.producers);
    expect(greedy.columns['sim_time_s']).toBe(longest.columns['sim_time_s']);
  });

  test('the main chain of many small miners grows faster than λ/(1 + 2x), the bound of the paper, and slower than λ/(1 + x)', () => {
    const blocks = 800;
    for (const x of [0.5, 1]) {
      const interval = 10;
      const world = worldWith(60, {
        network: { latency: { kind: 'constant', delay: x * interval * SECOND } },
        stop: { blocks },
      });
      const options = { params: { interval: `${interval} s`, confirmations: 60 } };
      const { columns } = run(ghost, world, options);
      const growth = (blocks * interval) / (columns['sim_time_s'] as number);
      // A chain of n blocks is at most as uncertain as n exponential intervals.
      const standardError = growth / Math.sqrt(blocks);
      expect(growth).toBeGreaterThan(1 / (1 + 2 * x) - 4 * standardError);
      expect(growth).toBeLessThan(1 / (1 + x) + 4 * standardError);
      // The longest chain of the same miners is the longest there is: GHOST's never grows faster.
      const longest = (blocks * interval) / (run(pow, world, options).columns['sim_time_s'] as number);
      expect(growth).toBeLessThan(longest + 4 * standardError);
    }
  });
});
