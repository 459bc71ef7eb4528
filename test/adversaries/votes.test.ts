import type { NodeId } from '../../src/contract.js';
import { pbft } from '../../src/protocols/pbft.js';
import { simulate } from '../../src/scenario/simulate.js';
import { fault, MINUTE, registryWith, runSpec, type RunWords } from '../fixtures/run-words.js';
import { StubCoalition } from './stub-door.js';
import { expectContent } from '../fixtures/verdicts.js';

const A = { view: 0, seq: 1, value: 50 };
const B = { ...A, value: 60 };
const byNode = (told: [NodeId | 'all', any][]) => Object.fromEntries(told.map(([to, body]) => [to, body.value]));

function verdicts(faults: RunWords['faults'], seed: string, nodes = 4) {
  const network = { latency: { kind: 'exponential', mean: 100_000 } };
  const spec = runSpec({
    protocol: pbft,
    nodes,
    faults: faults!,
    seed,
    stop: { blocks: 10, time: 10 * MINUTE },
    network,
  });
  return simulate(spec, { registry: registryWith(pbft), key: '', tree: false }).verdicts;
}
const SEEDS = ['votes/0', 'votes/1', 'votes/2', 'votes/3', 'votes/4'];

describe('equivocate', () => {
  test('what one member proposes to the deceived, every member votes for towards them, in every phase', () => {
    const liars = new StubCoalition('equivocate', 7, [0, 1, 2], pbft);
    const value = liars.propose(0, [3, 4]);
    liars.broadcast(0, 'prePrepare', { ...A, value });
    const proposed = byNode(liars.told(0, 'prePrepare'));
    const rival = proposed[3];
    expect(rival).not.toBe(value);
    expect(liars.contents(rival)).toEqual([3, 4]);
    expect(proposed).toEqual({ 1: value, 2: value, 3: rival, 4: value, 5: rival, 6: value });
    liars.broadcast(1, 'prepare', { ...A, value });
    liars.broadcast(2, 'commit', { ...A, value });
    expect(byNode(liars.told(1, 'prepare'))).toEqual({ 0: value, 2: value, 3: rival, 4: value, 5: rival, 6: value });
    expect(byNode(liars.told(2, 'commit'))).toEqual({ 0: value, 1: value, 3: rival, 4: value, 5: rival, 6: value });
  });

  test('a rival in a new view is the one that is voted for', () => {
    const liars = new StubCoalition('equivocate', 4, [1, 2], pbft);
    const value = liars.propose(1, [3]);
    const fresh = [{ view: 1, seq: 1, value }];
    liars.broadcast(1, 'newView', { view: 1, changes: new Map(), reissued: [], fresh });
    liars.broadcast(2, 'prepare', fresh[0]!);
    const proposed = liars.told(1, 'newView').map(([to, m]) => [to, m.fresh[0].value]);
    const rival = liars.told(2, 'prepare').find(([to]) => to === 0)![1].value;
    expect(rival).not.toBe(value);
    expect(Object.fromEntries(proposed)).toEqual({ 0: rival, 2: value, 3: value });
    expect(byNode(liars.told(2, 'prepare'))).toEqual({ 0: rival, 1: value, 3: value });
  });

  test('all tell the same lie about the proposal of another, in each slot', () => {
    const liars = new StubCoalition('equivocate', 7, [1, 2], pbft);
    liars.broadcast(1, 'prepare', A);
    liars.broadcast(2, 'prepare', A);
    const [first, second] = [byNode(liars.told(1, 'prepare')), byNode(liars.told(2, 'prepare'))];
    expect(first[0]).not.toBe(A.value);
    for (const node of [0, 3, 4, 5, 6]) expect(first[node]).toBe(second[node]);
  });

  test('deceives those named, and in what is said to one node as well, but never a member', () => {
    const liars = new StubCoalition('equivocate', 7, [1, 2], pbft, { deceived: [2, 6] });
    liars.broadcast(1, 'prepare', A);
    const deceived = liars.told(1, 'prepare').filter(([, body]) => body.value !== A.value);
    expect(deceived.map(([to]) => to)).toEqual([6]);
    liars.send(1, 6, 'commit', A);
    liars.send(1, 5, 'commit', A);
    liars.send(1, 2, 'commit', A);
    expect(liars.told(1, 'commit').map(([to, body]) => [to, body.value === A.value])).toEqual([
      [6, false],
      [5, true],
      [2, true],
    ]);
  });

  test('halves drawn for a slot are the same for all members and phases', () => {
    const liars = new StubCoalition('equivocate', 7, [1, 2], pbft, { halves: 'drawn' });
    liars.broadcast(1, 'prepare', A);
    liars.broadcast(2, 'commit', A);
    const half = (from: NodeId, kind: string) =>
      liars.told(from, kind).flatMap(([to, body]) => (body.value === A.value ? [] : [to]));
    expect(half(1, 'prepare')).toHaveLength(3);
    expect(half(2, 'commit')).toEqual(half(1, 'prepare'));
  });
});

describe('double-vote', () => {
  test('votes again for what it hears of after its vote, and for what it heard of before', () => {
    const voter = new StubCoalition('double-vote', 4, [1], pbft);
    voter.deliver(1, 0, 'prePrepare', A);
    voter.broadcast(1, 'prepare', A);
    expect(voter.told(1, 'prepare')).toEqual([['all', A]]);
    voter.deliver(1, 2, 'commit', B);
    const second = [0, 2, 3].map((to) => [to, B]);
    expect(voter.told(1, 'prepare')).toEqual([['all', A], ...second]);
    voter.deliver(1, 3, 'commit', B);
    expect(voter.told(1, 'prepare')).toHaveLength(4);
    voter.broadcast(1, 'commit', A);
    expect(voter.told(1, 'commit')).toEqual([['all', A], ...second]);
  });

  test('proposes once, and keeps to its slot', () => {
    const leader = new StubCoalition('double-vote', 4, [0], pbft);
    leader.broadcast(0, 'prePrepare', A);
    leader.deliver(0, 2, 'prepare', B);
    expect(leader.told(0, 'prePrepare')).toEqual([['all', A]]);
    const voter = new StubCoalition('double-vote', 4, [1], pbft);
    voter.deliver(1, 0, 'prePrepare', A);
    voter.deliver(1, 0, 'prePrepare', { ...B, seq: 2 });
    voter.deliver(1, 0, 'prePrepare', { ...B, view: 1 });
    voter.broadcast(1, 'prepare', A);
    expect(voter.told(1, 'prepare')).toEqual([['all', A]]);
  });

  test('sends the second vote to whoever named the other value, where votes go to one node', () => {
    const voter = new StubCoalition('double-vote', 4, [1], pbft);
    voter.deliver(1, 0, 'prePrepare', A);
    voter.deliver(1, 3, 'prePrepare', B);
    voter.send(1, 0, 'prepare', A);
    expect(voter.told(1, 'prepare')).toEqual([
      [0, A],
      [3, B],
    ]);
  });

  test('with half of the nodes as its listeners', () => {
    const voter = new StubCoalition('double-vote', 7, [1], pbft, { to: 'half' });
    voter.deliver(1, 0, 'prePrepare', A);
    voter.deliver(1, 0, 'prePrepare', B);
    voter.broadcast(1, 'prepare', A);
    expect(voter.told(1, 'prepare').map(([to]) => to)).toEqual(['all', 0, 3, 5]);
  });

  test('one such voter and a leader that equivocates fork PBFT at n = 4; either alone does not', () => {
    const leader = fault('equivocate', { ids: [0] });
    const voter = fault('double-vote', { ids: [1] });
    const verdict = (faults: RunWords['faults']) => SEEDS.map((seed) => verdicts(faults, seed)['agreement']!.is);
    expect(verdict([leader, voter])).toContain('violated');
    expect(verdict([leader])).not.toContain('violated');
    for (const seed of SEEDS) expectContent(verdicts([voter], seed));
  });
});

describe('vote-split', () => {
  test('gives its votes for the one proposal to one half, the same for all members', () => {
    const split = new StubCoalition('vote-split', 7, [1, 2], pbft);
    for (const member of [1, 2]) split.deliver(member, 0, 'prePrepare', A);
    for (const member of [1, 2]) split.broadcast(member, 'prepare', A);
    expect(split.told(1, 'prepare')).toEqual([
      [2, A],
      [0, A],
      [4, A],
      [6, A],
    ]);
    expect(split.told(2, 'prepare').map(([to]) => to)).toEqual([1, 0, 4, 6]);
  });

  test('gives the other half to a second proposal, as soon as any member has heard of it, and to nobody both', () => {
    const split = new StubCoalition('vote-split', 7, [1, 2], pbft);
    for (const member of [1, 2]) split.deliver(member, 0, 'prePrepare', A);
    split.broadcast(1, 'prepare', A);
    split.deliver(2, 3, 'prePrepare', B);
    split.broadcast(2, 'prepare', A);
    split.deliver(1, 5, 'prePrepare', B);
    const expected = { 0: 50, 3: 60, 4: 50, 5: 60, 6: 50 };
    expect(byNode(split.told(1, 'prepare'))).toEqual({ ...expected, 2: 50 });
    expect(byNode(split.told(2, 'prepare'))).toEqual({ ...expected, 1: 50 });
    expect(split.told(1, 'prepare')).toHaveLength(6);
  });

  test('tells a node what it has said itself, once there are two proposals', () => {
    const split = new StubCoalition('vote-split', 7, [1], pbft);
    split.deliver(1, 0, 'prePrepare', A);
    split.deliver(1, 3, 'prepare', B);
    split.deliver(1, 4, 'prepare', A);
    split.broadcast(1, 'prepare', A);
    expect(byNode(split.told(1, 'prepare'))).toEqual({ 0: 50, 2: 60, 3: 60, 4: 50, 5: 50, 6: 60 });
  });

  test('what one member has told a node the others confirm, whatever the node says since', () => {
    const split = new StubCoalition('vote-split', 7, [1, 2], pbft);
    for (const member of [1, 2]) split.deliver(member, 0, 'prePrepare', A);
    split.broadcast(1, 'prepare', A);
    split.deliver(2, 4, 'commit', B);
    split.broadcast(2, 'prepare', A);
    expect(byNode(split.told(2, 'prepare'))).toEqual({ 0: 50, 1: 50, 3: 60, 4: 50, 5: 60, 6: 50 });
  });

  test('lets its own proposals go to all', () => {
    const split = new StubCoalition('vote-split', 4, [0], pbft);
    split.broadcast(0, 'prePrepare', A);
    expect(split.told(0, 'prePrepare')).toEqual([['all', A]]);
  });

  test('with a leader that equivocates, f + 1 in all, it forks PBFT; f of it do not', () => {
    const leader = fault('equivocate', { ids: [0] }, { params: { deceived: [3] } });
    const half = fault('vote-split', { ids: [0, 1] });
    const verdict = (faults: RunWords['faults']) => SEEDS.map((seed) => verdicts(faults, seed)['agreement']!.is);
    expect(verdict([leader, half])).toContain('violated');
    expect(verdict([half, leader])).toContain('violated');
    expect(verdict([leader])).not.toContain('violated');
    for (const seed of SEEDS) expectContent(verdicts([fault('vote-split', { ids: [0, 1] })], seed, 7));
  });
});

describe('withhold-certificates', () => {
  const NEW_VIEW = { view: 1, changes: new Map(), reissued: [], fresh: [] };

  test('shows them to its coalition and to as many others as asked for, others in another view', () => {
    const secretive = new StubCoalition('withhold-certificates', 7, [1, 2], pbft, { shownTo: 2 });
    secretive.enterView(1, 1);
    secretive.broadcast(1, 'newView', NEW_VIEW);
    const shown = secretive.told(1, 'newView').map(([to]) => to);
    expect(shown).toHaveLength(3);
    expect(shown).toContain(2);
    for (let to = 0; to < 7; to++) if (to !== 1) secretive.send(1, to, 'certified', { first: 1, values: [] });
    expect(secretive.told(1, 'certified').map(([to]) => to)).toEqual(shown);
    secretive.broadcast(1, 'prepare', A);
    expect(secretive.told(1, 'prepare')).toEqual([['all', A]]);
    const seen = new Set(shown);
    for (let view = 2; view < 20; view++) {
      secretive.enterView(1, view);
      secretive.broadcast(1, 'newView', { ...NEW_VIEW, view });
      for (const [to] of secretive.told(1, 'newView').slice(-3)) seen.add(to);
    }
    expect(seen.size).toBe(6);
  });

  test('keeps back the kinds that are named instead', () => {
    const secretive = new StubCoalition('withhold-certificates', 4, [1], pbft, { kinds: ['commit'], shownTo: 0 });
    secretive.broadcast(1, 'commit', A);
    secretive.broadcast(1, 'newView', NEW_VIEW);
    expect(secretive.told(1, 'commit')).toEqual([]);
    expect(secretive.told(1, 'newView')).toEqual([['all', NEW_VIEW]]);
  });

  test('a leader that never shows its new view leads none: the next one does', () => {
    const faults = [
      fault('crash', { ids: [0] }),
      fault('withhold-certificates', { ids: [1] }, { params: { shownTo: 0 } }),
    ];
    const spec = runSpec({ protocol: pbft, nodes: 7, faults, stop: { blocks: 5, time: 10 * MINUTE } });
    const record = simulate(spec, { registry: registryWith(pbft), key: '', tree: false });
    expectContent(record.verdicts);
    expect(record.messagesByKind['newView']).toBe(6);
    expect(record.producers[1]!.canonical).toBe(0);
    expect(record.producers[2]!.canonical).toBe(5);
  });
});

describe('censor', () => {
  test('leaves the same requests out as any other censor, in about the share asked for', () => {
    const censors = new StubCoalition('censor', 4, [0, 1], pbft, { share: 0.25 });
    const requests = Array.from({ length: 1000 }, (_, i) => i + 1);
    const passed = [0, 1].map((member) => censors.contents(censors.propose(member, requests)));
    expect(passed[0]).toEqual(passed[1]);
    // Binomial(1000, 0.75): standard deviation 13.7.
    expect(Math.abs(passed[0]!.length - 750)).toBeLessThan(55);
  });

  test('under PBFT what a censoring leader leaves out is decided only under the next leader', () => {
    const faults = [fault('censor', { ids: [0] }, { params: { share: 1 } })];
    const spec = runSpec({ protocol: pbft, faults, stop: { blocks: 6, time: 10 * MINUTE } });
    const record = simulate(spec, { registry: registryWith(pbft), key: '', tree: false });
    expectContent(record.verdicts);
    // One batch that is empty, then time-out and view change.
    expect(record.producers.map(({ canonical }) => canonical)).toEqual([1, 5, 0, 0]);
  });
});
