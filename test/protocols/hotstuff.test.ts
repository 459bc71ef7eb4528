import type { NodeId } from '../../src/contract.js';
import { hotstuff } from '../../src/protocols/hotstuff.js';
import type { World } from '../../src/scenario/world.js';
import { Signed } from '../fixtures/evidence.js';
import { assembled, carryOut, fault, SECOND as S, type RunWords } from '../fixtures/run-words.js';
import { run, worldWith } from '../fixtures/world.js';
import { expectContent } from '../fixtures/verdicts.js';

const DELAY_S = 0.1;

/** Seconds at which each node decided each height: times[height][node]. */
function decisionTimes(words: RunWords): number[][] {
  const world = assembled(words);
  const times: number[][] = [];
  world.host.outputs.add({ onDecide: (time, node, height) => void ((times[height] ??= [])[node] = time / S) });
  carryOut(world, words);
  return times;
}

describe('HotStuff, Algorithm 2: the normal case', () => {
  test.each([
    [4, 24],
    [5, 32],
    [6, 40],
    [7, 48],
    [16, 120],
    [64, 504],
    [128, 1016],
  ])('n = %i costs 8(n − 1) = %i messages a decision, and eight delays from NEW-VIEW to the last node', (n, cost) => {
    for (const leaders of ['rotating', 'stable']) {
      const record = run(hotstuff, worldWith(n, { stop: { blocks: 3 } }), { params: { leaders } });
      const { newView, ...others } = record.messagesByKind;
      const once = 3 * (n - 1);
      expect(others).toEqual({
        prepare: once,
        prepareVote: once,
        preCommit: once,
        preCommitVote: once,
        commit: once,
        commitVote: once,
        decide: once,
      });
      // The last decision already asks for the view after it.
      expect(newView).toBe(4 * (n - 1));
      expect((record.columns['messages'] as number) - (n - 1)).toBe(3 * cost);
      expect(record.columns['sim_time_s']).toBeCloseTo(3 * 8 * DELAY_S, 9);
    }
  });

  test('the leader decides six delays after its proposal, the others seven', () => {
    const proposedAt = DELAY_S;
    const [first] = decisionTimes({ protocol: hotstuff, stop: { time: S } }).slice(1);
    expect(first!.map((time) => (time - proposedAt) / DELAY_S)).toEqual([6, 7, 7, 7].map((d) => expect.closeTo(d, 9)));
  });

  test('decisions follow the actual delay, not the timeout: HotStuff is responsive', () => {
    for (const pacemaker of ['timer', 'certificate']) {
      const network = { latency: { kind: 'constant', delay: 1_000 } };
      const record = run(hotstuff, worldWith(4, { network, stop: { blocks: 10 } }), { params: { pacemaker } });
      expect(record.columns['sim_time_s']).toBeCloseTo(10 * 0.008, 9);
    }
  });

  test('under random delays a decision costs no more', () => {
    const network = { latency: { kind: 'exponential', mean: 100_000 } };
    const record = run(hotstuff, worldWith(7, { network, stop: { blocks: 12 } }), { params: { timeout: '1 h' } });
    for (const kind of ['prepare', 'preCommit', 'commit', 'decide']) {
      expect([12 * 6, 13 * 6]).toContain(record.messagesByKind[kind]);
    }
    // A slow node may miss its vote, once the leader has enough.
    for (const kind of ['prepareVote', 'preCommitVote', 'commitVote']) {
      expect(record.messagesByKind[kind]).toBeGreaterThanOrEqual(12 * 4);
      expect(record.messagesByKind[kind]).toBeLessThanOrEqual(13 * 6);
    }
    expectContent(record.verdicts);
  });

  test('everyone proposes in turn, or one node for good', () => {
    const producers = (leaders: unknown) =>
      run(hotstuff, worldWith(4, { stop: { blocks: 8 } }), { params: { leaders } }).producers.map(
        (row) => row.canonical,
      );
    expect(producers('rotating')).toEqual([2, 2, 2, 2]);
    expect(producers('stable')).toEqual([8, 0, 0, 0]);
    // As listed, and then in turn: views 5 to 8 are those of 0 to 3.
    expect(producers([3, 3, 3, 1])).toEqual([1, 2, 1, 4]);
  });
});

describe('HotStuff, Algorithm 2: the nextView interrupt', () => {
  test.each([
    [4, 'rotating'],
    [7, 'stable'],
    [16, 'rotating'],
  ])('n = %i under a silent leader, %s: one timeout later, for n − 1 messages more', (n, leaders) => {
    const faults = [fault('silent', { ids: [0] })];
    const record = run(hotstuff, worldWith(n, { faults, stop: { blocks: 1 } }), { params: { leaders } });
    // NEW-VIEW to the silent leader, to the next one, and after the decision.
    expect(record.messagesByKind['newView']).toBe(n - 1 + 2 * (n - 2));
    expect(record.messagesByKind['prepare']).toBe(n - 1);
    expect(record.messagesByKind['decide']).toBe(n - 1);
    expect(record.columns['sim_time_s']).toBeCloseTo(4 + 8 * DELAY_S, 9);
    expectContent(record.verdicts);
  });

  test('two silent leaders in a row cost a timeout and another twice as long, or two of the same under a fixed timer', () => {
    const faults = [fault('silent', { ids: [0, 1] })];
    const time = (growth: number) =>
      run(hotstuff, worldWith(7, { faults, stop: { blocks: 1 } }), { params: { growth } }).columns['sim_time_s'];
    expect(time(2)).toBeCloseTo(4 + 8 + 8 * DELAY_S, 9);
    expect(time(1)).toBeCloseTo(4 + 4 + 8 * DELAY_S, 9);
  });

  test('by certificates a failed view costs a time-out message from everyone to everyone, and no more time', () => {
    const faults = [fault('silent', { ids: [0] })];
    const record = run(hotstuff, worldWith(7, { faults, stop: { blocks: 1 } }), {
      params: { pacemaker: 'certificate' },
    });
    expect(record.messagesByKind['timeout']).toBe(6 * 6);
    expect(record.messagesByKind['newView']).toBe(6 + 5);
    expect(record.columns['sim_time_s']).toBeCloseTo(4 + 8 * DELAY_S, 9);
  });

  test('what one node alone has decided survives the view change', () => {
    // Node 0 decides at 0.7 s; its DECIDE and all that it says for a while reach nobody.
    const cut = { partition: [[0], [1, 2, 3]], oneWay: true, at: 0.65 * S, until: 6 * S };
    const words: RunWords = { protocol: hotstuff, faults: [cut], stop: { time: 10 * S } };
    const [first] = decisionTimes(words).slice(1);
    expect(first![0]).toBeCloseTo(0.7, 9);
    expect(Math.min(...first!.slice(1))).toBeGreaterThan(4);
    expectContent(run(hotstuff, worldWith(4, { faults: [cut], stop: { blocks: 10 } })).verdicts);
  });

  test('a node that was cut off fetches the blocks it missed, and votes for none of them', () => {
    const cut = { partition: [[3], [0, 1, 2]], oneWay: false, at: S, until: 60 * S };
    const words: RunWords = {
      protocol: hotstuff,
      params: { leaders: 'stable' },
      faults: [cut],
      stop: { time: 70 * S },
    };
    const world = assembled(words);
    const heights: number[] = [];
    const lateVotes: number[] = [];
    let newest = 0;
    world.host.outputs.add({
      onDecide: (_time, node, height) => void (heights[node] = height),
      onEnterView: (_time, node, _height, view) => void (node === 0 && (newest = view)),
      onStatement(time, from, kind, body) {
        if (from === 3 && time > 60 * S && kind === 'prepareVote' && body.view < newest) lateVotes.push(body.view);
      },
    });
    carryOut(world, words);
    expect(Math.min(...heights)).toBeGreaterThan(80);
    expect(Math.max(...heights) - Math.min(...heights)).toBeLessThanOrEqual(1);
    expect(lateVotes).toEqual([]);
  });
});

const settings = ['rotating', 'stable'].flatMap((leaders) =>
  ['timer', 'certificate'].flatMap((pacemaker) =>
    ['quorum', 'nothing'].map((gather) => ({ leaders, pacemaker, gather })),
  ),
);

test.each(settings)('$leaders leaders, $pacemaker, gathering a $gather: safe and live under every fault', (params) => {
  const worlds: Partial<World>[] = [
    { faults: [fault('crash', { ids: [2, 5] })] },
    { faults: [fault('crash', { ids: [0, 1] }, { at: 2 * S, until: 40 * S })] },
    { faults: [fault('equivocate', { ids: [0, 3] })] },
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
  ];
  for (const world of worlds) {
    const record = run(hotstuff, worldWith(7, { ...world, stop: { blocks: 40 } }), { params });
    expectContent(record.verdicts);
  }
  const network = { loss: 0.05, duplication: 0.1, latency: { kind: 'lognormal', median: 100_000, sigma: 0.5 } };
  const record = run(hotstuff, worldWith(7, { network, stop: { blocks: 40 } }), { params });
  expectContent(record.verdicts);
});

describe('forensics', () => {
  /** Two of four nodes are twins, each copy with one honest node of its own: more than the protocol bears. */
  const forked = (leaders: NodeId[]) => {
    const apart = { partition: [[2], [3]], oneWay: false, at: 0, until: null };
    const faults = [fault('twins', { ids: [0, 1] }, { params: { sides: [[2], [3]] } }), apart];
    const words: RunWords = { protocol: hotstuff, params: { leaders }, faults, stop: { time: 30 * S } };
    const world = assembled(words);
    const signed = new Signed(hotstuff, 4);
    const decided: number[] = [];
    world.host.outputs.add(signed);
    world.host.outputs.add({
      onDecide: (_time, node, height, value) => void (height === 1 && (decided[node] ??= value)),
    });
    carryOut(world, words);
    const fork = { height: 1, first: decided[2]!, second: decided[3]! };
    expect(fork.first).not.toBe(fork.second);
    return hotstuff.accuse!(
      fork,
      signed.evidence(world.host.tree, hotstuff.params.parse({})),
      hotstuff.params.parse({}),
    );
  };

  test('a fork within one view is blamed on whoever voted on both sides', () => {
    expect(forked([0])).toEqual([0, 1]);
  });

  test('a fork across views is blamed on whoever voted against a lock', () => {
    expect(forked([2, 3])).toEqual([0, 1]);
  });

  test('a node that passes a liar’s blocks on has not signed them', () => {
    const faults = [fault('equivocate', { ids: [0] })];
    const network = { topology: { kind: 'ring', neighbours: 1 } };
    const words: RunWords = { protocol: hotstuff, nodes: 7, faults, network, stop: { time: 60 * S } };
    const world = assembled(words);
    const signed = new Signed(hotstuff, 7);
    world.host.outputs.add(signed);
    carryOut(world, words);
    expect(signed.doubleVoters()).toEqual([0]);
  });
});
