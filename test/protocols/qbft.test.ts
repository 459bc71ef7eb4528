import type { Certificate } from '../../src/contract.js';
import { Voters } from '../../src/ledger/voters.js';
import { qbft } from '../../src/protocols/qbft.js';
import type { Fault } from '../../src/scenario/world.js';
import { fault, SECOND } from '../fixtures/run-words.js';
import { run, worldWith } from '../fixtures/world.js';
import { ByHand, letters } from './by-hand.js';
import { expectContent } from '../fixtures/verdicts.js';

const DELAY_S = 0.1;

describe('QBFT, Algorithm 2: the normal case', () => {
  test.each([4, 5, 6, 7, 10, 16, 31, 64])('n = %i costs (n − 1)(2n + 1) messages a decision and three delays', (n) => {
    const record = run(qbft, worldWith(n, { stop: { blocks: 9 } }));
    expect(record.messagesByKind).toEqual({
      proposal: 9 * (n - 1),
      prepare: 9 * n * (n - 1),
      commit: 9 * n * (n - 1),
    });
    expect(record.columns['messages']).toBe(9 * (n - 1) * (2 * n + 1));
    expect(record.columns['latency_p50_s']).toBeCloseTo(3 * DELAY_S, 9);
    expect(record.columns['latency_p95_s']).toBeCloseTo(3 * DELAY_S, 9);
  });

  test.each([1_000, 30_000, 400_000])(
    'with a delay of %i us a decision takes three of them: QBFT is responsive',
    (delay) => {
      const record = run(qbft, worldWith(4, { network: { latency: { kind: 'constant', delay } } }));
      expect(record.columns['latency_p95_s']).toBeCloseTo((3 * delay) / SECOND, 9);
    },
  );

  test('every node proposes in turn', () => {
    const record = run(qbft, worldWith(5, { stop: { blocks: 20 } }));
    expect(record.producers.map(({ canonical }) => canonical)).toEqual([4, 4, 4, 4, 4]);
  });

  test('under random delays a node that hears a quorum of COMMITs first saves its own; all else costs the same', () => {
    const world = worldWith(7, { network: { latency: { kind: 'exponential', mean: 100_000 } }, stop: { blocks: 12 } });
    const record = run(qbft, world, { params: { timeout: '1 h', timeoutCap: '1 h' } });
    expect(record.messagesByKind['proposal']).toBe(12 * 6);
    expect(record.messagesByKind['prepare']).toBe(12 * 7 * 6);
    expect(record.messagesByKind['commit']).toBeLessThanOrEqual(12 * 7 * 6);
    expect(record.messagesByKind['commit']).toBeGreaterThanOrEqual(12 * 5 * 6);
  });

  test('with a block period of 5 s proposals are 5 s apart', () => {
    const record = run(qbft, worldWith(4, { stop: { blocks: 11 } }), {
      params: { blockPeriod: '5 s', timeout: '10 s' },
    });
    expect(record.columns['sim_time_s']).toBeCloseTo(10 * 5 + 3 * DELAY_S, 9);
    expectContent(record.verdicts);
    expect(record.columns['messages']).toBe(11 * 27);
  });

  test('no block is made while no request waits', () => {
    const world = worldWith(4, {
      workload: { rate: 0.01, size: 250, senders: 'equal' },
      stop: { time: 3600 * SECOND },
    });
    const record = run(qbft, world);
    expect(record.columns['decisions']).toBeGreaterThan(10);
    expect(record.columns['messages']).toBe(27 * (record.columns['decisions'] as number));
  });
});

describe('QBFT, Algorithm 3: round change', () => {
  test.each([4, 5, 7, 16, 64])(
    'n = %i with a crashed proposer: (n − 1)(3n − 2) messages, decided at T(0) + 4 delays',
    (n) => {
      const record = run(qbft, worldWith(n, { stop: { blocks: 1 }, faults: [fault('crash', { ids: [0] })] }));
      expect(record.messagesByKind).toEqual({
        roundChange: (n - 1) * (n - 1),
        proposal: n - 1,
        prepare: (n - 1) * (n - 1),
        commit: (n - 1) * (n - 1),
      });
      expect(record.columns['messages']).toBe((n - 1) * (3 * n - 2));
      expect(record.columns['latency_p50_s']).toBeCloseTo(2 + 4 * DELAY_S, 9);
      expect(record.verdicts['liveness']).toEqual({ is: 'holds' });
    },
  );

  test('two silent proposers in a row: decided at T(0) + T(1) + 4 delays', () => {
    const record = run(qbft, worldWith(7, { stop: { blocks: 1 }, faults: [fault('silent', { ids: [0, 1] })] }));
    expect(record.columns['latency_p50_s']).toBeCloseTo(2 + 4 + 4 * DELAY_S, 9);
  });

  test('the round timer is base · 2^r up to its cap, and begins anew at each height', () => {
    const world = new ByHand(qbft, 4, { params: { timeout: '2 s', timeoutCap: '9 s' } });
    world.request();
    world.drop();
    const delays: number[] = [];
    for (let round = 0; round < 4; round++) {
      delays.push(world.timers[3]!.get('round')! / SECOND);
      world.expire(3, 'round');
    }
    expect(delays).toEqual([2, 4, 8, 9]);
    // Node 0 is down: at n = 4 every fourth height costs T(0) and a delay more than three.
    const record = run(qbft, worldWith(4, { stop: { blocks: 9 }, faults: [fault('crash', { ids: [0] })] }));
    expect(record.columns['sim_time_s']).toBeCloseTo(3 * (2 + DELAY_S) + 9 * 3 * DELAY_S, 9);
  });

  test('f + 1 round changes above the own round are joined at the smallest, f are not', () => {
    const world = new ByHand(qbft, 7);
    world.request();
    world.drop();
    const ask = (from: number, round: number) =>
      world.hand({ from, to: 6, kind: 'roundChange', body: { height: 1, round, prepared: null } });
    ask(1, 5);
    ask(2, 3);
    expect(world.states[6].round).toBe(0);
    ask(3, 4);
    expect(world.states[6].round).toBe(3);
    expect(world.said.filter(({ from, kind }) => from === 6 && kind === 'roundChange')).toEqual([
      { from: 6, kind: 'roundChange', body: { height: 1, round: 3, prepared: null } },
    ]);
  });

  test('in a round that lasts longer than T(0) nodes repeat what they have said in it, and nothing else', () => {
    const world = new ByHand(qbft, 4);
    world.request();
    world.drop();
    for (const node of [1, 2, 3]) world.expire(node, 'round');
    world.drop();
    for (const node of [1, 2, 3]) {
      expect(world.timers[node]!.get('repeat')).toBe(2 * SECOND);
      world.expire(node, 'repeat');
    }
    world.deliver();
    world.drop();
    expect(world.states[1].proposed).toMatchObject({ round: 1 });
    for (let i = 0; i < 3; i++) {
      for (const node of [1, 2, 3]) world.expire(node, 'repeat');
      world.deliver();
      world.drop();
    }
    expect(world.decided.slice(1).every((values) => values.length === 1)).toBe(true);
    const slots = new Map<string, number>();
    for (const { from, kind, body } of world.said) {
      if (kind === 'roundChange') continue;
      const slot = `${kind} of ${from} in ${body.round}`;
      expect(slots.get(slot) ?? body.value).toBe(body.value);
      slots.set(slot, body.value);
    }
  });

  test('a block that a quorum has prepared is proposed again after a partition, by a leader who never saw it prepared', () => {
    const world = new ByHand(qbft, 4);
    world.request();
    world.settle(letters({ kinds: ['proposal'] }));
    // All prepare; node 1, who leads round 1, hears no PREPARE but its own. All COMMITs are lost.
    world.drop(letters({ kinds: ['prepare'], to: [1] }));
    world.settle(letters({ kinds: ['prepare'] }));
    world.drop();
    const block = world.states[2].prepared.value;
    expect(world.states.map(({ prepared }) => prepared?.value)).toEqual([block, undefined, block, block]);
    for (const node of [0, 1, 2, 3]) world.expire(node, 'round');
    world.settle();
    const again = world.said.filter(({ kind, body }) => kind === 'proposal' && body.round === 1);
    expect(again.map(({ body }) => body.value)).toEqual([block]);
    expect(world.decided).toEqual([[block], [block], [block], [block]]);
  });

  test('a value that one node alone has committed survives the round change', () => {
    const cut: Fault = { partition: [[0], [1, 2, 3]], oneWay: true, at: 0.15 * SECOND, until: 3 * SECOND };
    const record = run(qbft, worldWith(4, { stop: { blocks: 10 }, faults: [cut] }));
    expectContent(record.verdicts);
    expect(record.messagesByKind['roundChange']).toBeGreaterThan(0);
  });

  test('whoever asks for a round of a finalized height is told the block with its certificate, by f + 1 nodes', () => {
    const world = new ByHand(qbft, 7);
    world.request();
    world.settle(letters({ to: [0, 1, 2, 3, 4, 5] }));
    world.drop();
    world.request([0, 1, 2, 3, 4, 5]);
    world.settle(letters({ to: [0, 1, 2, 3, 4, 5] }));
    world.drop();
    expect(world.decided[6]).toEqual([]);
    world.expire(6, 'round');
    world.deliver();
    expect(world.letters.map(({ from, kind }) => `${kind} of ${from}`)).toEqual(
      [0, 1, 2].map((id) => `finalized of ${id}`),
    );
    const { body } = world.letters[0]!;
    const shortOf: Certificate = { ...body.certificate, voters: new Voters(7) };
    world.hand({ from: 0, to: 6, kind: 'finalized', body: { ...body, certificate: shortOf } });
    world.hand({ from: 0, to: 6, kind: 'finalized', body: { ...body, values: [body.values[1], body.values[0]] } });
    world.hand({ from: 0, to: 6, kind: 'finalized', body: { ...body, first: 2 } });
    expect(world.decided[6]).toEqual([]);
    world.settle();
    expect(world.decided[6]).toEqual(world.decided[0]);
    expect(world.decided[6]).toHaveLength(2);
  });
});

describe('QBFT, Algorithm 4: justification', () => {
  /** Four nodes of which all but node 1 are prepared for a block in round 0 and ask for round 1; node 1 leads that. */
  function afterRoundZero() {
    const world = new ByHand(qbft, 4);
    world.request();
    world.settle(letters({ kinds: ['proposal'] }));
    world.settle(letters({ kinds: ['prepare'], to: [0, 2, 3] }));
    world.drop();
    for (const node of [0, 1, 2, 3]) world.expire(node, 'round');
    const changes = new Map(
      world.said.filter(({ kind }) => kind === 'roundChange').map(({ from, body }) => [from, body] as const),
    );
    const block: number = changes.get(2).prepared.value;
    const rival = world.invent(1, [...world.contents(block)]);
    const propose = (value: number, justification: unknown) => {
      const body = { height: 1, round: 1, value, time: 0, changes: justification };
      world.hand({ from: 1, to: 3, kind: 'proposal', body });
      return world.said.some(({ from, kind, body: m }) => from === 3 && kind === 'prepare' && m.round === 1);
    };
    const without = (node: number) => new Map([...changes].filter(([from]) => from !== node));
    return { world, changes, block, rival, propose, without };
  }

  test('a proposal of a later round without round changes, or with fewer than a quorum, is not prepared', () => {
    const { block, propose, without } = afterRoundZero();
    expect(propose(block, null)).toBe(false);
    const two = without(0);
    two.delete(1);
    expect(propose(block, two)).toBe(false);
  });

  test('nor is one of another block than the highest prepared, or whose round changes are of another round or height', () => {
    const { changes, block, rival, propose } = afterRoundZero();
    expect(propose(rival, changes)).toBe(false);
    const altered = (part: object) => new Map([...changes].map(([from, m]) => [from, { ...m, ...part }]));
    expect(propose(block, altered({ round: 2 }))).toBe(false);
    expect(propose(block, altered({ height: 2 }))).toBe(false);
  });

  test('nor one that rests on PREPAREs that are too few, of another height, or of no earlier round', () => {
    const { changes, rival, propose } = afterRoundZero();
    const claim = (part: object) => {
      const real: Certificate = changes.get(2).prepared;
      const prepared = { ...real, value: rival, ...part };
      return new Map([...changes].map(([from, m]) => [from, { ...m, prepared }]));
    };
    expect(propose(rival, claim({ voters: new Voters(4) }))).toBe(false);
    expect(propose(rival, claim({ height: 2 }))).toBe(false);
    expect(propose(rival, claim({ view: 1 }))).toBe(false);
    expect(propose(rival, claim({ kind: 'commit' }))).toBe(false);
  });

  test('one with a quorum of round changes and the block prepared highest is prepared; only from the leader of its round', () => {
    const { world, block, propose, without } = afterRoundZero();
    const body = { height: 1, round: 1, value: block, time: 0, changes: without(0) };
    world.hand({ from: 2, to: 3, kind: 'proposal', body });
    expect(world.said.filter(({ from, kind, body: m }) => from === 3 && kind === 'prepare' && m.round === 1)).toEqual(
      [],
    );
    expect(propose(block, without(0))).toBe(true);
  });

  test('a block with a request that was output before, or twice in it, is not prepared', () => {
    const world = new ByHand(qbft, 4);
    const old = world.request();
    world.settle();
    expect(world.decided[3]).toHaveLength(1);
    const fresh = world.request();
    world.drop();
    const propose = (contents: number[]) => {
      const body = { height: 2, round: 0, value: world.invent(1, contents), time: 0, changes: null };
      world.hand({ from: 1, to: 3, kind: 'proposal', body });
      return world.said.some(({ from, kind, body: m }) => from === 3 && kind === 'prepare' && m.height === 2);
    };
    expect(propose([old])).toBe(false);
    expect(propose([fresh, fresh])).toBe(false);
    expect(propose([fresh])).toBe(true);
  });
});

describe('QBFT under attack and loss', () => {
  test('an equivocating proposer is replaced and agreement holds in 60 random delivery orders at n = 4, 5, 6 and 7', () => {
    let roundChanges = 0;
    for (const n of [4, 5, 6, 7]) {
      for (let seed = 0; seed < 15; seed++) {
        const network = { latency: { kind: 'exponential', mean: 100_000 } };
        const world = worldWith(n, { network, faults: [fault('equivocate', { ids: [0] })] });
        const record = run(qbft, world, { seed: `equivocation/${seed}` });
        expectContent(record.verdicts);
        roundChanges += record.messagesByKind['roundChange'] ?? 0;
      }
    }
    expect(roundChanges).toBeGreaterThan(60);
  });

  test('with f nodes down every vote counts, and one lost message in ten is made up for', () => {
    const world = worldWith(7, {
      network: { loss: 0.1 },
      faults: [fault('crash', { ids: [2, 5] })],
      stop: { blocks: 60 },
    });
    for (let seed = 0; seed < 5; seed++) expectContent(run(qbft, world, { seed: `loss/${seed}` }).verdicts);
  });

  test('two copies of the proposer that different halves hear do not make it fork', () => {
    for (const n of [4, 5, 6, 7]) {
      const faults = [fault('twins', { ids: [0] }, { params: { sides: 'halves' } })];
      expectContent(run(qbft, worldWith(n, { faults })).verdicts);
    }
  });

  test('f crashed nodes are borne; f + 1 stop it and never fork it', () => {
    const bears = run(qbft, worldWith(7, { faults: [fault('crash', { ids: [5, 6] })], stop: { blocks: 20 } }));
    expectContent(bears.verdicts);
    const stop = { blocks: 20, time: 3600 * SECOND };
    const stops = run(qbft, worldWith(7, { faults: [fault('crash', { ids: [4, 5, 6] })], stop }));
    expect(stops.columns['decisions']).toBe(0);
    expect(stops.verdicts['liveness']!.is).toBe('violated');
  });
});

describe('QBFT, accountability', () => {
  test('after a fork across rounds those who hid that they had committed are named, at least f + 1, and no honest node', () => {
    const world = new ByHand(qbft, 4);
    world.request();
    world.settle(letters({ to: [0, 1, 2] }));
    world.drop();
    const block = world.decided[0]![0]!;
    const rival = world.invent(1, [...world.contents(block)]);
    // Nodes 1 and 2 are liars: they committed in round 0 and tell node 3, which saw nothing, that they prepared nothing.
    const lie = { height: 1, round: 1, prepared: null };
    for (const from of [1, 2]) world.said.push({ from, kind: 'roundChange', body: lie });
    world.expire(3, 'round');
    const changes = new Map([1, 2, 3].map((from) => [from, lie]));
    const say = (from: number, kind: string, body: object) => {
      world.said.push({ from, kind, body });
      world.hand({ from, to: 3, kind, body });
    };
    say(1, 'proposal', { height: 1, round: 1, value: rival, time: 0, changes });
    for (const kind of ['prepare', 'commit'])
      for (const from of [1, 2]) say(from, kind, { height: 1, round: 1, value: rival });
    expect(world.decided[3]).toEqual([rival]);
    expect(qbft.accuse!({ height: 1, first: block, second: rival }, world.evidence(), {} as never)).toEqual([1, 2]);
  });

  test('nobody is named in runs of honest nodes that change rounds', () => {
    const world = new ByHand(qbft, 4);
    world.request();
    world.settle(letters({ to: [0, 1, 2] }));
    world.drop();
    for (const node of [0, 1, 2]) world.request([node]);
    world.drop();
    for (const node of [3]) world.expire(node, 'round');
    world.settle();
    expect(world.decided[3]).toHaveLength(1);
    expect(qbft.accuse!({ height: 1, first: 1, second: 2 }, world.evidence(), {} as never)).toEqual([]);
  });
});
