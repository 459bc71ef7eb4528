import type { NodeId, Observer, Time } from '../../src/contract.js';
import { boot, raft } from '../../src/protocols/raft.js';
import { assemble, type Assembled } from '../../src/scenario/assembly.js';
import type { Fault } from '../../src/scenario/world.js';
import { ByHand } from '../fixtures/by-hand.js';
import { mean } from '../fixtures/moments.js';
import { fault, SECOND } from '../fixtures/run-words.js';
import { expectContent } from '../fixtures/verdicts.js';
import { registry, run, specOf, worldWith } from '../fixtures/world.js';

const MS = 1_000;

describe('Raft, section 5.3: log replication', () => {
  test.each([3, 4, 5, 7, 16, 64])('n = %i costs 2(n − 1) messages an entry', (n) => {
    const { messagesByKind } = run(raft, worldWith(n, { stop: { blocks: 40 } }));
    const { requestVote = 0, vote = 0, denied = 0, ...replication } = messagesByKind;
    expect(replication).toEqual({
      appendEntries: 40 * (n - 1),
      // Nothing waits any more when the last entry is committed: a heartbeat tells the followers.
      heartbeat: n - 1,
      appended: 41 * (n - 1),
    });
    // One candidate or several, each of whom everybody answers.
    expect(requestVote % (n - 1)).toBe(0);
    expect(vote + denied).toBe(requestVote);
  });

  test.each([
    [3, 100],
    [5, 10],
    [16, 1],
  ])('n = %i, %i ms apart: two delays to the leader’s decision, and three to the followers’', (n, delayMs) => {
    const made = assemble(
      specOf(raft, worldWith(n, { network: { latency: { kind: 'constant', delay: delayMs * MS } } })),
      registry,
    );
    const delays = new Map<NodeId, Set<number>>();
    let leader = -1;
    made.host.outputs.add({
      onEnterView: (_time, _node, _height, _term, whom) => void (leader = whom),
      onDecide(time, node, height, value) {
        // The first two heights wait for the election, the last one for a heartbeat.
        if (height < 3 || height === 20) return;
        const took = (time - made.host.values.time(value)) / (delayMs * MS);
        delays.set(node, (delays.get(node) ?? new Set()).add(took));
      },
    });
    made.start();
    made.host.simulator.run({ time: Infinity, events: 1e6 });
    for (let node = 0; node < n; node++) expect([...delays.get(node)!]).toEqual([node === leader ? 2 : 3]);
  });

  test('requests that wait are batched, and entries overtake no answer', () => {
    const world = worldWith(5, { workload: { rate: 200, size: 250, senders: 'equal' }, stop: { blocks: 40 } });
    const one = run(raft, world, { params: { batch: 1, pipeline: 1 } });
    const many = run(raft, world, { params: { batch: 100, pipeline: 1 } });
    const piped = run(raft, world, { params: { batch: 1, pipeline: 100 } });
    // One entry a round trip of two delays, however many requests are in it.
    expect(many.columns['sim_time_s']).toBeCloseTo(one.columns['sim_time_s'] as number, 0);
    expect(many.columns['latency_p50_s'] as number).toBeLessThan((one.columns['latency_p50_s'] as number) / 3);
    expect(piped.columns['sim_time_s'] as number).toBeLessThan(0.4 * (one.columns['sim_time_s'] as number));
  });

  test('a request that the leader has not heard is handed on to it', () => {
    const net = new ByHand<ReturnType<typeof boot>>(raft, 3, {});
    net.expire(0, 'election');
    net.deliver([0, 1, 2]);
    net.request(1, 7);
    net.expire(1, 'forward');
    expect(net.underWay).toEqual([]);
    net.expire(1, 'forward');
    net.deliver([0, 1, 2]);
    expect(net.decided[0]).toEqual([0, 100]);
    // Handed on twice, it is not executed twice.
    net.underWay.push({ from: 1, to: 0, kind: 'forward', body: { requests: [7] } });
    net.deliver([0, 1, 2]);
    expect(net.states[0]!.log.last).toBe(2);
  });
});

/** When terms begin, and who leads them from when on. */
class Elections implements Observer {
  readonly begunAt: Time[] = [];
  readonly ledAt: Time[] = [];
  readonly leaders: NodeId[] = [];

  onEnterView(time: Time, node: NodeId, _height: number, term: number, leader: NodeId): void {
    this.begunAt[term] ??= time;
    if (leader !== node) return;
    this.ledAt[term] = time;
    this.leaders[term] = node;
  }
}

const T = 150 * MS;

/** A cluster with elections of RaftScope's order, T = 150 ms, and next to no requests. */
function cluster(n: number, seed: string, delay: Time): { made: Assembled; elections: Elections } {
  const workload = { rate: 0.01, size: 250, senders: 'equal' as const };
  const world = worldWith(n, { network: { latency: { kind: 'constant', delay } }, workload, stop: { blocks: 1e9 } });
  const made = assemble(specOf(raft, world, { electionTimeout: '150 ms', heartbeat: '50 ms' }, seed), registry);
  const elections = new Elections();
  made.host.outputs.add(elections);
  made.start();
  return { made, elections };
}

describe('Raft, sections 5.2 and 9.3: elections', () => {
  const DELAY = 5 * MS;
  const RUNS = 200;

  /** The leader dies at some time: from the arrival of its last words on, when the next term begins, and when it is led. */
  function afterCrash(n: number, seed: number): { begun: Time; led: Time | undefined } {
    const { made, elections } = cluster(n, `crash/${seed}`, DELAY);
    const { simulator } = made.host;
    const off = () => undefined;
    let dead = -1;
    let term = 0;
    let heardAt = 0;
    simulator.schedule(4 * T + 777 * seed, () => {
      term = elections.leaders.length - 1;
      dead = elections.leaders[term]!;
      Object.assign(simulator.ports[dead]!, { deliver: off, timeout: off, request: off });
    });
    simulator.trace = (_index, time, _node, from) => {
      if (from === (dead < 0 ? elections.leaders.at(-1) : dead)) heardAt = time;
    };
    simulator.run({ time: 7 * T, events: 1e6 });
    const ledAt = elections.ledAt[term + 1];
    return { begun: elections.begunAt[term + 1]! - heardAt, led: ledAt && ledAt - heardAt };
  }

  test.each([
    [3, 200],
    [5, 180],
    [7, 171.4],
    [9, 166.7],
  ])('n = %i, T = 150 ms: the first timeout after a leader’s crash comes after T + T/n = %f ms', (n, expectedMs) => {
    const runs = Array.from({ length: RUNS }, (_, seed) => afterCrash(n, seed));
    // The least of n − 1 uniform times has variance T²(n − 1)/(n²(n + 1)).
    const standardErrorMs = (150 * Math.sqrt((n - 1) / (n + 1))) / n / Math.sqrt(RUNS);
    expect(Math.abs(mean(runs.map(({ begun }) => begun)) / MS - expectedMs)).toBeLessThan(4 * standardErrorMs);
    // Who is elected in that term is so two delays later.
    const elected = runs.filter(({ led }) => led !== undefined);
    expect(elected.length).toBeGreaterThan(0.8 * RUNS);
    for (const { begun, led } of elected) expect(led! - begun).toBe(2 * DELAY);
  });

  /**
   * All timers start at once. Whoever times out within a delay of the first is a candidate too; the first gets the votes
   * of the rest, which is no majority when the (ceil(n/2) + 1)-th timeout of n is among them.
   */
  test.each([
    [3, 0.1, (x: number) => 3 * x * x - 2 * x * x * x],
    [3, 0.3, (x: number) => 3 * x * x - 2 * x * x * x],
    [5, 0.1, (x: number) => x * x * x * (10 - 15 * x + 6 * x * x)],
    [5, 0.3, (x: number) => x * x * x * (10 - 15 * x + 6 * x * x)],
    [5, 0.5, (x: number) => x * x * x * (10 - 15 * x + 6 * x * x)],
  ])(
    'n = %i: with delays of %f T the first vote is split as often as the order of uniform timeouts says',
    (n, x, law) => {
      let split = 0;
      for (let seed = 0; seed < RUNS; seed++) {
        const { made, elections } = cluster(n, `split/${seed}`, x * T);
        made.host.simulator.run({ time: 3 * T, events: 1e6 });
        if (elections.leaders[1] === undefined) split++;
      }
      const standardError = Math.sqrt((law(x) * (1 - law(x))) / RUNS);
      expect(Math.abs(split / RUNS - law(x))).toBeLessThan(4 * standardError);
    },
  );

  test('the first term is a start, all later ones are time-outs, and a leader is named once it is known', () => {
    const made = assemble(specOf(raft, worldWith(3, { faults: [isolation([0], 5, 15)] })), registry);
    const seen: string[] = [];
    made.host.outputs.add({
      onEnterView: (_time, node, height, term, leader, cause) =>
        void seen.push(`${height} ${term} ${leader === node ? 'self' : leader >= 0 ? 'other' : 'nobody'} ${cause}`),
    });
    made.start();
    let early = 0;
    made.host.simulator.schedule(4 * SECOND, () => (early = seen.length));
    made.host.simulator.run({ time: 20 * SECOND, events: 1e6 });
    expect(seen.slice(0, early).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      '0 1 nobody start',
      '0 1 nobody start',
      '0 1 nobody start',
      '0 1 other start',
      '0 1 other start',
      '0 1 self start',
    ]);
    expect(seen.length).toBeGreaterThan(early);
    expect(seen.slice(early).every((line) => line.endsWith(' timeout'))).toBe(true);
  });
});

function isolation(nodes: NodeId[], fromS: number, toS: number): Fault {
  const others = [0, 1, 2, 3, 4].filter((node) => node < 3 && !nodes.includes(node));
  return { partition: [nodes, others], oneWay: false, at: fromS * SECOND, until: toS * SECOND };
}

describe('Raft under faults', () => {
  test.each([3, 4, 5, 7])(
    'n = %i bears floor((n − 1)/2) crashed nodes, and stops with one more, without a fork',
    (n) => {
      const f = Math.floor((n - 1) / 2);
      const ids = (count: number) => ({ ids: Array.from({ length: count }, (_, i) => i) });
      const bears = run(raft, worldWith(n, { faults: [fault('crash', ids(f), { at: 3 * SECOND })] }));
      expectContent(bears.verdicts);
      const faults = [fault('crash', ids(f + 1), { at: 3 * SECOND })];
      const stops = run(raft, worldWith(n, { faults, stop: { blocks: 20, time: 600 * SECOND } }));
      expect(stops.columns['decisions']).toBeLessThan(20);
      expect(stops.verdicts).toMatchObject({ agreement: { is: 'holds' }, liveness: { is: 'violated' } });
    },
  );

  test.each([
    [false, 'deposes the leader'],
    [true, 'does no harm'],
  ])('thesis, section 9.6: with preVote %j a follower that comes back from an isolation %s', (preVote, what) => {
    let deposed = 0;
    for (let seed = 0; seed < 20; seed++) {
      const world = worldWith(3, { faults: [isolation([0], 5, 15)], stop: { blocks: 1e9 } });
      const made = assemble(specOf(raft, world, { preVote }, `pre-vote/${seed}`), registry);
      const elections = new Elections();
      made.host.outputs.add(elections);
      made.start();
      let isFollower = false;
      let terms = 0;
      made.host.simulator.schedule(4 * SECOND, () => {
        isFollower = elections.leaders.at(-1) !== 0;
        terms = elections.leaders.length;
      });
      made.host.simulator.run({ time: 25 * SECOND, events: 1e6 });
      if (isFollower && elections.leaders.length > terms) deposed++;
    }
    if (what === 'does no harm') expect(deposed).toBe(0);
    else expect(deposed).toBeGreaterThan(8);
  });
});
