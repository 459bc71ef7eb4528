import noLock from '../../src/canaries/hotstuff-2-no-lock.js';
import noWait from '../../src/canaries/hotstuff-2-no-wait.js';
import type { Protocol } from '../../src/contract.js';
import { byzantineFaults, byzantineQuorum } from '../../src/ledger/quorum.js';
import { hotstuff2 } from '../../src/protocols/hotstuff-2.js';
import { simulate } from '../../src/scenario/simulate.js';
import type { World } from '../../src/scenario/world.js';
import { fault, registryWith, runSpec, SECOND, type RunWords } from '../fixtures/run-words.js';
import { drawnSchedule } from '../fixtures/schedules.js';
import { doubleVotes, evidenceOf, forkOf, watched, type Watched } from '../fixtures/watch.js';
import { expectContent } from '../fixtures/verdicts.js';

const PARAMS = hotstuff2.params.parse({});
/** Δ, the bound that a leader waits for, and δ, what a message takes. */
const BOUND = 500_000;
const DELTA = 100_000;
const T = 2 * SECOND;
const constant = (delay: number) => ({ latency: { kind: 'constant', delay } });

/** When each view's block was proposed. */
const proposals = ({ statements }: Watched) =>
  new Map(statements.filter(({ kind }) => kind === 'proposal').map(({ body, time }) => [body.view as number, time]));

/** What one node sends to some others is lost, from second `at` to second `until`. */
function cutOff(node: number, at: number, until: number, from: readonly number[]): World['faults'][number] {
  return { partition: [[node], from], oneWay: true, at: at * SECOND, until: until * SECOND };
}

describe('HotStuff-2: the normal case', () => {
  test.each([4, 5, 6, 7, 10, 16, 31, 64])('n = %i costs 4(n − 1) messages a block, and a block comes every 4δ', (n) => {
    const views = 15;
    const run = watched({ protocol: hotstuff2, nodes: n, stop: { time: views * 4 * DELTA - 1 } });
    const each = views * (n - 1);
    expect(run.messages).toEqual({ proposal: each, vote: each, prepare: each, vote2: each });
    expect([...proposals(run)]).toEqual(Array.from({ length: views }, (_, i) => [i + 1, i * 4 * DELTA]));
  });

  test.each([
    [4, 1_000],
    [4, DELTA],
    [7, 333_333],
    [16, 20_000],
  ])('n = %i, δ = %i µs: certain to the next leader after 4δ, and to all nodes after 5δ', (n, delta) => {
    const run = watched({ protocol: hotstuff2, nodes: n, network: constant(delta), stop: { time: 101 * delta } });
    expect(run.decisions).toHaveLength(25 * n);
    for (const { node, height, time, proposedAt } of run.decisions) {
      expect((time - proposedAt) / delta).toBe(node === height % n ? 4 : 5);
    }
  });

  test('neither timeout nor Δ plays a part in it: HotStuff-2 is responsive after an honest leader', () => {
    const times = [{}, { timeout: '1 h' }, { delta: '1 h' }].map((params) =>
      watched({ protocol: hotstuff2, params, stop: { time: 20 * SECOND } }).decisions.map(({ time }) => time),
    );
    expect(times[1]).toEqual(times[0]);
    expect(times[2]).toEqual(times[0]);
  });

  test('a quorum certifies each block twice', () => {
    for (const n of [4, 5, 6, 7]) {
      const { certificates } = watched({ protocol: hotstuff2, nodes: n, stop: { time: 4 * SECOND } });
      expect(new Set(certificates.map(({ kind }) => kind))).toEqual(new Set(['vote', 'vote2']));
      const q = byzantineQuorum(n, byzantineFaults(n));
      expect(new Set(certificates.map(({ voters }) => voters.size))).toEqual(new Set([q]));
    }
  });
});

describe('HotStuff-2: failed views', () => {
  test.each([4, 7, 16])('n = %i: a silent first leader adds T + δ + 2Δ', (n) => {
    const faults = [fault('silent', { ids: [0] })];
    const end = T + DELTA + 2 * BOUND + 5 * DELTA;
    const run = watched({ protocol: hotstuff2, nodes: n, faults, stop: { time: end } });
    expect(run.decisions[0]).toMatchObject({ height: 1, proposer: 1, proposedAt: end - 5 * DELTA });
    expect(run.decisions.map(({ time }) => time)).toEqual([end - DELTA, ...Array<number>(n - 1).fill(end)]);
    // Each live node's time-out, the leader's announcement, and a report from each other live node.
    expect(run.messages['timeout']).toBe((n - 1) * (n - 1));
    expect(run.messages['newView']).toBe(n - 1 + (n - 2));
  });

  test.each([
    ['100 ms', 100_000, DELTA],
    ['700 ms', 700_000, DELTA],
    ['700 ms', 700_000, 1_000],
  ])(
    'a new leader without the certificate of the view before waits 2Δ for Δ = %s, whatever δ is',
    (delta, bound, delay) => {
      const faults = [fault('silent', { ids: [0] })];
      const words = {
        protocol: hotstuff2,
        faults,
        params: { delta },
        network: constant(delay),
        stop: { time: 5 * SECOND },
      };
      const at = proposals(watched(words));
      expect(at.get(2)).toBe(T + delay + 2 * bound);
      // The leader after it is honest, and the pace is that of the network again.
      expect(at.get(3)! - at.get(2)!).toBe(4 * delay);
      expect(proposals(watched({ ...words, protocol: noWait })).get(2)).toBe(T + delay);
    },
  );

  test('a silent leader of a later view swallows the second votes of the view before, whose block is not lost', () => {
    const run = watched({ protocol: hotstuff2, faults: [fault('silent', { ids: [3] })], stop: { time: 10 * SECOND } });
    const at = proposals(run);
    // View 3 is the one whose second votes go to the silent leader of view 4.
    expect(at.get(5)! - at.get(3)!).toBe(DELTA + T + DELTA + (2 * T + 2 * BOUND) + DELTA + 2 * BOUND);
    expect(run.world.host.tree.parent(5)).toBe(3);
  });

  test('n = 4 with one crashed node and leaders in turn decides three blocks a cycle', () => {
    const run = watched({ protocol: hotstuff2, faults: [fault('crash', { ids: [3] })], stop: { time: 100 * SECOND } });
    const producers = run.decisions.filter(({ node }) => node === 0).map(({ proposer }) => proposer);
    expect(producers.length).toBeGreaterThan(25);
    expect(producers).toEqual(producers.map((_, i) => i % 3));
    expectContent(run.verdicts);
  });

  test('a leader that waits proposes at once when the certificate of the view before reaches it', () => {
    // Node 1 hears neither of the certificate of view 1 nor of the second votes, only of the time-outs.
    const cut = { partition: [[0, 2, 3], [1]], oneWay: true, at: 0.15 * SECOND, until: 0.45 * SECOND };
    const run = watched({ protocol: hotstuff2, faults: [cut], params: { delta: '10 s' }, stop: { time: 4 * SECOND } });
    expect(run.entered.find(({ node, view }) => node === 1 && view === 2)!.time).toBe(T + DELTA);
    expect(proposals(run).get(2)).toBe(T + 2 * DELTA);
    expect(run.world.host.tree.parent(2)).toBe(1);
  });

  test('nobody votes twice, nor in a view that it has given up, under 10 adversarial schedulers', () => {
    for (let seed = 0; seed < 10; seed++) {
      const synchrony = { gst: 20 * SECOND, delta: SECOND, before: 'adversarial' as const };
      const run = watched({
        protocol: hotstuff2,
        nodes: 7,
        seed: `late/${seed}`,
        network: { synchrony },
        stop: { time: 25 * SECOND },
      });
      expect(doubleVotes(run)).toEqual([]);
      const left = new Map<number, number>();
      let timeouts = 0;
      for (const { from, kind, body } of run.statements) {
        if (kind === 'timeout') left.set(from, body.view);
        if (kind === 'timeout') timeouts++;
        const view = kind === 'vote' ? body.view : kind === 'vote2' ? body.qc.view : Infinity;
        expect(view).toBeGreaterThan(left.get(from) ?? 0);
      }
      expect(timeouts).toBeGreaterThan(0);
    }
  });
});

describe('HotStuff-2: a hidden lock', () => {
  // View 1's certificate reaches 0, 1 and 2; 1 decides and falls silent; 3 leads view 3 and has heard of nothing.
  const words = {
    params: { leaders: [0, 1, 3, 0], timeout: '1 s', growth: 1, delta: '100 ms' },
    faults: [cutOff(0, 0.15, 0.25, [3]), cutOff(1, 0.35, 6, [0, 2, 3])],
    stop: { time: 4 * SECOND },
  };

  test('is reported within Δ of the new view, and that view decides', () => {
    const run = watched({ protocol: hotstuff2, ...words });
    const entered = run.entered.find(({ node, view }) => node === 3 && view === 3)!.time;
    const learnt = run.certificates.find(({ node, view, kind }) => node === 3 && view === 1 && kind === 'vote');
    // Not before the view, for it was cut off from the first; and within Δ of it, while it still waits.
    expect(learnt!.time - entered).toBeGreaterThanOrEqual(0);
    expect(learnt!.time - entered).toBeLessThanOrEqual(DELTA);
    expect(proposals(run).get(3)).toBe(entered + 2 * DELTA);
    expect(run.world.host.tree.parent(3)).toBe(1);
    const decided = run.decisions.filter(({ node }) => node !== 1).map(({ time, height }) => [height, time - entered]);
    expect(decided.slice(0, 2)).toEqual([
      [1, 2 * DELTA + 4 * DELTA],
      [2, 2 * DELTA + 4 * DELTA],
    ]);
  });

  test('is refused where the leader does not wait, and that view fails', () => {
    const run = watched({ protocol: noWait, ...words });
    expect(run.world.host.tree.parent(3)).toBe(0);
    const votes = run.statements.filter(({ kind, body }) => kind === 'vote' && body.view === 3);
    expect(votes.map(({ from }) => from)).toEqual([3]);
  });
});

describe('HotStuff-2: lost messages', () => {
  test('a node cut off for hundreds of views catches up within seconds', () => {
    const cut = { partition: [[3], [0, 1, 2]], oneWay: false, at: SECOND, until: 2400 * SECOND };
    const run = watched({ protocol: hotstuff2, faults: [cut], params: { growth: 1 }, stop: { time: 2410 * SECOND } });
    const reached = (node: number) => Math.max(...run.decisions.filter((d) => d.node === node).map((d) => d.height));
    expect(reached(0)).toBeGreaterThan(800);
    expect(reached(0) - reached(3)).toBeLessThanOrEqual(1);
    expectContent(run.verdicts);
  });

  test('requests are decided once under loss of one message in ten', () => {
    const stop = { blocks: 60, time: 7200 * SECOND };
    const words: RunWords = { protocol: hotstuff2, nodes: 7, network: { loss: 0.1 }, rate: 5, stop };
    const { verdicts, columns } = simulate(runSpec(words), { registry: registryWith(hotstuff2), key: '', tree: false });
    expect(verdicts).toMatchObject({ agreement: { is: 'holds' }, validity: { is: 'holds' } });
    expect(columns['blocks_canonical']).toBe(60);
  });
});

describe('HotStuff-2 against drawn schedules', () => {
  const forks = (protocol: Protocol, twin: boolean): number[] => {
    const seeds = Array.from({ length: 60 }, (_, seed) => seed);
    return seeds.filter((seed) => {
      const { params, ...schedule } = drawnSchedule(seed, twin);
      return forkOf(watched({ protocol, ...schedule, params: { ...params, delta: '20 ms' } }));
    });
  };

  test.each([false, true])('60 firewalls around one node after the other, with a twin: %s, never fork it', (twin) => {
    expect(forks(hotstuff2, twin)).toEqual([]);
  });

  test('and fork it without the lock', () => {
    expect(forks(noLock, true).length).toBeGreaterThan(0);
  });
});

describe('HotStuff-2 is accountable', () => {
  const blamed = (run: Watched) => hotstuff2.accuse!(forkOf(run)!, evidenceOf(run), PARAMS);
  const APART = { partition: [[2], [3]], oneWay: false, at: 0, until: null };
  const TWINS = fault('twins', { ids: [0, 1] }, { params: { sides: [[2], [3]] } });

  test('two twins of four are named when they lock on one side and vote for an older certificate on the other', () => {
    const params = { leaders: [2, 2, 2, 3, 3, 3], growth: 1 };
    const run = watched({ protocol: hotstuff2, params, faults: [TWINS, APART], stop: { time: 30 * SECOND } });
    expect(forkOf(run)!.height).toBe(1);
    expect(blamed(run)).toEqual([0, 1]);
  });

  test('two twins of four are named when both sides decide in the same views', () => {
    const params = { leaders: [0, 1, 0, 1, 0, 1] };
    const run = watched({ protocol: hotstuff2, params, faults: [TWINS, APART], stop: { time: 20 * SECOND } });
    expect(blamed(run)).toEqual([0, 1]);
  });

  test('all who vote against their lock are named', () => {
    const params = { leaders: [0, 1, 3, 0], timeout: '1 s', growth: 1, delta: '10 ms' };
    const faults = [cutOff(0, 0.15, 0.25, [3]), cutOff(1, 0.35, 6, [0, 2, 3])];
    const run = watched({ protocol: noLock, params, faults, stop: { time: 20 * SECOND } });
    expect(blamed(run)).toEqual([0, 1, 2]);
  });
});

test('a thousand decisions among 64 nodes cost 4(n − 1) messages each', () => {
  const words = { protocol: hotstuff2, nodes: 64, stop: { blocks: 1000 } };
  const record = simulate(runSpec(words), { registry: registryWith(hotstuff2), key: '', tree: false });
  // The proposal of view 1001 brings the last decision, and is voted for.
  expect(record.columns['messages']).toBe((1000 * 4 + 2) * 63);
});
