import { hotstuffChained } from '../../src/protocols/hotstuff-chained.js';
import type { World } from '../../src/scenario/world.js';
import { Signed } from '../fixtures/evidence.js';
import { assembled, carryOut, fault, MINUTE, SECOND as S, type RunWords } from '../fixtures/run-words.js';
import { registry, run, worldWith } from '../fixtures/world.js';
import { expectContent } from '../fixtures/verdicts.js';

const DELAY_S = 0.1;

describe('chained HotStuff, sections 5 and 6: the normal case', () => {
  test.each([
    [4, 1],
    [4, 10],
    [5, 10],
    [6, 10],
    [7, 10],
    [16, 100],
    [64, 3],
  ])('n = %i: %i decisions take two more blocks and a proposal, of 2(n − 1) messages each', (n, decisions) => {
    for (const leaders of ['rotating', 'stable']) {
      const record = run(hotstuffChained, worldWith(n, { stop: { blocks: decisions } }), { params: { leaders } });
      const blocks = decisions + 3;
      expect(record.messagesByKind).toEqual({ proposal: blocks * (n - 1), vote: blocks * (n - 1) });
      // The first after seven delays, then one in two.
      expect(record.columns['sim_time_s']).toBeCloseTo((7 + 2 * (decisions - 1)) * DELAY_S, 9);
    }
  });

  test('decisions follow the actual delay, not the timeout: HotStuff is responsive', () => {
    const network = { latency: { kind: 'constant', delay: 1_000 } };
    const record = run(hotstuffChained, worldWith(4, { network, stop: { blocks: 10 } }));
    expect(record.columns['sim_time_s']).toBeCloseTo(0.007 + 9 * 0.002, 9);
  });

  test('on links of 10 ms, batches of 400 make 20,000 requests a second', () => {
    const network = { latency: { kind: 'constant', delay: 10_000 } };
    const workload = { rate: 30_000, size: 250, senders: 'equal' as const };
    const world = assembled({ protocol: hotstuffChained, network, params: { batch: 400 }, rate: workload.rate });
    let requests = 0;
    world.host.outputs.add({
      onDecide: (_time, node, _height, value) =>
        void (node === 1 && (requests += world.host.values.contents(value).length)),
    });
    carryOut(world, { protocol: hotstuffChained, stop: { time: S } });
    // Decided in (0.07 s, 1 s], every 20 ms; the first block is empty.
    expect(requests).toBe(400 * 46);
  });
});

const normal = registry.latencyLaws.get('normal').params.parse({ mean: '250 ms', sd: '50 ms' }) as object;

/** Milliseconds until the (n − f)-th node has decided `height`, by height: mean and standard error over runs. */
function untilQuorum(n: number, leaders: string, height: number, runs: number): { mean: number; error: number } {
  const f = Math.floor((n - 1) / 3);
  const times = Array.from({ length: runs }, (_, seed) => {
    const network = { latency: { kind: 'normal', ...normal } };
    const stop = { blocks: height };
    const words = { protocol: hotstuffChained, nodes: n, network, params: { leaders }, seed: `normal/${seed}`, stop };
    const world = assembled(words);
    let deciders = 0;
    let time = NaN;
    world.host.outputs.add({
      onDecide: (now, _node, at) => void (at === height && ++deciders === n - f && (time = now / 1000)),
    });
    carryOut(world, words);
    return time;
  });
  const mean = times.reduce((sum, time) => sum + time, 0) / runs;
  const variance = times.reduce((sum, time) => sum + (time - mean) * (time - mean), 0) / (runs - 1);
  return { mean, error: Math.sqrt(variance / runs) };
}

/**
 * An independent Monte Carlo of the same rules, and with stable leaders BFT-Simulator (csienslab, DSN 2022): 1744.8 ± 4.8
 * and 1838.8 ± 2.5 ms for the first decision, 512.5 and 536.4 ms for each of a hundred.
 */
describe('delays of Normal(250 ms, 50 ms) until n − f nodes have decided', () => {
  test.each([
    [4, 'stable', 1750.0, 5.2],
    [16, 'stable', 1837.5, 2.7],
    [4, 'rotating', 1631, 6.2],
    [16, 'rotating', 1825, 2.8],
  ])('n = %i, %s leaders: the first decision takes %d ms', (n, leaders, expected, largestError) => {
    const { mean, error } = untilQuorum(n, leaders, 1, 300);
    expect(error).toBeLessThan(largestError);
    // Three standard errors.
    expect(Math.abs(mean - expected)).toBeLessThan(3 * error);
  });

  test.each([
    [4, 'stable', 512.1, 1.7],
    [16, 'stable', 537.2, 0.9],
    [4, 'rotating', 473, 2.0],
    [16, 'rotating', 532, 0.9],
  ])('n = %i, %s leaders: each of a hundred decisions takes %d ms', (n, leaders, expected, largestError) => {
    const { mean, error } = untilQuorum(n, leaders, 100, 12);
    expect(error / 100).toBeLessThan(largestError);
    // Three standard errors, and the rounding of the last two figures.
    expect(Math.abs(mean / 100 - expected)).toBeLessThan((3 * error) / 100 + (leaders === 'stable' ? 0 : 0.5));
  });
});

describe('chained HotStuff: views that fail', () => {
  test.each([
    ['stable', 'timer'],
    ['rotating', 'timer'],
    ['stable', 'certificate'],
    ['rotating', 'certificate'],
  ])('%s leaders, %s: a silent one adds a timeout and one delay', (leaders, pacemaker) => {
    const faults = [fault('silent', { ids: [0] })];
    const world = worldWith(7, { faults, stop: { blocks: 1 } });
    const record = run(hotstuffChained, world, { params: { leaders, pacemaker } });
    expect(record.columns['sim_time_s']).toBeCloseTo(2 + (1 + 7) * DELAY_S, 9);
    const { newView = 0, timeout = 0 } = record.messagesByKind;
    expect([newView, timeout]).toEqual(pacemaker === 'timer' ? [5, 0] : [0, 6 * 6]);
  });

  test('one crashed node of four stops it for ever under leaders in turn, for its block before never gets a certificate', () => {
    for (const crashed of [0, 1, 2, 3]) {
      const world = worldWith(4, {
        faults: [fault('crash', { ids: [crashed] })],
        stop: { blocks: 20, time: 60 * MINUTE },
      });
      const inTurn = run(hotstuffChained, world, { params: { leaders: 'rotating' } });
      expect(inTurn.columns['decisions']).toBe(0);
      expect(inTurn.verdicts['liveness']!.is).toBe('violated');
      const stable = run(hotstuffChained, world, { params: { leaders: 'stable' } });
      expect(stable.columns['decisions']).toBe(20);
      expectContent(stable.verdicts);
    }
  });

  test('leaders in turn decide as soon as four correct ones follow each other', () => {
    const decided = (ids: number[]) => {
      const world = worldWith(7, { faults: [fault('crash', { ids })], stop: { blocks: 20, time: 60 * MINUTE } });
      return run(hotstuffChained, world, { params: { leaders: 'rotating', growth: 1 } }).columns['blocks_canonical'];
    };
    expect(decided([0, 1])).toBe(20);
    expect(decided([0, 2])).toBe(20);
    expect(decided([0, 3])).toBe(0);
  });

  test('a node that its stable leader leaves out learns what the others decide', () => {
    const cut = { partition: [[0], [3]], oneWay: true, at: S, until: null };
    for (const pacemaker of ['timer', 'certificate']) {
      const words: RunWords = {
        protocol: hotstuffChained,
        params: { pacemaker },
        faults: [cut],
        stop: { time: 60 * S },
      };
      const world = assembled(words);
      const heights: number[] = [];
      world.host.outputs.add({ onDecide: (_time, node, height) => void (heights[node] = height) });
      carryOut(world, words);
      expect(heights[0]).toBeGreaterThan(250);
      expect(heights[0]! - heights[3]!).toBeLessThan(70);
    }
  });
});

const settings = ['rotating', 'stable'].flatMap((leaders) =>
  ['timer', 'certificate'].flatMap((pacemaker) =>
    ['quorum', 'nothing'].map((gather) => ({ leaders, pacemaker, gather })),
  ),
);

test.each(settings)('$leaders leaders, $pacemaker, gathering a $gather: safe and live under every fault', (params) => {
  const worlds: Partial<World>[] = [
    { faults: [fault('crash', { ids: [5, 6] })] },
    { faults: [fault('crash', { ids: [0, 1] }, { at: 2 * S, until: 40 * S })] },
    { faults: [fault('equivocate', { ids: [0, 1] })] },
    { faults: [fault('twins', { ids: [0, 1] }, { params: { sides: 'parity' } })] },
    {
      faults: [
        {
          partition: [
            [0, 1, 2],
            [3, 4, 5, 6],
          ],
          oneWay: false,
          at: S,
          until: 25 * S,
        },
      ],
    },
    { faults: [{ partition: [[0], [1, 2, 3, 4, 5, 6]], oneWay: false, at: S, until: 25 * S }] },
    { faults: [{ partition: [[6], [0, 1, 2, 3, 4, 5]], oneWay: false, at: S, until: 25 * S }] },
  ];
  for (const world of worlds) {
    const record = run(hotstuffChained, worldWith(7, { ...world, stop: { blocks: 200 } }), { params });
    expectContent(record.verdicts);
  }
  const network = { loss: 0.05, duplication: 0.1, latency: { kind: 'lognormal', median: 100_000, sigma: 0.5 } };
  const record = run(hotstuffChained, worldWith(7, { network, stop: { blocks: 100 } }), { params });
  expectContent(record.verdicts);
});

describe('forensics', () => {
  /** Two of four nodes are twins, each copy with one honest node of its own: more than the protocol bears. */
  const forked = (leaders: number[]) => {
    const apart = { partition: [[2], [3]], oneWay: false, at: 0, until: null };
    const faults = [fault('twins', { ids: [0, 1] }, { params: { sides: [[2], [3]] } }), apart];
    const words: RunWords = {
      protocol: hotstuffChained,
      params: { leaders, growth: 1 },
      faults,
      stop: { time: 60 * S },
    };
    const world = assembled(words);
    const signed = new Signed(hotstuffChained, 4);
    const decided: number[] = [];
    world.host.outputs.add(signed);
    world.host.outputs.add({
      onDecide: (_time, node, height, value) => void (height === 1 && (decided[node] ??= value)),
    });
    carryOut(world, words);
    const fork = { height: 1, first: decided[2]!, second: decided[3]! };
    expect(fork.first).not.toBe(fork.second);
    const params = hotstuffChained.params.parse({});
    return hotstuffChained.accuse!(fork, signed.evidence(world.host.tree, params), params);
  };

  test('a fork within one view is blamed on whoever voted on both sides', () => {
    expect(forked([0, 0, 0, 0, 0])).toEqual([0, 1]);
  });

  test('a fork across views is blamed on whoever voted against a lock', () => {
    expect(forked([2, 2, 2, 2, 2, 3, 3, 3, 3, 3])).toEqual([0, 1]);
  });

  test('a node that passes a liar’s blocks on has not signed them', () => {
    const faults = [fault('equivocate', { ids: [0] })];
    const network = { topology: { kind: 'ring', neighbours: 1 } };
    const words: RunWords = { protocol: hotstuffChained, nodes: 7, faults, network, stop: { time: 60 * S } };
    const world = assembled(words);
    const signed = new Signed(hotstuffChained, 7);
    world.host.outputs.add(signed);
    carryOut(world, words);
    expect(signed.doubleVoters()).toEqual([0]);
  });
});
