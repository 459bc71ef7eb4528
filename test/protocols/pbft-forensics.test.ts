import type { Certificate, Evidence, NodeId, VoterSet } from '../../src/contract.js';
import { Voters } from '../../src/ledger/voters.js';
import { pbft } from '../../src/protocols/pbft.js';
import { assemble } from '../../src/scenario/assembly.js';
import { ByHand } from '../fixtures/by-hand.js';
import { registry, specOf, worldWith } from '../fixtures/world.js';

const enough = (votes: number, n: number): boolean => pbft.quorum!.enough(votes, n, {} as never);

/** What was said, as a judge would lay it out. */
function evidenceOf(net: ByHand<unknown>, n: number): Evidence {
  const votes = pbft.votes as Record<string, { height(m: any): number; view(m: any): number; value(m: any): number }>;
  const said = (kind: string) => net.statements.filter((statement) => statement.kind === kind);
  const at = (kind: string, height: number) => said(kind).filter(({ body }) => votes[kind]!.height(body) === height);
  return {
    n,
    blocks: undefined as never,
    views: (kind, height) =>
      [...new Set(at(kind, height).map(({ body }) => votes[kind]!.view(body)))].sort((a, b) => a - b),
    ballots(kind, height, view) {
      const ballots = new Map<number, VoterSet & { add(node: NodeId): boolean }>();
      for (const { from, body } of at(kind, height)) {
        if (votes[kind]!.view(body) !== view) continue;
        const value = votes[kind]!.value(body);
        if (!ballots.has(value)) ballots.set(value, new Voters(n));
        ballots.get(value)!.add(from);
      }
      return ballots;
    },
    enough: (voters) => enough(voters.size, n),
    statements: said,
  };
}

/** Nodes 0, 2 and 3 commit a value in view 0, of which node 1, the primary of view 1, hears nothing. */
function committedWithoutNode1(): ByHand<unknown> {
  const net = new ByHand<unknown>(pbft, 4, {});
  for (const node of [0, 1, 2, 3]) net.request(node, 1);
  net.deliver([0, 2, 3]);
  net.lose();
  expect(net.decided).toEqual([[100], [], [100], [100]]);
  for (const node of [0, 1, 2, 3]) net.expire(node, 'request');
  return net;
}

describe('PBFT and BFT Protocol Forensics (CCS 2021)', () => {
  test('f + 1 nodes that leave a committed value out of their view changes fork it, and they alone are accused', () => {
    const net = committedWithoutNode1();
    for (const liar of [0, 2]) net.alter(liar, 'viewChange', (m) => ({ ...m, prepared: [], executed: 0 }));
    net.lose(({ from, to }) => from === 3 || to === 3);
    net.deliver([0, 1, 2], 9);
    net.lose(({ kind }) => kind === 'certified');
    net.deliver([0, 1, 2]);
    expect(net.decided).toMatchObject([[100], [101], [100], [100]]);
    const fork = { height: 1, first: 100, second: 101 };
    expect(pbft.accuse!(fork, evidenceOf(net, 4), {} as never)).toEqual([0, 2]);
    expect(pbft.accuse!({ ...fork, first: 101, second: 100 }, evidenceOf(net, 4), {} as never)).toEqual([0, 2]);
  });

  test('f nodes that do so change nothing: the NEW-VIEW re-issues the value', () => {
    const net = committedWithoutNode1();
    net.alter(2, 'viewChange', (m) => ({ ...m, prepared: [] }));
    net.lose(({ from, to }) => from === 0 || to === 0);
    net.deliver([1, 2, 3], 9);
    net.lose(({ kind }) => kind === 'certified');
    net.deliver([1, 2, 3]);
    expect(net.decided).toEqual([[100], [100], [100], [100]]);
  });

  test('a NEW-VIEW whose O does not follow from its V is refused', () => {
    const net = committedWithoutNode1();
    net.lose(({ from, to }) => from === 0 || to === 0);
    net.deliver([1, 2, 3], 9);
    net.lose(({ kind }) => kind === 'certified');
    net.alter(1, 'newView', (m) => ({ ...m, reissued: m.reissued.map((each: object) => ({ ...each, value: 7 })) }));
    net.deliver([1, 2, 3]);
    expect(net.decided).toEqual([[100], [], [100], [100]]);
  });
});

test('each node certifies what it has prepared and what it has committed, with a quorum each, and locks what it has prepared', () => {
  const made = assemble(specOf(pbft, worldWith(7, { stop: { blocks: 9 } })), registry);
  const certificates: Certificate[] = [];
  const locks: string[] = [];
  const decisions: string[] = [];
  made.host.outputs.add({
    onCertify: (_time, _node, certificate) => void certificates.push(certificate),
    onLock: (_time, node, height, view, value) => void locks.push(`${node} ${height} ${view} ${value}`),
    onDecide: (_time, node, height, value) => void decisions.push(`${node} ${height} 0 ${value}`),
  });
  made.start();
  made.host.simulator.run({ time: Infinity, events: 1e6 });
  expect(decisions.length).toBe(7 * 9);
  expect(locks.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(decisions.toSorted((a, b) => (a < b ? -1 : 1)));
  const kinds = (kind: string) =>
    certificates.filter((certificate) => certificate.kind === kind && certificate.view === 0);
  expect([kinds('prepare').length, kinds('commit').length, certificates.length]).toEqual([63, 63, 126]);
  // The primary's pre-prepare is its prepare.
  for (const { voters } of kinds('prepare')) expect([voters.size, voters.has(0)]).toEqual([5, true]);
  for (const { voters } of kinds('commit')) {
    expect(voters.size).toBeGreaterThanOrEqual(5);
    expect([0, 1, 2, 3, 4, 5, 6].filter((node) => voters.has(node)).length).toBe(voters.size);
  }
});
