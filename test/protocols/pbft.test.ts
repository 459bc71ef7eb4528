import { pbft } from '../../src/protocols/pbft.js';
import { run, worldWith } from '../fixtures/world.js';

const DELAY_S = 0.1;

describe('PBFT, section 4.2: the normal case', () => {
  test.each([4, 5, 6, 7, 10, 16, 31, 64])('n = %i costs 2n(n − 1) messages a decision and three delays', (n) => {
    const record = run(pbft, worldWith(n, { stop: { blocks: 9 } }));
    expect(record.messagesByKind).toEqual({
      prePrepare: 9 * (n - 1),
      prepare: 9 * (n - 1) * (n - 1),
      commit: 9 * n * (n - 1),
    });
    expect(record.columns['latency_p50_s']).toBeCloseTo(3 * DELAY_S, 9);
    expect(record.columns['latency_p95_s']).toBeCloseTo(3 * DELAY_S, 9);
    expect(record.columns['decisions']).toBe(9);
  });

  test('latency follows the actual delay, not the timeout: PBFT is responsive', () => {
    const fast = run(pbft, worldWith(4, { network: { latency: { kind: 'constant', delay: 1_000 } } }));
    expect(fast.columns['latency_p50_s']).toBeCloseTo(0.003, 9);
  });

  test('requests that wait are batched', () => {
    const world = worldWith(4, { workload: { rate: 200, size: 250, senders: 'equal' }, stop: { blocks: 40 } });
    const one = run(pbft, world, { params: { batch: 1, pipeline: 1 } });
    const many = run(pbft, world, { params: { batch: 100, pipeline: 1 } });
    expect(one.columns['sim_time_s']).toBeCloseTo(many.columns['sim_time_s'] as number, 0);
    expect(many.columns['latency_p50_s'] as number).toBeLessThan((one.columns['latency_p50_s'] as number) / 3);
  });
});

describe('PBFT, section 4.3: checkpoints', () => {
  test('a checkpoint costs n(n − 1) messages every K decisions', () => {
    const record = run(pbft, worldWith(7, { stop: { blocks: 43 } }), { params: { checkpoint: 10, window: 20 } });
    expect(record.messagesByKind['checkpoint']).toBe(4 * 7 * 6);
    expect(record.messagesByKind['commit']).toBe(43 * 7 * 6);
  });

  test('the watermarks bound how far the primary runs ahead, and move with the checkpoints', () => {
    const record = run(
      pbft,
      worldWith(4, { stop: { blocks: 50 }, workload: { rate: 1000, size: 250, senders: 'equal' } }),
      {
        params: { checkpoint: 5, window: 10, pipeline: 100, batch: 1 },
      },
    );
    expect(record.columns['decisions']).toBeGreaterThanOrEqual(50);
    expect(record.verdicts).toMatchObject({});
  });
});
