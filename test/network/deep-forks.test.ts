import type { World } from '../../src/scenario/world.js';
import { pow } from '../../src/protocols/pow.js';
import { SECOND as S } from '../fixtures/run-words.js';
import { run, worldWith } from '../fixtures/world.js';

test('branches of many answers, each shorter than the other side’s, are fetched from end to end', () => {
  const partition = { partition: [[0], [1]], at: 0, until: 1500 * S };
  const world = worldWith(2, {
    faults: [partition as unknown as World['faults'][number]],
    network: { requestTimeout: 5 * S },
    stop: { time: 2500 * S, blocks: 1_000_000, events: 200_000 },
  });
  const { columns, ended } = run(pow, world, { params: { interval: '1 s', blockSize: '1 kB' } });
  // Half of 1,500 blocks on either side, where one answer holds 500; then 1,000 more that both agree on.
  expect(ended).toBe('time');
  expect(columns['blocks_stale']).toBeGreaterThan(600);
  expect(columns['blocks_canonical']).toBeGreaterThan(1500);
  expect(columns['messages']).toBeLessThan(5000);
});
