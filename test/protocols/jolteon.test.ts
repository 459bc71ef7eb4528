import anyRounds from '../../src/canaries/jolteon-any-rounds.js';
import tcUnchecked from '../../src/canaries/jolteon-tc-unchecked.js';
import votesAfterTimeout from '../../src/canaries/jolteon-votes-after-timeout.js';
import type { Protocol } from '../../src/contract.js';
import { byzantineFaults, byzantineQuorum } from '../../src/ledger/quorum.js';
import { jolteon } from '../../src/protocols/jolteon.js';
import { simulate } from '../../src/scenario/simulate.js';
import { fault, registryWith, runSpec, SECOND, type RunWords } from '../fixtures/run-words.js';
import { drawnSchedule } from '../fixtures/schedules.js';
import { doubleVotes, evidenceOf, forkOf, watched, type Watched } from '../fixtures/watch.js';
import { expectContent } from '../fixtures/verdicts.js';

const PARAMS = jolteon.params.parse({});
const DELTA = 100_000;
const T = 2 * SECOND;
const constant = (delay: number) => ({ latency: { kind: 'constant', delay } });

/** Time from a block's proposal to its decision at each node, by height; the times are in units of `delta`. */
function latencies({ decisions }: Watched, delta: number): Map<number, number[]> {
  const byHeight = new Map<number, number[]>();
  for (const { height, node, time, proposedAt } of decisions) {
    let row = byHeight.get(height);
    if (!row) byHeight.set(height, (row = []));
    row[node] = (time - proposedAt) / delta;
  }
  return byHeight;
}

/** When each round's block was proposed. */
const proposals = ({ statements }: Watched) =>
  new Map(statements.filter(({ kind }) => kind === 'proposal').map(({ body, time }) => [body.round as number, time]));

describe('Jolteon, figure 2: the normal case', () => {
  test.each([4, 5, 6, 7, 10, 16, 31, 64])('n = %i costs 2(n − 1) messages a block, and a block comes every 2δ', (n) => {
    const rounds = 25;
    const run = watched({ protocol: jolteon, nodes: n, stop: { time: rounds * 2 * DELTA - 1 } });
    expect(run.messages).toEqual({ proposal: rounds * (n - 1), vote: rounds * (n - 1) });
    expect([...proposals(run)]).toEqual(Array.from({ length: rounds }, (_, i) => [i + 1, i * 2 * DELTA]));
  });

  test.each([
    [4, 1_000],
    [4, DELTA],
    [7, 333_333],
    [16, 20_000],
  ])('n = %i, δ = %i µs: final after 5δ at all nodes, and 4δ at the leader of the round after the next', (n, delta) => {
    const run = watched({ protocol: jolteon, nodes: n, network: constant(delta), stop: { time: 60 * delta } });
    const byHeight = latencies(run, delta);
    expect(byHeight.size).toBe(29);
    for (const [height, row] of byHeight) {
      if (row.length < n || row.includes(undefined as never)) continue;
      expect(row).toEqual(Array.from({ length: n }, (_, node) => (node === (height + 1) % n ? 4 : 5)));
    }
  });

  test('the timeout plays no part in it: Jolteon is responsive', () => {
    const times = ['1 s', '1 h'].map((timeout) =>
      watched({ protocol: jolteon, params: { timeout }, stop: { time: 20 * SECOND } }).decisions.map(
        ({ time }) => time,
      ),
    );
    expect(times[0]).toEqual(times[1]);
  });

  test('a quorum certifies each block, and two consecutive rounds commit', () => {
    for (const n of [4, 5, 6, 7]) {
      const { certificates } = watched({ protocol: jolteon, nodes: n, stop: { time: 3 * SECOND } });
      const q = byzantineQuorum(n, byzantineFaults(n));
      expect(certificates.length).toBeGreaterThan(n * 10);
      expect(new Set(certificates.map(({ voters }) => voters.size))).toEqual(new Set([q]));
    }
  });
});

describe('Jolteon, timer and time-out', () => {
  test.each([4, 7, 16])('n = %i: a silent first leader adds T + δ, n − 1 messages a live node, and n − 2 TCs', (n) => {
    const faults = [fault('silent', { ids: [0] })];
    const run = watched({ protocol: jolteon, nodes: n, faults, stop: { time: T + 6 * DELTA } });
    expect(run.decisions[0]).toMatchObject({ height: 1, proposer: 1, proposedAt: T + DELTA });
    expect(run.decisions.map(({ time }) => time)).toEqual([T + 5 * DELTA, ...Array<number>(n - 1).fill(T + 6 * DELTA)]);
    expect(run.messages['timeout']).toBe((n - 1) * (n - 1));
    expect(run.messages['tc']).toBe(n - 2);
  });

  test.each([1, 2, 3])(
    'a silent leader of a later round swallows the block before: T + T′ − δ with growth %i',
    (growth) => {
      const faults = [fault('silent', { ids: [3] })];
      const run = watched({ protocol: jolteon, faults, params: { growth }, stop: { time: 12 * T } });
      const at = proposals(run);
      // Round 3 is the one whose votes go to the silent leader of round 4.
      expect(at.get(3)).toBe(4 * DELTA);
      expect(at.get(5)! - 8 * DELTA).toBe(T + growth * T - DELTA);
      const lost = run.world.host.tree.whole();
      expect(
        lost.parent(run.statements.find(({ kind, body }) => kind === 'proposal' && body.round === 5)!.body.block),
      ).toBe(2);
    },
  );

  test('n = 4 with one crashed node and leaders in turn: the 2-chain decides once a cycle, two blocks each time', () => {
    const faults = [fault('crash', { ids: [3] })];
    const run = watched({ protocol: jolteon, faults, stop: { time: 100 * SECOND } });
    const ours = run.decisions.filter(({ node }) => node === 1);
    const times = [...new Set(ours.map(({ time }) => time))];
    expect(times.length).toBe(15);
    expect(times[0]).toBe(5 * DELTA);
    for (let cycle = 2; cycle < times.length; cycle++) {
      expect(times[cycle]! - times[cycle - 1]!).toBe(T + 2 * T + 7 * DELTA);
      expect(ours.filter(({ time }) => time === times[cycle])).toHaveLength(2);
    }
    expectContent(run.verdicts);
  });

  test('listed leaders lead as listed, then all in turn', () => {
    const run = watched({ protocol: jolteon, params: { leaders: [2, 2, 0] }, stop: { time: 2 * SECOND } });
    const proposers = run.statements.filter(({ kind }) => kind === 'proposal').map(({ from }) => from);
    expect(proposers.slice(0, 7)).toEqual([2, 2, 0, 3, 0, 1, 2]);
  });

  test('who has given a round up votes in it no more, and nobody votes twice, under 10 adversarial schedulers', () => {
    const late = (run: Watched): number => {
      const left = new Map<number, number>();
      let votes = 0;
      for (const { from, kind, body } of run.statements) {
        if (kind === 'timeout') left.set(from, Math.max(left.get(from) ?? 0, body.round));
        if (kind === 'vote' && body.round <= (left.get(from) ?? 0)) votes++;
      }
      return votes;
    };
    let broken = 0;
    for (let seed = 0; seed < 10; seed++) {
      const synchrony = { gst: 20 * SECOND, delta: SECOND, before: 'adversarial' as const };
      const words = { nodes: 7, seed: `late/${seed}`, network: { synchrony }, stop: { time: 25 * SECOND } };
      const run = watched({ protocol: jolteon, ...words });
      expect(late(run)).toBe(0);
      expect(doubleVotes(run)).toEqual([]);
      broken += late(watched({ protocol: votesAfterTimeout, ...words }));
    }
    expect(broken).toBeGreaterThan(0);
  });
});

describe('Jolteon, lost messages', () => {
  test('a node cut off for thousands of rounds catches up within seconds', () => {
    const cut = { partition: [[3], [0, 1, 2]], oneWay: false, at: SECOND, until: 2400 * SECOND };
    const run = watched({ protocol: jolteon, faults: [cut], params: { growth: 1 }, stop: { time: 2410 * SECOND } });
    const reached = (node: number) => Math.max(...run.decisions.filter((d) => d.node === node).map((d) => d.height));
    expect(reached(0)).toBeGreaterThan(1000);
    expect(reached(0) - reached(3)).toBeLessThanOrEqual(1);
    expectContent(run.verdicts);
  });

  test('requests are decided once under loss of one message in ten', () => {
    const words: RunWords = {
      protocol: jolteon,
      nodes: 7,
      network: { loss: 0.1 },
      rate: 5,
      stop: { blocks: 60, time: 7200 * SECOND },
    };
    const { verdicts, columns } = simulate(runSpec(words), { registry: registryWith(jolteon), key: '', tree: false });
    expect(verdicts).toMatchObject({ agreement: { is: 'holds' }, validity: { is: 'holds' } });
    expect(columns['blocks_canonical']).toBe(60);
  });
});

describe('Jolteon against drawn schedules', () => {
  const forks = (protocol: Protocol, seeds: readonly number[], twin = false): number[] =>
    seeds.filter((seed) => forkOf(watched({ protocol, ...drawnSchedule(seed, twin) })));
  const sixty = Array.from({ length: 60 }, (_, seed) => seed);

  test.each([false, true])('60 firewalls around one node after the other, with a twin: %s, never fork it', (twin) => {
    expect(forks(jolteon, sixty, twin)).toEqual([]);
  });

  test('the same ones fork it without the comparison of certificates, or without the rule of consecutive rounds', () => {
    expect(forks(tcUnchecked, sixty)).toEqual([19, 25, 37, 45]);
    expect(forks(anyRounds, [100, 451, 467])).toEqual([100, 451, 467]);
    expect(forks(jolteon, [100, 451, 467])).toEqual([]);
  });
});

describe('Jolteon is accountable', () => {
  const APART = { partition: [[2], [3]], oneWay: false, at: 0, until: null };
  const blamed = (run: Watched) => jolteon.accuse!(forkOf(run)!, evidenceOf(run), PARAMS);

  test('two twins of four, whose copies serve two sides, are named when they sign a TC against their own votes', () => {
    const params = { leaders: [2, 2, 2, 3, 3, 3], growth: 1 };
    const faults = [fault('twins', { ids: [0, 1] }, { params: { sides: [[2], [3]] } }), APART];
    const run = watched({ protocol: jolteon, params, faults, stop: { time: 20 * SECOND } });
    expect(forkOf(run)!.height).toBe(1);
    expect(blamed(run)).toEqual([0, 1]);
  });

  test('two twins of four are named when both sides decide in the same rounds', () => {
    const faults = [fault('twins', { ids: [0, 1] }, { params: { sides: [[2], [3]] } }), APART];
    const run = watched({
      protocol: jolteon,
      params: { leaders: [0, 1, 0, 1, 0, 1] },
      faults,
      stop: { time: 20 * SECOND },
    });
    expect(blamed(run)).toEqual([0, 1]);
  });

  test('all who vote for a block that their TC does not allow are named', () => {
    const cut = { partition: [[0, 1, 2], [3]], oneWay: true, at: 0, until: 1.55 * SECOND };
    const run = watched({
      protocol: tcUnchecked,
      params: { timeout: '1 s' },
      faults: [cut],
      stop: { time: 20 * SECOND },
    });
    expect(blamed(run).length).toBeGreaterThanOrEqual(3);
  });
});

test('a thousand decisions among 64 nodes cost 2(n − 1) messages each, and leave the votes of one round behind', () => {
  const states: { votes: { slots: Map<number, Map<number, unknown>> }; timeouts: { counts: Map<number, unknown> } }[] =
    [];
  const seen: typeof jolteon = {
    ...jolteon,
    name: 'jolteon-seen',
    init(me, params) {
      const s = jolteon.init(me, params);
      states.push(s as never);
      return s;
    },
  };
  const record = simulate(runSpec({ protocol: seen, nodes: 64, stop: { blocks: 1000 } }), {
    registry: registryWith(seen),
    key: '',
    tree: false,
  });
  expect(record.columns['messages']).toBe(1002 * 2 * 63);
  expect(Math.max(...states.map(({ votes }) => votes.slots.get(0)?.size ?? 0))).toBe(1);
  expect(Math.max(...states.map(({ timeouts }) => timeouts.counts.size))).toBe(0);
});
