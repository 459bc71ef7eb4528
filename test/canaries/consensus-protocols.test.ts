import pbftAsPublished from '../../src/canaries/pbft-of-consensus-protocols.js';
import raftAsPublished from '../../src/canaries/raft-of-consensus-protocols.js';
import type { Protocol } from '../../src/contract.js';
import { blockHash, genesisOf } from '../../src/ledger/concatenated/block.js';
import { cryptoOf } from '../../src/ledger/crypto/crypto.js';
import { pbft } from '../../src/protocols/pbft.js';
import { LiveRun } from '../../src/scenario/live.js';
import type { ScriptedCommand, World } from '../../src/scenario/world.js';
import { SECOND as S } from '../fixtures/run-words.js';
import { registry, run, specOf, worldWith } from '../fixtures/world.js';

const submit = (at: number, node: number, data: string): ScriptedCommand => ({
  at: at * S,
  node,
  do: 'submit',
  options: { data },
});
const off = (ids: readonly number[]): World['faults'] =>
  ids.length === 0 ? [] : [{ behaviour: 'crash', params: {}, nodes: { ids }, at: 0, until: null }];

/** One request that node 0 gets after a second. */
function oneRequest(n: number, crashed: readonly number[] = [], params: object = {}) {
  const world = worldWith(n, {
    commands: [submit(1, 0, 'a')],
    faults: off(crashed),
    stop: { time: 60 * S, blocks: 1e6 },
  });
  return run(pbftAsPublished, world, { params });
}

function live(protocol: Protocol, n: number, parts: object = {}, params: object = {}, seed = 'test/0'): LiveRun {
  const scripted = [{ at: 3600 * S, node: 0, do: 'submit', options: { data: 'last' } }];
  return new LiveRun(specOf(protocol, worldWith(n, { commands: scripted, ...parts }), params, seed), registry, true);
}

const data = (world: LiveRun, node: number): string[] =>
  (world.view(node, 'chain', {}) as { data: string }[]).slice(1).map((block) => block.data);

describe('blocks', () => {
  const real = cryptoOf({ crypto: 'real' }, { padding: 'pss', format: 'pem' });

  test("are hashed as the system's own", () => {
    const block = { index: 1, timestamp: '1234567890', data: 'Sample Data', previousHash: '0' };
    expect(blockHash(block, real)).toBe('4155afa7eca4b3d6562ec60c9afa7bf7e0953bed9da5df0ceddd581d55648f1d');
    expect(genesisOf(real).hash).toBe('250bc66c691ee4685d1b0547976e6e15ee6ffc567c065a0bab5778fd0efc1912');
  });

  test('have ambiguous joins', () => {
    const one = { index: 1, timestamp: '1', data: '23', previousHash: '4' };
    expect(blockHash({ ...one, index: 11, timestamp: '', data: '2', previousHash: '34' }, real)).toBe(
      blockHash(one, real),
    );
  });
});

describe('PBFT as published', () => {
  test.each([
    [3, 2, 4, 8],
    [4, 3, 9, 27],
    [7, 6, 36, 216],
  ])('with n = %i one request takes %i, %i and %i messages: n − 1, its square and its cube', (n, ...counts) => {
    const { columns } = oneRequest(n);
    expect([columns['messages_pre_prepare'], columns['messages_prepare'], columns['messages_commit']]).toEqual(counts);
    expect(columns['blocks_canonical']).toBe(1);
  });

  test.each([2, 3, 4, 5, 7])('with n = %i a request is committed as long as three nodes are up', (n) => {
    for (let up = 1; up <= n; up++) {
      const crashed = Array.from({ length: n - up }, (_, i) => n - 1 - i);
      expect(oneRequest(n, crashed).columns['blocks_canonical']).toBe(up >= 3 ? 1 : 0);
    }
  });

  test('asked for 2f and 2f + 1 of others alone, it takes one more node than the paper does', () => {
    for (const up of [4, 5, 6, 7]) {
      const crashed = [6, 5, 4].slice(0, 7 - up);
      const { columns } = oneRequest(7, crashed, { constantQuorums: false });
      // 2f prepares of backups, of which each has all but its own.
      expect(columns['blocks_canonical']).toBe(up >= 6 ? 1 : 0);
    }
  });

  /** Two requests at once, at nodes 0 and 1 of four; whether nodes end with different blocks at one height. */
  /** Delays without memory: whichever of the messages under way is delivered next, all are as likely. */
  const inRandomOrder = { latency: { kind: 'exponential', mean: S } };

  function forks(protocol: Protocol, schedules: number, commands: ScriptedCommand[], faults: World['faults'] = []) {
    let forked = 0;
    for (let i = 0; i < schedules; i++) {
      const world = worldWith(4, { network: inRandomOrder, commands, faults, stop: { time: 60 * S, blocks: 1e6 } });
      const { verdicts } = run(protocol, world, { seed: `order/${i}` });
      if (verdicts['agreement']!.is === 'violated') forked++;
    }
    return forked;
  }
  const both = [submit(1, 0, 'a'), submit(1, 1, 'b')];

  test('two requests at once fork it in as many random orders of delivery as was observed, and PBFT in none', () => {
    const forked = forks(pbftAsPublished, 200, both);
    // 0.628 by a model of its rules alone, 20,000 orders: a standard error of 0.034 here.
    expect(Math.abs(forked / 200 - 0.628)).toBeLessThan(4 * 0.034);
    // 43 of 60 were seen of the system itself: a standard error of 3.7.
    expect(Math.abs(0.3 * forked - 43)).toBeLessThan(4 * 3.7);
    const plain = both.map((command) => ({ ...command, options: {} }));
    expect(forks(pbft, 60, plain)).toBe(0);
  });

  test('who loses the race for a height is lost', () => {
    const commands = [submit(1, 0, 'a'), submit(1, 1, 'b')];
    const world = worldWith(4, { commands, stop: { time: 60 * S, blocks: 1e6 } });
    expect(run(pbftAsPublished, world).verdicts['liveness']!.is).toBe('violated');
  });

  const tampered = { behaviour: 'tampered', params: {}, nodes: { ids: [0] }, at: 0, until: null };
  const lie: ScriptedCommand = { at: S, node: 0, do: 'submit-two', options: {} };

  test('a primary that tells one node of another block splits the honest ones in as many orders as was observed', () => {
    const forked = forks(pbftAsPublished, 200, [lie], [tampered]);
    // 0.449 by a model of its rules alone, 20,000 orders: a standard error of 0.035 here.
    expect(Math.abs(forked / 200 - 0.449)).toBeLessThan(4 * 0.035);
    // 24 of 60 were seen of the system itself: a standard error of 3.8.
    expect(Math.abs(0.3 * forked - 24)).toBeLessThan(4 * 3.8);
  });

  test('in the order of sending, what the one was told wins everywhere', () => {
    const world = worldWith(4, { commands: [lie], faults: [tampered], stop: { time: 60 * S, blocks: 1e6 } });
    const live = new LiveRun(specOf(pbftAsPublished, world), registry, true);
    live.until(30 * S);
    const chains = [1, 2, 3].map((node) => data(live, node));
    expect(chains).toEqual([['request 1'], ['request 1'], ['request 1']]);
  });

  test('an equivocating primary, which lies in every phase, splits them oftener', () => {
    const equivocate = {
      ...tampered,
      behaviour: 'equivocate',
      params: registry.behaviours.get('equivocate').params.parse({}),
    };
    expect(forks(pbftAsPublished, 100, [submit(1, 0, 'a')], [equivocate as never])).toBeGreaterThan(45);
  });

  test('what is not signed by its sender is dropped, by symbols and by RSA-PSS', () => {
    for (const [unsigned, crypto, appended] of [
      [true, 'symbolic', 0],
      [false, 'symbolic', 1],
      [true, 'real', 0],
      [false, 'real', 1],
    ] as const) {
      const world = live(pbftAsPublished, 4, {}, { crypto });
      for (const node of [2, 3]) world.command(node, 'bare-commit', { unsigned });
      world.until(10 * S);
      expect(data(world, 0)).toHaveLength(appended);
    }
  });

  test('two bare commits of known peers append a block that nobody proposed, unless a pre-prepare is asked for', () => {
    for (const [params, chain] of [
      [{}, ['made up']],
      [{ bareCommits: false }, []],
      [{ claimedHash: false }, []],
    ] as const) {
      const world = live(pbftAsPublished, 4, {}, params);
      for (const node of [2, 3]) world.command(node, 'bare-commit', { data: 'made up' });
      world.until(10 * S);
      expect(data(world, 0)).toEqual(chain);
      // Each of the two has one commit of another.
      expect(data(world, 2)).toEqual([]);
    }
  });

  test('a payload that does not fit into one read breaks', () => {
    for (const [length, chain] of [
      [1407, 1],
      [1408, 0],
    ] as const) {
      const world = live(pbftAsPublished, 4);
      world.command(0, 'submit', { data: 'x'.repeat(length) });
      world.until(10 * S);
      expect(data(world, 1)).toHaveLength(chain);
    }
  });
});

describe('Raft as published', () => {
  const near = { network: { latency: { kind: 'constant', delay: 10_000 } } };
  const leaders = (world: LiveRun, n: number): number[] =>
    Array.from({ length: n }, (_, node) => node).filter(
      (node) => (world.view(node, 'info', {}) as { role: string }).role === 'leader',
    );

  function elected(n = 3, parts: object = {}, params: object = {}): { world: LiveRun; leader: number } {
    const world = live(raftAsPublished, n, { ...near, ...parts }, params);
    world.until(16 * S);
    return { world, leader: leaders(world, n)[0]! };
  }

  test('three requests in term 1 have the indices 1, 1 and 1 after the 0 of genesis', () => {
    const { world, leader } = elected();
    for (const text of ['a', 'b', 'c']) {
      world.command(leader, 'submit', { data: text });
      world.until(world.now + S);
    }
    const follower = (leader + 1) % 3;
    const chain = world.view(follower, 'chain', {}) as { index: number; data: string }[];
    expect(chain.map(({ index }) => index)).toEqual([0, 1, 1, 1]);
    expect(data(world, follower)).toEqual(['a', 'b', 'c']);
  });

  test('a refused vote makes a leader too, and so a stale node, and two at once', () => {
    // 0 hears nobody and is heard by nobody until it has raised its term.
    const away: World['faults'] = [{ partition: [[0], [1, 2, 3, 4]], oneWay: false, at: 0, until: 60 * S }];
    const { world } = elected(5, { faults: away });
    expect(leaders(world, 5)).toHaveLength(1);
    const leader = leaders(world, 5)[0]!;
    for (const text of ['a', 'b']) world.command(leader, 'submit', { data: text });
    world.until(90 * S);
    // Whoever heads the new term has nothing of what was decided, and whoever voted for it leads beside it.
    expect(leaders(world, 5)).toEqual([0, leader]);
    const terms = [0, leader].map((node) => (world.view(node, 'info', {}) as { term: number }).term);
    expect(terms[0]).toBe(terms[1]);
    expect(data(world, 0)).toEqual([]);
    expect(data(world, leader)).toEqual(['a', 'b']);
    const { world: stepping } = elected(5, { faults: away }, { keepsRole: false });
    stepping.until(90 * S);
    expect(leaders(stepping, 5)).toEqual([0]);
  });

  test('with votes of a majority, for chains that are not behind, it is not the stale node that leads', () => {
    const away: World['faults'] = [{ partition: [[0], [1, 2, 3, 4]], oneWay: false, at: 0, until: 60 * S }];
    const { world } = elected(5, { faults: away }, { anyReplyElects: false, votesForStale: false });
    const leader = leaders(world, 5)[0]!;
    for (const text of ['a', 'b']) world.command(leader, 'submit', { data: text });
    world.until(120 * S);
    expect(leaders(world, 5)).not.toContain(0);
  });

  test('a leader that is cut off from all appends on', () => {
    const { world, leader } = elected(3, {
      faults: [{ partition: [[0], [1], [2]], oneWay: false, at: 20 * S, until: null }],
    });
    world.until(21 * S);
    world.command(leader, 'submit', { data: 'alone' });
    world.until(22 * S);
    expect(data(world, leader)).toEqual(['alone']);
    expect(data(world, (leader + 1) % 3)).toEqual([]);
  });

  test('a block that was missed never comes back', () => {
    for (const [params, chain] of [
      [{}, ['a', 'c', 'd']],
      // With places for indices the gap shows, and all is asked for.
      [{ indexIsTerm: false, uncheckedEntries: false }, ['a', 'b', 'c', 'd']],
    ] as const) {
      const first = elected(3, {}, params).leader;
      const behind = (first + 1) % 3;
      const others = [0, 1, 2].filter((node) => node !== behind);
      const faults = [{ partition: [others, [behind]], oneWay: false, at: 20 * S, until: 21 * S }];
      const { world, leader } = elected(3, { faults }, params);
      for (const [at, text] of [
        [18, 'a'],
        [20.5, 'b'],
        [23, 'c'],
        [25, 'd'],
      ] as const) {
        world.until(at * S);
        world.command(leader, 'submit', { data: text });
      }
      world.until(200 * S);
      expect(data(world, leader)).toEqual(['a', 'b', 'c', 'd']);
      expect(data(world, behind)).toEqual(chain);
    }
  });

  test('an entry of a stale term with a wrong hash is accepted, unless entries are checked', () => {
    for (const [uncheckedEntries, chain] of [
      [true, ['stale']],
      [false, []],
    ] as const) {
      const { world, leader } = elected(3, {}, { uncheckedEntries });
      const [liar, follower] = [0, 1, 2].filter((node) => node !== leader) as [number, number];
      world.command(liar, 'stale-entry', { data: 'stale' });
      world.until(20 * S);
      expect(data(world, follower)).toEqual(chain);
    }
  });

  test('a follower drops what a client brings, or passes it on', () => {
    const { world, leader } = elected();
    expect(() => world.command((leader + 1) % 3, 'submit', { data: 'a' })).toThrow('it is not the leader');
    const passing = elected(3, {}, { dropsRequests: false });
    passing.world.command((passing.leader + 1) % 3, 'submit', { data: 'a' });
    passing.world.until(20 * S);
    expect(data(passing.world, passing.leader)).toEqual(['a']);
  });

  test('every message is signed, with real keys as with symbols, and is looked at if that is asked for', () => {
    for (const crypto of ['symbolic', 'real'] as const) {
      const { world, leader } = elected(3, {}, { crypto, unsignedEntries: false, dropsRequests: false });
      world.command((leader + 1) % 3, 'submit', { data: 'a' });
      world.command((leader + 2) % 3, 'stale-entry', { data: 'stale' });
      world.until(20 * S);
      expect([0, 1, 2].map((node) => data(world, node))).toEqual([['a'], ['a'], ['a']]);
    }
  });

  test('its timers are those of the system: 5 to 15 s to the first leader, a heartbeat each 0.1 s', () => {
    const world = live(raftAsPublished, 3, near);
    world.until(4.9 * S);
    expect(leaders(world, 3)).toEqual([]);
    world.until(15.1 * S);
    expect(leaders(world, 3)).toHaveLength(1);
    const beats = run(
      raftAsPublished,
      worldWith(2, { ...near, commands: [submit(100, 0, 'x')], stop: { time: 60 * S, blocks: 1e6 } }),
    );
    const sent = beats.columns['messages_append_entries'] as number;
    expect(sent).toBeGreaterThan(440);
    expect(sent).toBeLessThan(560);
  });
});
