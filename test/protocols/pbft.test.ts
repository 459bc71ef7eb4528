import { pbft } from '../../src/protocols/pbft.js';
import type { Fault } from '../../src/scenario/world.js';
import { assemble } from '../../src/scenario/assembly.js';
import { registry, run, specOf, worldWith } from '../fixtures/world.js';

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

const S = 1_000_000;
const fault = (behaviour: string, ids: number[]): Fault => ({
  behaviour,
  params: registry.behaviours.get(behaviour).params.parse({}) as Record<string, unknown>,
  nodes: { ids },
  at: 0,
  until: null,
});

describe('PBFT, section 4.4: view changes', () => {
  test.each([4, 7, 16])('n = %i under a silent primary: 3(n − 1)² messages, decided at T + 4 delays', (n) => {
    const record = run(pbft, worldWith(n, { stop: { blocks: 1 }, faults: [fault('silent', [0])] }));
    expect(record.messagesByKind).toEqual({
      viewChange: (n - 1) * (n - 1),
      newView: n - 1,
      prepare: (n - 2) * (n - 1),
      commit: (n - 1) * (n - 1),
    });
    expect(record.columns['latency_p50_s']).toBeCloseTo(2 + 4 * DELAY_S, 9);
    expect(record.verdicts['liveness']).toEqual({ is: 'holds' });
  });

  test('two silent primaries in a row: decided at 2T + 5 delays', () => {
    const record = run(pbft, worldWith(7, { stop: { blocks: 1 }, faults: [fault('silent', [0, 1])] }));
    expect(record.columns['latency_p50_s']).toBeCloseTo(2 * 2 + 5 * DELAY_S, 9);
  });

  test('after the view change the new primary stays, and a decision costs three delays again', () => {
    const record = run(pbft, worldWith(4, { stop: { blocks: 11 }, faults: [fault('silent', [0])] }));
    expect(record.columns['sim_time_s']).toBeCloseTo(2 + 4 * DELAY_S + 10 * 3 * DELAY_S, 9);
    expect(record.producers.map((row) => row.canonical)).toEqual([0, 11, 0, 0]);
  });

  test('f crashed backups change nothing; f + 1 crashed nodes stop it and never fork it', () => {
    const bears = run(pbft, worldWith(7, { faults: [fault('crash', [5, 6])] }));
    expect(bears.columns['latency_p95_s']).toBeCloseTo(3 * DELAY_S, 9);
    const stops = run(
      pbft,
      worldWith(7, { faults: [fault('crash', [4, 5, 6])], stop: { blocks: 20, time: 3600 * S } }),
    );
    expect(stops.columns['decisions']).toBe(0);
    expect(stops.verdicts['agreement']!.is).toBe('unknown');
    expect(stops.verdicts['liveness']!.is).toBe('violated');
  });

  test('an equivocating primary is replaced in the end, and agreement holds, in 60 random delivery orders at n = 4, 5, 6 and 7', () => {
    let viewChanges = 0;
    for (const n of [4, 5, 6, 7]) {
      for (let seed = 0; seed < 15; seed++) {
        const record = run(
          pbft,
          worldWith(n, {
            network: { latency: { kind: 'exponential', mean: 100_000 } },
            faults: [fault('equivocate', [0])],
          }),
          { seed: `equivocation/${seed}` },
        );
        expect(record.verdicts).toEqual({
          agreement: { is: 'holds' },
          validity: { is: 'holds' },
          liveness: { is: 'holds' },
        });
        viewChanges += record.messagesByKind['viewChange'] ?? 0;
      }
    }
    expect(viewChanges).toBeGreaterThan(60);
  });

  test('a value that some node has committed survives the view change', () => {
    // All commits to nodes 1 to 3 are cut for a while, so that only node 0 decides before the view changes.
    const cut: Fault = { partition: [[0], [1, 2, 3]], oneWay: true, at: 0.15 * S, until: 3 * S };
    const record = run(pbft, worldWith(4, { stop: { blocks: 10 }, faults: [cut] }));
    expect(record.verdicts['agreement']).toEqual({ is: 'holds' });
    expect(record.columns['blocks_canonical']).toBe(10);
    expect(record.messagesByKind['viewChange']).toBeGreaterThan(0);
  });
});

/** First, (n − f)-th and last decision of each height in seconds after its proposal, averaged over heights. */
function decisionTimes(n: number, blocks: number): number[] {
  const normal = registry.latencyLaws.get('normal').params.parse({ mean: '250 ms', sd: '50 ms' }) as object;
  const world = worldWith(n, { network: { latency: { kind: 'normal', ...normal } }, stop: { blocks } });
  const made = assemble(specOf(pbft, world), registry);
  const times = new Map<number, number[]>();
  made.host.outputs.add({
    onDecide(time, _node, height, value) {
      const after = (time - made.host.values.time(value)) / S;
      times.set(height, [...(times.get(height) ?? []), after]);
    },
  });
  made.start();
  made.host.simulator.run({ time: Infinity, events: 1e8 });
  const whole = [...times.values()].filter((at) => at.length === n);
  const f = Math.floor((n - 1) / 3);
  return [0, n - f - 1, n - 1].map((place) => whole.reduce((sum, at) => sum + at[place]!, 0) / whole.length);
}

test('Normal(250, 50) ms, n = 16: first, (n − f)-th and last decision at 758.3, 794.2 and 817.5 ms, an independent Monte Carlo', () => {
  // 500 heights: standard error of the (n − f)-th about 0.7 ms; four of them, and 2 ms for the Monte Carlo.
  const [first, quorum, last] = decisionTimes(16, 500);
  expect(Math.abs(first! - 0.7583)).toBeLessThan(0.0048);
  expect(Math.abs(quorum! - 0.7942)).toBeLessThan(0.0048);
  expect(Math.abs(last! - 0.8175)).toBeLessThan(0.0048);
});

test('random delays change nothing about the counts: 12 decisions cost 12 · 2n(n − 1) messages', () => {
  const world = worldWith(7, { network: { latency: { kind: 'exponential', mean: 100_000 } }, stop: { blocks: 12 } });
  const record = run(pbft, world, { params: { timeout: '1 h' } });
  expect(record.columns['messages']).toBe(12 * 2 * 7 * 6);
});
