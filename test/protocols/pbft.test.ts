import countsTwice from '../../src/canaries/pbft-counts-twice.js';
import type { Verdict } from '../../src/contract.js';
import noEquivocation from '../../src/invariants/no-equivocation.js';
import { pbft } from '../../src/protocols/pbft.js';
import { summarise } from '../../src/report/aggregate.js';
import type { Fault } from '../../src/scenario/world.js';
import { expectContent } from '../fixtures/verdicts.js';
import { fault, type RunWords, SECOND as S } from '../fixtures/run-words.js';
import { watched } from '../fixtures/watch.js';
import { Stage } from '../invariants/stage.js';
import { registry, run, worldWith } from '../fixtures/world.js';

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

describe('PBFT, section 4.4: view changes', () => {
  test.each([4, 7, 16])('n = %i under a silent primary: 3(n − 1)² messages, decided at T + 4 delays', (n) => {
    const record = run(pbft, worldWith(n, { stop: { blocks: 1 }, faults: [fault('silent', { ids: [0] })] }));
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
    const record = run(pbft, worldWith(7, { stop: { blocks: 1 }, faults: [fault('silent', { ids: [0, 1] })] }));
    expect(record.columns['latency_p50_s']).toBeCloseTo(2 * 2 + 5 * DELAY_S, 9);
  });

  test('after the view change the new primary stays, and a decision costs three delays again', () => {
    const record = run(pbft, worldWith(4, { stop: { blocks: 11 }, faults: [fault('silent', { ids: [0] })] }));
    expect(record.columns['sim_time_s']).toBeCloseTo(2 + 4 * DELAY_S + 10 * 3 * DELAY_S, 9);
    expect(record.producers.map((row) => row.canonical)).toEqual([0, 11, 0, 0]);
  });

  test('f crashed backups change nothing; f + 1 crashed nodes stop it and never fork it', () => {
    const bears = run(pbft, worldWith(7, { faults: [fault('crash', { ids: [5, 6] })] }));
    expect(bears.columns['latency_p95_s']).toBeCloseTo(3 * DELAY_S, 9);
    const stops = run(
      pbft,
      worldWith(7, { faults: [fault('crash', { ids: [4, 5, 6] })], stop: { blocks: 20, time: 3600 * S } }),
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
            faults: [fault('equivocate', { ids: [0] })],
          }),
          { seed: `equivocation/${seed}` },
        );
        expectContent(record.verdicts);
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

test('a node that missed a NEW-VIEW and learnt of later decisions from others still gives that view up (found by a swarm)', () => {
  const cut = (node: number, from: number, until: number, others = [0, 1, 2, 3].filter((i) => i !== node)): Fault => {
    return { partition: [[node], others], oneWay: false, at: from * S, until: until * S };
  };
  const faults = [cut(1, 0, 1.2), cut(2, 1.2, 3), cut(1, 4.8, 5), cut(2, 7, 8), cut(1, 9, 9.5, [3])];
  const record = run(pbft, worldWith(4, { stop: { blocks: 60, time: 973 * S }, faults }), { seed: 'swarm/2577/0' });
  expectContent(record.verdicts);
});

/**
 * Node 1 leads view 1 and orders again what node 2 alone had prepared in view 0; what it orders next at that place is lost, so
 * that view 2 brings back what node 2 had prepared there, with a request that has been executed meanwhile.
 */
test('a request that two view changes bring in twice is executed once (section 4.1)', () => {
  const apart = (at: number, until: number) => ({
    partition: [[1], [0, 2]],
    oneWay: false,
    at: at * 1e6,
    until: until * 1e6,
  });
  const { verdicts, decisions } = watched({
    protocol: pbft,
    nodes: 3,
    seed: 'f/1162/0',
    rate: 2,
    faults: [apart(2, 4), apart(6, 7)],
    stop: { time: 20e6 },
  });
  expect(verdicts).toMatchObject({ agreement: { is: 'holds' }, validity: { is: 'holds' }, liveness: { is: 'holds' } });
  // Where the batch came a second time, all nodes have the null request.
  expect(decisions.filter(({ height }) => height === 10).map(({ value }) => value)).toEqual([0, 0, 0]);
});

describe('PBFT: prepared and committed certificates are held against what was signed', () => {
  const ofCertificates = (words: RunWords): Verdict => watched(words).verdicts['certificates']!;
  const broken = (changes: Partial<typeof pbft>): typeof pbft => ({ ...pbft, ...changes, name: 'broken' });
  const silentPrimary = { faults: [fault('silent', { ids: [0] })], stop: { time: 10 * S } };

  test('after a view change the pre-prepares in NEW-VIEW count, and without them the judge would cry out', () => {
    const { certificates, verdicts } = watched({ protocol: pbft, ...silentPrimary });
    expect(verdicts['certificates']).toEqual({ is: 'holds' });
    expect(certificates.filter(({ kind, view }) => kind === 'prepare' && view === 1).length).toBeGreaterThan(0);
    expect(ofCertificates({ protocol: broken({ holds: {} }), ...silentPrimary })).toMatchObject({
      witness: expect.stringMatching(
        /a certificate of prepare votes .* view 1: node 1 is in it and has signed no such/,
      ),
    });
  });

  test('the judge cries out when prepares are counted whatever they are for', () => {
    const protocol = broken({
      on: {
        ...pbft.on,
        prepare(s, m, from, me) {
          const accepted = s.log.find(m.view, m.seq)?.accepted;
          pbft.on.prepare(s, accepted === undefined ? m : { ...m, value: accepted }, from, me);
        },
      },
    });
    const words = { nodes: 7, faults: [fault('equivocate', { ids: [0] })], stop: { time: 10 * S } };
    expect(ofCertificates({ protocol: pbft, ...words })).toEqual({ is: 'holds' });
    expect(ofCertificates({ protocol, ...words })).toMatchObject({
      is: 'violated',
      witness: expect.stringMatching(
        /a certificate of prepare votes .*: node \d is in it and has signed no such vote$/,
      ),
    });
  });

  test('the judge cries out when prepares are counted as often as they are heard', () => {
    const network = { duplication: 0.5 };
    const words = { nodes: 7, network, faults: [fault('equivocate', { ids: [0, 1] })], stop: { time: 10 * S } };
    expect(ofCertificates({ protocol: pbft, ...words })).toEqual({ is: 'holds' });
    expect(ofCertificates({ protocol: countsTwice, ...words })).toMatchObject({
      is: 'violated',
      witness: expect.stringMatching(/a certificate of prepare votes .*: \d of 7 voters are not enough$/),
    });
  });

  test('a primary that pre-prepares one thing and prepares another has voted for two', () => {
    const sign = (second: number): Verdict => {
      const stage = new Stage(noEquivocation, { protocol: pbft });
      stage.sign(1, 0, 'prePrepare', { view: 0, seq: 1, value: 7 });
      stage.sign(2, 0, 'prepare', { view: 0, seq: 1, value: second });
      return stage.verdict();
    };
    expect([sign(7).is, sign(8).is]).toEqual(['holds', 'violated']);
  });

  test('two NEW-VIEWs of one primary that hold two pre-prepares for one place are two votes', () => {
    const sign = (second: number): Verdict => {
      const stage = new Stage(noEquivocation, { protocol: pbft });
      const newView = (value: number) => {
        return { view: 1, changes: new Map(), reissued: [], fresh: [{ view: 1, seq: 1, value }] };
      };
      stage.sign(1, 2, 'prepare', { view: 1, seq: 1, value: 7 });
      stage.sign(1, 1, 'newView', newView(7));
      stage.sign(2, 1, 'newView', newView(second));
      return stage.verdict();
    };
    expect([sign(7).is, sign(8).is]).toEqual(['holds', 'violated']);
  });
});

test('Normal(250, 50) ms, n = 16: first, (n − f)-th and last decision at 758.3, 794.2 and 817.5 ms, an independent Monte Carlo', () => {
  // Ten runs of 50 heights each: their means, which are independent, give the standard error (0.7 ms); four of
  // them, and 2 ms for the Monte Carlo.
  const normal = registry.latencyLaws.get('normal').params.parse({ mean: '250 ms', sd: '50 ms' }) as object;
  const world = worldWith(16, { network: { latency: { kind: 'normal', ...normal } }, stop: { blocks: 50 } });
  const records = Array.from({ length: 10 }, (_, seed) => run(pbft, world, { seed: `normal/${seed}` }));
  const rows = summarise(records);
  for (const [column, expected] of [
    ['latency_first_s', 0.7583],
    ['latency_quorum_s', 0.7942],
    ['latency_last_s', 0.8175],
  ] as const) {
    const { mean } = rows.find(({ metric }) => metric === column)!;
    const variance = records.reduce((sum, { columns }) => {
      const off = (columns[column] as number) - mean!;
      return sum + (off * off) / 9;
    }, 0);
    const standardError = Math.sqrt(variance / 10);
    expect(standardError).toBeLessThan(0.001);
    expect(Math.abs(mean! - expected)).toBeLessThan(4 * standardError + 0.002);
  }
});

test('random delays change nothing about the counts: 12 decisions cost 12 · 2n(n − 1) messages', () => {
  const world = worldWith(7, { network: { latency: { kind: 'exponential', mean: 100_000 } }, stop: { blocks: 12 } });
  const record = run(pbft, world, { params: { timeout: '1 h' } });
  expect(record.columns['messages']).toBe(12 * 2 * 7 * 6);
});
