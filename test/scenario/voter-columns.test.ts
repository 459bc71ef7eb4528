import type { Certificate, ChainFacts, Protocol } from '../../src/contract.js';
import { Voters } from '../../src/ledger/voters.js';
import { Ballots } from '../../src/observers/ballots.js';
import { canCompound } from '../../src/scenario/inert.js';
import { registry, run, worldWith } from '../fixtures/world.js';

const of = (name: string): Protocol => registry.protocols.get(name);
const WEIGHTS = [4, 2, 1, 1, 1, 1];
const world = (economy = {}) =>
  worldWith(6, {
    nodes: { weights: { kind: 'list', values: WEIGHTS } },
    economy,
    stop: { blocks: 60 },
    network: { latency: { kind: 'uniform', min: 50_000, max: 150_000 } },
  });

test('one leader proposes, and all the members whose votes come in time vote', () => {
  const { columns } = run(of('pbft'), world());
  expect(columns['effective_producers']).toBe(1);
  // Certificates of five of six, drawn by chance delays.
  expect(columns['voters_effective_producers']).toBeGreaterThan(5);
  expect(columns['voters_max_power_ratio']).toBeLessThanOrEqual(1 / 5 + 1e-12);
  expect(columns['voters_liveness_coefficient']).toBe(2);
});

test.each(['tendermint', 'algorand', 'gasper'])('%s: votes weigh what their stakes do', (name) => {
  const { columns, weights } = run(of(name), world(), { params: name === 'gasper' ? { slotsPerEpoch: 8 } : {} });
  const held = weights['voters_max_power_ratio'];
  expect(held).toBeCloseTo(0.4, 12);
  // Who holds much is in every certificate, of more than two thirds at least, and some of the small are too late for it.
  expect(columns['voters_max_power_ratio']).toBeGreaterThan(0.38);
  expect(columns['voters_max_power_ratio']).toBeLessThanOrEqual(4 / 7);
  expect(columns['voters_js_distance']).toBeLessThan(0.2);
});

test('where whoever makes blocks has all the say, there are no such columns', () => {
  for (const name of ['pow', 'dpos', 'raft']) {
    expect(run(of(name), world()).columns['voters_effective_producers']).toBeUndefined();
  }
});

test('votes are counted by owner too', () => {
  const owned = { ...world(), nodes: { ...world().nodes, owners: { one: [0, 1, 2, 3, 4, 5] } } };
  const { columns } = run(of('qbft'), owned as never);
  expect(columns['owner_voters_effective_producers']).toBe(1);
});

test('a height and view count once, as the first correct node held it; votes for nothing and of other kinds do not', () => {
  const facts: ChainFacts = { weights: [1, 1, 1], economy: { reward: 0, compound: false }, genesisSeed: 1 };
  const ballots = new Ballots(
    { certificates: 'commit' },
    { correct: [true, true, false], blocks: undefined as never, facts, params: {} },
  );
  const voters = (...nodes: number[]) => {
    const set = new Voters(3);
    for (const node of nodes) set.add(node);
    return set;
  };
  const certificate = (height: number, view: number, value: number, ...nodes: number[]): Certificate => ({
    kind: 'commit',
    height,
    view,
    value,
    voters: voters(...nodes),
  });
  ballots.onCertify(0, 2, certificate(1, 0, 7, 2));
  ballots.onCertify(0, 0, { ...certificate(1, 0, 7, 2), kind: 'prepare' });
  ballots.onCertify(0, 0, certificate(1, 0, -1, 2));
  ballots.onCertify(1, 0, certificate(1, 0, 7, 0, 1));
  ballots.onCertify(2, 1, certificate(1, 0, 7, 1, 2));
  ballots.onCertify(3, 1, certificate(2, 0, 8, 1, 2));
  expect([...ballots.weights]).toEqual([1, 2, 1]);
});

test('a record says where rewards cannot be staked again', () => {
  const economy = { reward: 1, compound: true };
  expect(run(of('pbft'), world(economy)).inert).toEqual(['economy.compound']);
  expect(run(of('pbft'), world()).inert).toBeUndefined();
  expect(run(of('tendermint'), world(economy)).inert).toBeUndefined();
  expect(['pow', 'bk', 'pos-lots', 'proof-of-stake-in-python', 'gasper'].every((name) => canCompound(of(name)))).toBe(
    true,
  );
  expect(
    ['qbft', 'on-demand-pow', 'trudec', 'poet', 'clique', 'fair-rotation'].some((name) => canCompound(of(name))),
  ).toBe(false);
});
