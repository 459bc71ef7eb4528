import seedrandom from 'seedrandom';
import oldTermCommit from '../../src/canaries/raft-old-term-commit.js';
import type { NodeId, Observer, Protocol, Value } from '../../src/contract.js';
import { boot, raft } from '../../src/protocols/raft.js';
import { assemble } from '../../src/scenario/assembly.js';
import type { Fault } from '../../src/scenario/world.js';
import { ByHand } from '../fixtures/by-hand.js';
import { fault, registryWith, SECOND } from '../fixtures/run-words.js';
import { specOf, worldWith } from '../fixtures/world.js';

type State = ReturnType<typeof boot>;

class RaftByHand extends ByHand<State> {
  /** A candidacy of which these nodes hear, and whose words as a leader are still under way. */
  elect(candidate: NodeId, voters: readonly NodeId[]): void {
    this.lose();
    this.expire(candidate, 'election');
    this.deliver([candidate]);
    for (let answers = 0; answers < 2; answers++) for (const voter of voters) this.deliver([candidate, voter], 1);
    if (voters.length === 0) this.lose();
  }

  terms(node: NodeId): number[] {
    return this.states[node]!.log.piece(1, 100).entries.map(({ term }) => term);
  }
}

/** Figure 8 up to (c): servers S1 … S5 are nodes 0 … 4, and a term's entries are a no-op and one request. */
function figure8(protocol: Protocol): RaftByHand {
  const net = new RaftByHand(protocol, 5, { messageEntries: 2 });
  // (a) S1 leads in term 1 and gives its entries to S2 alone.
  net.request(0, 1);
  net.elect(0, [1, 2]);
  net.deliver([0, 1]);
  net.lose();
  // (b) S1 crashes; S5 is elected by S3 and S4 for term 2 and has other entries at the same indices, which nobody hears.
  net.request(4, 2);
  net.elect(4, []);
  net.elect(4, [2, 3]);
  net.lose();
  // (c) S5 crashes; S1 restarts and is elected by S2 and S3 for term 3; S3 takes over the entries of term 1 and no more.
  net.restart(0);
  net.elect(0, []);
  net.elect(0, [1, 2]);
  net.deliver([0, 1]);
  net.deliver([0, 2], 4);
  return net;
}

describe('Raft, section 5.4.2 and figure 8', () => {
  test.each([
    ['is not committed, and may be overwritten', raft, []],
    ['is committed by the broken variant, which takes it back', oldTermCommit, [0, 100]],
  ])('an entry of an old term that a majority holds %s', (_what, protocol, early) => {
    const net = figure8(protocol);
    expect([0, 1, 2, 3, 4].map((node) => net.terms(node))).toEqual([[1, 1, 3], [1, 1, 3], [1, 1], [], [2, 2]]);
    expect(net.decided[0]).toEqual(early);
    // (d) S1 crashes; S5 restarts, is elected by S3 and S4, and overwrites what S3 had.
    net.restart(4);
    net.elect(4, []);
    net.elect(4, [2, 3]);
    expect(net.states[4]!.role).toBe('leader');
    net.deliver([2, 3, 4]);
    expect(net.terms(2)).toEqual([2, 2, 4]);
    expect(net.decided[4]).toEqual([0, 101, 0]);
    // S1 and S2 hear of it.
    net.restart(0);
    net.lose();
    for (let beat = 0; beat < 3; beat++) {
      net.expire(4, 'heartbeat');
      net.deliver([0, 1, 2, 3, 4]);
    }
    for (const node of [1, 2, 3]) expect(net.decided[node]).toEqual([0, 101, 0]);
    expect(net.decided[0]).toEqual(protocol === raft ? [0, 101, 0] : [0, 100, 0]);
  });

  test('(e) once an entry of the new term is on a majority too, both are committed, and S5 cannot win', () => {
    const net = figure8(raft);
    net.deliver([0, 2]);
    expect(net.decided[0]).toEqual([0, 100, 0]);
    net.restart(4);
    net.elect(4, []);
    net.elect(4, [2, 3]);
    expect(net.states[4]!.role).toBe('candidate');
    expect(net.states[4]!.votes.size).toBe(2);
  });
});

describe('Raft, section 5.3: log repair', () => {
  test.each([
    [true, 1],
    [false, 11],
  ])(
    'with fastBackup %j a follower with eleven entries of a lost term costs %i rejections',
    (fastBackup, rejections) => {
      const net = new RaftByHand(raft, 3, { fastBackup, batch: 1, pipeline: 20 });
      // Node 0 leads in term 1 and nobody hears its entries; node 1 leads node 2 in term 2, with as many.
      net.elect(0, [1]);
      for (let value = 1; value <= 10; value++) net.request(0, value);
      net.elect(1, [2]);
      for (let value = 11; value <= 20; value++) net.request(1, value);
      net.deliver([1, 2]);
      expect([0, 1, 2].map((node) => net.terms(node))).toEqual([
        Array(11).fill(1),
        Array(11).fill(2),
        Array(11).fill(2),
      ]);
      // Node 1 is elected again, so that it starts at the ends of the logs; its no-op makes twelve.
      net.restart(1);
      net.elect(1, [2]);
      let rejected = 0;
      while (net.underWay.length > 0) {
        if (net.underWay[0]!.kind === 'rejected') rejected++;
        net.deliver([0, 1, 2], 1);
      }
      expect(net.states[0]!.log.piece(1, 100)).toEqual(net.states[1]!.log.piece(1, 100));
      expect(rejected).toBe(rejections);
    },
  );
});

// ——— Random runs ———

/** Crashes, one-way cuts and partitions at random within the first twenty seconds. */
function randomFaults(n: number, random: () => number): Fault[] {
  const whole = (below: number) => Math.floor(random() * below);
  const faults: Fault[] = [];
  for (let i = 2 + whole(5); i > 0; i--) {
    const at = SECOND + whole(180) * 100_000;
    const until = at + SECOND / 2 + whole(50) * 100_000;
    if (random() < 0.4) faults.push(fault('crash', { ids: [whole(n)] }, { at, until }));
    else {
      const sides: NodeId[][] = [[], []];
      for (let node = 0; node < n; node++) sides[sides[0]!.length === 0 ? 0 : whole(2)]!.push(node);
      if (sides[1]!.length === 0) sides[1]!.push(sides[0]!.pop()!);
      if (sides[0]!.length === 0) continue;
      faults.push({ partition: sides, oneWay: random() < 0.5, at, until });
    }
  }
  return faults;
}

/** Holds the properties of figure 3 against the states of all nodes, whenever one becomes leader and at the end. */
class Properties implements Observer {
  readonly states: State[] = [];
  readonly broken: string[] = [];
  elections = 0;
  private readonly leaders = new Map<number, NodeId>();
  private readonly committed: Value[] = [];

  onEnterView(_time: number, node: NodeId, _height: number, term: number, leader: NodeId): void {
    if (leader !== node) return;
    this.elections++;
    if (this.leaders.has(term) && this.leaders.get(term) !== node) this.broken.push(`two leaders in term ${term}`);
    this.leaders.set(term, node);
    const { log } = this.states[node]!;
    this.committed.forEach((value, index) => {
      if (log.last < index || log.value(index) !== value) this.broken.push(`leader of term ${term} lacks ${index}`);
    });
    this.matchLogs();
  }

  onDecide(_time: number, _node: NodeId, height: number, value: Value): void {
    this.committed[height] ??= value;
  }

  /** If two logs have an entry of one index and term, they are equal up to it. */
  matchLogs(): void {
    for (const { log: a } of this.states) {
      for (const { log: b } of this.states) {
        let index = Math.min(a.last, b.last);
        while (index > 0 && a.term(index) !== b.term(index)) index--;
        for (; index > 0; index--) {
          if (a.term(index) === b.term(index) && a.value(index) === b.value(index)) continue;
          this.broken.push(`logs differ at ${index}`);
          return;
        }
      }
    }
  }
}

describe('Raft, figure 3: election safety, log matching, leader completeness and state machine safety', () => {
  test.each([
    [3, {}],
    [5, { messageEntries: 1, pipeline: 3 }],
    [5, { preVote: true, fastBackup: false }],
    [4, { messageEntries: 2 }],
  ])('n = %i with %j: hold in 40 runs with random crashes, one-way cuts, partitions and loss', (n, params) => {
    let elections = 0;
    for (let seed = 0; seed < 40; seed++) {
      const faults = randomFaults(n, seedrandom.alea(`faults/${n}/${seed}`));
      const properties = new Properties();
      const watched: typeof raft = {
        ...raft,
        name: 'raft-watched',
        init: (me, given) => (properties.states[me.id] = boot(me, given)),
      };
      const world = worldWith(n, {
        faults,
        network: { loss: 0.02, duplication: 0.02, latency: { kind: 'exponential', mean: 80_000 } },
        stop: { blocks: 100_000, time: 30 * SECOND },
      });
      const spec = specOf(watched, world, params, `safety/${seed}`);
      const run = assemble(spec, registryWith(watched));
      run.host.outputs.add(properties);
      run.start();
      run.host.simulator.run({ time: 30 * SECOND, events: 1e6 });
      properties.matchLogs();
      expect(properties.broken).toEqual([]);
      expect(run.judges.get('agreement')!.verdict(run.host.simulator.now)).toEqual({ is: 'holds' });
      expect(run.judges.get('validity')!.verdict(run.host.simulator.now)).toEqual({ is: 'holds' });
      elections += properties.elections;
    }
    expect(elections).toBeGreaterThan(50);
  });
});
