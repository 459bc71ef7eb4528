import { ProposerRotation } from '../../src/ledger/proposer-rotation.js';
import noLock from '../../src/canaries/tendermint-no-lock.js';
import hastyUnlock from '../../src/canaries/tendermint-hasty-unlock.js';
import type { Protocol } from '../../src/contract.js';
import { tendermint } from '../../src/protocols/tendermint.js';
import { fault, SECOND } from '../fixtures/run-words.js';
import { run, worldWith } from '../fixtures/world.js';
import { ByHand, letters } from './by-hand.js';
import { expectContent } from '../fixtures/verdicts.js';

const DELAY_S = 0.1;
const NIL = -1;
const weighing = (values: readonly number[]) => ({
  nodes: { count: values.length, weights: { kind: 'list', values } },
});

/** Votes of one kind that nodes have cast in a round. */
function cast(world: ByHand, kind: string, round: number): Record<number, number> {
  const votes = world.said.filter((m) => m.kind === kind && m.body.round === round);
  return Object.fromEntries(votes.map(({ from, body }) => [from, body.value]));
}

describe('Tendermint: the normal case', () => {
  test.each([4, 5, 6, 7, 10, 16, 31, 64])('n = %i costs (n − 1)(2n + 1) messages a decision and three delays', (n) => {
    const record = run(tendermint, worldWith(n, { stop: { blocks: 9 } }));
    expect(record.messagesByKind).toEqual({
      proposal: 9 * (n - 1),
      prevote: 9 * n * (n - 1),
      precommit: 9 * n * (n - 1),
    });
    expect(record.columns['messages']).toBe(9 * (n - 1) * (2 * n + 1));
    expect(record.columns['latency_p50_s']).toBeCloseTo(3 * DELAY_S, 9);
    expect(record.columns['latency_p95_s']).toBeCloseTo(3 * DELAY_S, 9);
  });

  test.each([1_000, 30_000, 400_000])('with a delay of %i us a decision takes three of them', (delay) => {
    const record = run(tendermint, worldWith(4, { network: { latency: { kind: 'constant', delay } } }));
    expect(record.columns['latency_p95_s']).toBeCloseTo((3 * delay) / SECOND, 9);
  });

  test('with timeoutCommit there is a pause between heights', () => {
    const record = run(tendermint, worldWith(4, { stop: { blocks: 11 } }), { params: { timeoutCommit: '1 s' } });
    expect(record.columns['sim_time_s']).toBeCloseTo(11 * 3 * DELAY_S + 10, 9);
    expectContent(record.verdicts);
    expect(record.columns['messages']).toBe(11 * 27);
  });

  test('no value is proposed while no request waits', () => {
    const world = worldWith(4, {
      workload: { rate: 0.01, size: 250, senders: 'equal' },
      stop: { time: 3600 * SECOND },
    });
    const record = run(tendermint, world);
    expect(record.columns['decisions']).toBeGreaterThan(10);
    expect(record.columns['messages']).toBe(27 * (record.columns['decisions'] as number));
  });
});

describe('Tendermint: proposers by weighted round robin', () => {
  test('weights 1 and 3 propose in the order of the specification of CometBFT, again and again', () => {
    const rotation = new ProposerRotation([1, 3]);
    expect([1, 2, 3, 4, 5, 6, 7, 8].map((turn) => rotation.at(turn))).toEqual([1, 0, 1, 1, 1, 0, 1, 1]);
  });

  test('equal weights take turns; turns may be asked for in any order', () => {
    const rotation = new ProposerRotation([1, 1, 1]);
    expect([5, 1, 2, 3, 4].map((turn) => rotation.at(turn))).toEqual([1, 0, 1, 2, 0]);
  });

  test('over as many heights as the weights sum to, each node proposes as often as it weighs', () => {
    const record = run(tendermint, worldWith(4, { ...weighing([1, 2, 3, 4]), stop: { blocks: 30 } }));
    expect(record.producers.map(({ canonical }) => canonical)).toEqual([3, 6, 9, 12]);
  });
});

describe('Tendermint: a silent proposer', () => {
  test.each([4, 5, 7, 16, 64])('n = %i: (n − 1)(4n − 3) messages, two delays and both timeouts more', (n) => {
    const record = run(tendermint, worldWith(n, { stop: { blocks: 1 }, faults: [fault('crash', { ids: [0] })] }));
    expect(record.messagesByKind).toEqual({
      proposal: n - 1,
      prevote: 2 * (n - 1) * (n - 1),
      precommit: 2 * (n - 1) * (n - 1),
    });
    expect(record.columns['messages']).toBe((n - 1) * (4 * n - 3));
    // timeoutPropose(0) + 2 delays + timeoutPrecommit(0) + 3 delays
    expect(record.columns['latency_p50_s']).toBeCloseTo(3 + 1 + 5 * DELAY_S, 9);
    expect(record.verdicts['liveness']).toEqual({ is: 'holds' });
  });

  test.each([4, 7])('n = %i by the rule of CometBFT: timeoutPropose(0) and five delays, at the same cost', (n) => {
    const world = worldWith(n, { stop: { blocks: 1 }, faults: [fault('crash', { ids: [0] })] });
    const record = run(tendermint, world, { params: { skipOnNil: true } });
    expect(record.columns['latency_p50_s']).toBeCloseTo(3 + 5 * DELAY_S, 9);
    expect(record.columns['messages']).toBe((n - 1) * (4 * n - 3));
  });

  test('two in a row: the timeouts of round 1 are longer by timeoutDelta', () => {
    const record = run(tendermint, worldWith(7, { stop: { blocks: 1 }, faults: [fault('silent', { ids: [0, 1] })] }));
    expect(record.columns['latency_p50_s']).toBeCloseTo(3 + 1 + 3.5 + 1.5 + 7 * DELAY_S, 9);
  });

  test('it is not responsive: after a bad round the precommit timeout passes however fast the network is', () => {
    const network = { latency: { kind: 'constant', delay: 1_000 } };
    const world = worldWith(4, { network, stop: { blocks: 1 }, faults: [fault('crash', { ids: [0] })] });
    expect(run(tendermint, world).columns['latency_p50_s']).toBeCloseTo(4.005, 9);
  });
});

/**
 * Round 0 at n = 4: nodes 0, 2 and 3 lock the value that node 0 proposes, and node 0 alone decides it. Node 1 gets no
 * proposal and too few prevotes for it; all but node 0 end in round 1, which node 1 leads.
 */
function hiddenLock(protocol: Protocol) {
  const world = new ByHand(protocol, 4);
  world.request();
  world.deliver(letters({ from: [0], to: [2, 3] }));
  world.deliver(letters({ from: [2, 3] }));
  world.deliver(letters({ kinds: ['precommit'], to: [0] }));
  world.drop(letters({ from: [0] }));
  world.expire(1, 'propose');
  world.settle();
  world.expire(1, 'prevote');
  world.settle();
  const value = world.decided[0]![0]!;
  for (const node of [1, 2, 3]) world.expire(node, 'precommit');
  return { world, value };
}

describe('Tendermint, Algorithm 1: locks', () => {
  test('lines 36 to 41: whoever sees a quorum prevote the value locks it and precommits; lines 34, 47 set the other timers', () => {
    const { world, value } = hiddenLock(tendermint);
    expect(world.locks).toEqual([0, 1, 2, 3].map((id) => (id === 1 ? [] : [{ height: 1, view: 0, value }])));
    expect(cast(world, 'prevote', 0)).toEqual({ 0: value, 1: NIL, 2: value, 3: value });
    expect(cast(world, 'precommit', 0)).toEqual({ 0: value, 1: NIL, 2: value, 3: value });
    expect(world.decided).toEqual([[value], [], [], []]);
  });

  test('lines 22 to 26: a hidden lock makes its holders prevote nil on a fresh value, and the next round decides what they hold', () => {
    const { world, value } = hiddenLock(tendermint);
    world.settle();
    const rival = world.said.find(({ kind, body }) => kind === 'proposal' && body.round === 1)!.body.value;
    expect(rival).not.toBe(value);
    expect(cast(world, 'prevote', 1)).toEqual({ 1: rival, 2: NIL, 3: NIL });
    for (const node of [1, 2, 3]) world.expire(node, 'prevote');
    world.settle();
    for (const node of [1, 2, 3]) world.expire(node, 'precommit');
    world.settle();
    const again = world.said.filter(({ kind, body }) => kind === 'proposal' && body.round === 2);
    expect(again.map(({ from, body }) => [from, body.value, body.validRound])).toEqual([[2, value, 0]]);
    expect(world.decided).toEqual([[value], [value], [value], [value]]);
  });

  test('lines 28 to 30: a lock opens for a value that a quorum prevoted in a later round, and for no claim without the quorum', () => {
    const outcomes = [true, false].map((hasProof) => {
      // Round 0: node 3 alone sees the prevotes for node 0's value, and locks it.
      const world = new ByHand(tendermint, 4);
      world.request();
      world.settle(letters({ kinds: ['proposal'] }));
      world.deliver(letters({ to: [3] }));
      const value = world.locks[3]![0]!.value;
      world.drop();
      const enter = (node: number, round: number) => {
        for (const from of [0, 1, 2].filter((id) => id !== node)) {
          world.hand({ from, to: node, kind: 'precommit', body: { height: 1, round, value: NIL } });
        }
        world.drop();
      };
      // Round 1: nodes 0, 1 and 2 prevote another value, and none of them hears the others.
      enter(0, 1);
      enter(1, 1);
      enter(2, 1);
      const { value: rival } = world.states[1].log.proposals(1, 1)[0];
      const rivalBody = { height: 1, round: 1, value: rival, validRound: -1, proof: null };
      for (const to of [0, 2]) world.hand({ from: 1, to, kind: 'proposal', body: rivalBody });
      for (const from of [0, 2]) {
        world.hand({ from, to: 1, kind: 'prevote', body: { height: 1, round: 1, value: rival, proof: null } });
      }
      const { proof } = world.states[1];
      expect(proof).toMatchObject({ kind: 'prevote', view: 1, value: rival });
      world.drop();
      // Round 2: its proposer puts that value forward.
      enter(3, 2);
      const body = { height: 1, round: 2, value: rival, validRound: 1, proof: hasProof ? proof : null };
      world.hand({ from: 2, to: 3, kind: 'proposal', body });
      expect(world.states[3]).toMatchObject({ lockedValue: value, lockedRound: 0 });
      return cast(world, 'prevote', 2)[3] === rival;
    });
    expect(outcomes).toEqual([true, false]);
  });

  test('line 29: a lock stays shut for a value whose quorum is older', () => {
    const { world, value } = hiddenLock(tendermint);
    const rival = world.invent(1, [...world.contents(value)]);
    // Node 2 is locked in round 0; a proposal of round 1 with validRound −1 is the oldest there is.
    world.drop();
    world.hand({
      from: 1,
      to: 2,
      kind: 'proposal',
      body: { height: 1, round: 1, value: rival, validRound: -1, proof: null },
    });
    expect(cast(world, 'prevote', 1)[2]).toBe(NIL);
  });

  test('lines 42 and 43: a quorum seen after precommitting nil is held valid and proposed, but not locked', () => {
    const world = new ByHand(tendermint, 4);
    world.request();
    world.settle(letters({ kinds: ['proposal'] }));
    // Node 1 first hears of prevotes that differ, gives up, and only then sees a quorum for the value.
    world.hand({ from: 3, to: 1, kind: 'prevote', body: { height: 1, round: 0, value: NIL, proof: null } });
    world.deliver(letters({ from: [0], to: [1], kinds: ['prevote'] }));
    world.expire(1, 'prevote');
    expect(cast(world, 'precommit', 0)).toEqual({ 1: NIL });
    world.deliver(letters({ from: [2], to: [1], kinds: ['prevote'] }));
    const value = world.said[0]!.body.value;
    expect(world.states[1]).toMatchObject({ lockedValue: NIL, validValue: value, validRound: 0 });
  });
});

describe('Tendermint, Algorithm 1: rounds', () => {
  test('lines 49 to 54: precommits of a past round still decide', () => {
    const { world, value } = hiddenLock(tendermint);
    expect(world.states[2].round).toBe(1);
    const body = { height: 1, round: 0, value };
    world.hand({ from: 0, to: 2, kind: 'precommit', body });
    expect(world.decided[2]).toEqual([value]);
  });

  test('line 55: more than a third of the weight in a later round is followed, a third is not', () => {
    const world = new ByHand(tendermint, 4, { weights: [4, 2, 2, 4] });
    world.request();
    world.drop();
    const speak = (from: number, round: number) =>
      world.hand({ from, to: 3, kind: 'prevote', body: { height: 1, round, value: NIL, proof: null } });
    speak(0, 5);
    speak(2, 4);
    expect(world.states[3].round).toBe(0);
    speak(1, 5);
    expect(world.states[3].round).toBe(5);
  });

  test('a round that a node skips to is begun with what has been heard of it', () => {
    const world = new ByHand(tendermint, 4);
    world.request();
    world.drop();
    const value = world.invent(1, []);
    world.hand({ from: 1, to: 3, kind: 'proposal', body: { height: 1, round: 1, value, validRound: -1, proof: null } });
    world.hand({ from: 0, to: 3, kind: 'prevote', body: { height: 1, round: 1, value, proof: null } });
    expect(cast(world, 'prevote', 1)).toEqual({ 3: value });
  });

  test('the timeouts grow by timeoutDelta from round to round', () => {
    const world = new ByHand(tendermint, 4);
    world.request();
    world.drop();
    const enter = (round: number) => {
      for (const from of [0, 1]) {
        world.hand({ from, to: 2, kind: 'precommit', body: { height: 1, round, value: NIL } });
      }
      return world.timers[2]!.get('propose')! / SECOND;
    };
    expect([1, 4, 5].map(enter)).toEqual([3.5, 5, 5.5]);
  });

  test('every rule of Algorithm 1 is carried out in a run with a silent proposer, loss and a hidden lock', () => {
    const { world } = hiddenLock(tendermint);
    for (const node of [1, 2, 3]) if (world.timers[node]!.has('prevote')) world.expire(node, 'prevote');
    world.settle();
    for (const node of [1, 2, 3]) if (world.timers[node]!.has('prevote')) world.expire(node, 'prevote');
    world.settle();
    for (const node of [1, 2, 3]) if (world.timers[node]!.has('precommit')) world.expire(node, 'precommit');
    world.settle();
    const silent = new ByHand(tendermint, 4);
    silent.request();
    silent.drop();
    for (const node of [1, 2, 3]) silent.expire(node, 'propose');
    silent.settle();
    silent.expire(1, 'precommit');
    silent.expire(2, 'precommit');
    silent.settle();
    const lines = new Set([...world.marks.flat(), ...silent.marks.flat()]);
    expect([...lines].map(Number).sort((a, b) => a - b)).toEqual([11, 22, 28, 34, 36, 44, 47, 49, 55]);
  });

  test('a node that has missed heights is told them with precommits, once it relays what it knows', () => {
    const world = new ByHand(tendermint, 4);
    for (let height = 1; height <= 2; height++) {
      world.request();
      world.settle(letters({ to: [0, 1, 2] }));
      world.drop();
    }
    expect(world.decided[3]).toEqual([]);
    world.expire(3, 'relay');
    world.deliver();
    expect(world.letters.map(({ from, kind }) => `${kind} of ${from}`)).toEqual(['finalized of 0', 'finalized of 1']);
    world.settle();
    expect(world.decided[3]).toEqual(world.decided[0]);
    expect(world.decided[3]).toHaveLength(2);
  });

  test('lost votes are made up for by what a node relays when its round lasts too long', () => {
    const world = new ByHand(tendermint, 4);
    world.request();
    world.settle(letters({ kinds: ['proposal'] }));
    world.drop();
    expect(world.timers[2]!.get('relay')! / SECOND).toBe(2 * (3 + 1 + 1));
    for (const node of [0, 1, 2, 3]) world.expire(node, 'relay');
    world.settle();
    expect(world.decided.every((values) => values.length === 1)).toBe(true);
  });
});

describe('Tendermint: weights', () => {
  test.each([
    ['a node with more than a third stops it alone', [5, 2, 2, 3], [0], false],
    ['so does one with exactly a third: quorums are more than two thirds', [4, 2, 3, 3], [0], false],
    ['a node with less than a third does not', [3, 2, 2, 3], [0], true],
    ['two of four nodes with less than a third together do not', [5, 1, 1, 5], [1, 2], true],
    ['two of seven nodes with more than a third stop it', [3, 3, 1, 1, 1, 1, 1], [0, 1], false],
  ])('%s', (_name, weights, crashed, goesOn) => {
    const stop = { blocks: 12, time: 1200 * SECOND };
    const world = worldWith(weights.length, { ...weighing(weights), faults: [fault('crash', { ids: crashed })], stop });
    const record = run(tendermint, world);
    expect(record.columns['decisions']).toBe(goesOn ? 12 : 0);
    expect(record.verdicts['liveness']!.is).toBe(goesOn ? 'holds' : 'violated');
  });

  test('weights whose sum rounds make no quorum of exactly two thirds', () => {
    // In doubles 0.1 + 0.1 + 0.1 is more than 0.3.
    const enough = (votes: number, total: number) => tendermint.quorum!.enough(votes, total, {} as never);
    expect(enough(0.1 + 0.1, 0.1 + 0.1 + 0.1)).toBe(false);
    expect(enough(0.1 + 0.1 + 0.1 + 0.3, 0.9)).toBe(false);
    expect(enough(3, 4)).toBe(true);
    expect(enough(2 * 10 ** 10 + 1, 3 * 10 ** 10)).toBe(true);
  });
});

describe('Tendermint under attack', () => {
  test('an equivocating proposer forks nothing in 60 random delivery orders at n = 4, 5, 6 and 7', () => {
    let rounds = 0;
    for (const n of [4, 5, 6, 7]) {
      for (let seed = 0; seed < 15; seed++) {
        const network = { latency: { kind: 'exponential', mean: 100_000 } };
        const world = worldWith(n, { network, faults: [fault('equivocate', { ids: [0] })] });
        const record = run(tendermint, world, { seed: `equivocation/${seed}` });
        expectContent(record.verdicts);
        rounds += record.messagesByKind['proposal']! / (n - 1) - 20;
      }
    }
    expect(rounds).toBeGreaterThan(60);
  });

  test('with f nodes down every vote counts, and one lost message in ten is made up for', () => {
    const world = worldWith(7, {
      network: { loss: 0.1 },
      faults: [fault('crash', { ids: [2, 5] })],
      stop: { blocks: 60 },
    });
    for (let seed = 0; seed < 5; seed++)
      expectContent(run(tendermint, world, { seed: `loss/${seed}` }).verdicts);
  });

  test('two copies of the proposer that different halves hear do not make it fork', () => {
    for (const n of [4, 5, 6, 7]) {
      const faults = [fault('twins', { ids: [0] }, { params: { sides: 'halves' } })];
      expectContent(run(tendermint, worldWith(n, { faults })).verdicts);
    }
  });
});

describe('Tendermint, accountability and its canaries', () => {
  const accuse = (world: ByHand, first: number, second: number) =>
    tendermint.accuse!({ height: 1, first, second }, world.evidence(), {} as never);

  test('nodes that forget their locks fork, and at least f + 1 of them are named, those with the lock and no other', () => {
    const { world, value } = hiddenLock(noLock);
    world.settle();
    const rival = world.decided[1]![0]!;
    expect(world.decided).toEqual([[value], [rival], [rival], [rival]]);
    expect(rival).not.toBe(value);
    expect(accuse(world, value, rival)).toEqual([2, 3]);
  });

  test('nobody is named where the lock held, nor where it opened by the rules', () => {
    const { world, value } = hiddenLock(tendermint);
    world.settle();
    for (const node of [1, 2, 3]) world.expire(node, 'prevote');
    world.settle();
    for (const node of [1, 2, 3]) world.expire(node, 'precommit');
    world.settle();
    expect(world.decided[1]).toEqual([value]);
    expect(accuse(world, value, value + 1)).toEqual([]);
  });

  test('whoever follows a later quorum is not named: only the first round that turned away counts', () => {
    const world = new ByHand(tendermint, 4);
    const say = (kind: string, round: number, value: number, from: readonly number[]) => {
      for (const node of from) world.said.push({ from: node, kind, body: { height: 1, round, value } });
    };
    say('prevote', 0, 7, [0, 1, 2]);
    say('precommit', 0, 7, [0, 1, 2]);
    // Nodes 0 and 1 forget their locks in round 1; node 2 rightly goes over in round 2.
    say('prevote', 1, 8, [0, 1, 3]);
    say('prevote', 2, 8, [0, 1, 2, 3]);
    say('precommit', 2, 8, [0, 1, 2, 3]);
    expect(accuse(world, 7, 8)).toEqual([0, 1]);
  });

  test('a proposer who lies about validRound opens locks only where nobody waits for the prevotes', () => {
    const outcomes = [hastyUnlock, tendermint].map((protocol) => {
      const { world, value } = hiddenLock(protocol);
      world.drop(letters({ kinds: ['proposal'] }));
      for (const to of [2, 3]) {
        const rival = world.states[1].log.proposals(1, 1)[0].value;
        const body = { height: 1, round: 1, value: rival, validRound: 0, proof: null };
        world.hand({ from: 1, to, kind: 'proposal', body });
      }
      world.settle();
      return world.decided.slice(2).map(([decided]) => decided !== undefined && decided !== value);
    });
    expect(outcomes).toEqual([
      [true, true],
      [false, false],
    ]);
  });
});
