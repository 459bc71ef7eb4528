import type { BlockId, Certificate, NodeContext, NodeId, Verdict } from '../../src/contract.js';
import { Voters } from '../../src/ledger/voters.js';
import { simulate } from '../../src/scenario/simulate.js';
import { assembled, carryOut, fault, registryWith, runSpec, type RunWords } from '../fixtures/run-words.js';
import { type Rules, toy } from './toy.js';

/** Of one run of a variant of the toy, until 20 decisions. */
function judged(changes: Partial<Rules>, words: Partial<RunWords> = {}): Readonly<Record<string, Verdict>> {
  const protocol = toy('toy', changes);
  const spec = runSpec({ protocol, stop: { blocks: 20, time: 60_000_000 }, ...words });
  return simulate(spec, { registry: registryWith(protocol), key: '', tree: false }).verdicts;
}

function violated(verdicts: Readonly<Record<string, Verdict>>): string[] {
  return Object.keys(verdicts).filter((name) => verdicts[name]!.is === 'violated');
}

/** Judges of amounts, which the toy has none of. */
const LEDGER = ['supply', 'no-negative-balance', 'no-double-spend', 'no-forged-transaction', 'no-unelected-block'];

test('all judges are content with an honest protocol', () => {
  const { accountability, ...others } = judged({});
  expect(accountability).toEqual({ is: 'unknown', why: 'there was no fork to account for' });
  const noLedger = { is: 'unknown', why: 'there is no ledger of amounts' };
  for (const [name, verdict] of Object.entries(others)) {
    expect([name, verdict]).toEqual([name, LEDGER.includes(name) ? noLedger : { is: 'holds' }]);
  }
});

test('they are content with it over sparse links, where votes are passed on by others', () => {
  const network = { topology: { kind: 'ring', neighbours: 1 } };
  const verdicts = judged({}, { network, nodes: 7, faults: [fault('delay', { ids: [3] })] });
  expect(violated(verdicts)).toEqual([]);
  expect(verdicts).toMatchObject({ certificates: { is: 'holds' }, 'no-equivocation': { is: 'holds' } });
});

/** The same certificate with other voters. */
function withVoters(certificate: Certificate, nodes: readonly NodeId[]): Certificate {
  const voters = new Voters(64);
  for (const node of nodes) voters.add(node);
  return { ...certificate, voters };
}

test.each<readonly [string, string, Partial<Rules>, RegExp]>([
  [
    'a protocol that skips a height',
    'order',
    { heightOf: (nth) => (nth > 3 ? nth + 1 : nth) },
    /^node \d at .* s decided height 5 right after height 3$/,
  ],
  [
    'certificates of two votes of four',
    'certificates',
    { quorum: () => 2 },
    /^node \d at .* relies on a certificate of vote votes .*: 2 of 4 voters are not enough$/,
  ],
  [
    'certificates with a voter who has not voted',
    'certificates',
    { certificateOf: (certificate, n) => withVoters(certificate, [0, 1, 2, n - 1]) },
    /: node 3 is in it and has signed no such vote$/,
  ],
  [
    'locks that fall',
    'locks',
    { lockedView: (height) => -height },
    /^node \d at .* s locks on value 4 in view -2, after a lock on value 2 in view -1 at /,
  ],
  [
    'nodes that vote for two things',
    'no-equivocation',
    { votesTwice: true },
    /^node 0 at 0 s has signed two different vote messages in height 1, view 0: for value 2 and for value 3$/,
  ],
])('a judge cries out over %s', (_what, name, changes, witness) => {
  // A node that is down, so that not everybody votes.
  const verdicts = judged(changes, { faults: [fault('crash', { ids: [3] })] });
  expect(violated(verdicts)).toEqual([name]);
  expect(verdicts[name]).toMatchObject({ witness: expect.stringMatching(witness) });
});

describe('accountability of a fork that twins make', () => {
  const forkedBy = (changes: Partial<Rules>, ids: readonly NodeId[]) =>
    judged(changes, { faults: [fault('twins', { ids }, { params: { sides: 'parity' } })] });

  test('holds when f + 1 twins vote for both sides', () => {
    expect(forkedBy({}, [0, 1])).toMatchObject({ agreement: { is: 'violated' }, accountability: { is: 'holds' } });
  });

  test('is violated when a broken quorum lets one of four fork it', () => {
    expect(forkedBy({ quorum: () => 2 }, [0])).toMatchObject({
      agreement: { is: 'violated' },
      accountability: {
        is: 'violated',
        witness: expect.stringMatching(/only node 0 can be accused, .* be 2 at least$/),
      },
    });
  });
});

test.each([
  ['direct links', { kind: 'complete' }],
  ['sparse links', { kind: 'ring', neighbours: 1 }],
])('what a node signs is heard once it is said, to itself too, over %s', (_links, topology) => {
  const words: RunWords = { protocol: toy('toy'), nodes: 5, network: { topology }, stop: { blocks: 1 } };
  const world = assembled(words);
  const heard: string[] = [];
  world.host.outputs.add({
    onStatement: (time, from, kind) => (heard.push(`${from} ${kind} ${time > 0}`), undefined),
  });
  carryOut(world, words);
  const votes = ['0 vote false', '1 vote true', '2 vote true', '3 vote true', '4 vote true'];
  expect([...new Set(heard)].sort((a, b) => (a < b ? -1 : 1))).toEqual(votes);
});

test('a proposal is signed by who made its block, not by who passes it on to a neighbour', () => {
  const proposing = {
    ...toy('proposing'),
    carries: { proposal: (m: any) => m.block as BlockId },
    votes: { proposal: { view: () => 0, value: (m: any) => m.block as BlockId } },
    input: {
      start: (_s: unknown, me: NodeContext) => me.broadcast('proposal', { block: me.mint(0) }),
    },
    on: { proposal: () => undefined },
  };
  const network = { topology: { kind: 'ring', neighbours: 1 } };
  const words: RunWords = { protocol: proposing, nodes: 5, network, stop: { time: 5_000_000 } };
  const world = assembled(words);
  carryOut(world, words);
  const everywhere = [1, 2, 3, 4, 5].every((block) =>
    [0, 1, 2, 3, 4].every((node) => world.host.tree.has(node, block)),
  );
  expect(everywhere).toBe(true);
  expect(world.judges.get('no-equivocation')!.verdict(5_000_000)).toEqual({ is: 'holds' });
});

test('a vote that a node sends to itself alone is a statement', () => {
  const protocol = toy('toy');
  const alone = {
    ...protocol,
    on: { ...protocol.on, proposal: (_s: unknown, m: unknown, _f: NodeId, me: any) => me.send(me.id, 'vote', m) },
  };
  const words: RunWords = { protocol: alone, stop: { time: 1_000_000 } };
  const world = assembled(words);
  const heard: number[] = [];
  world.host.outputs.add({ onStatement: (_time, from) => (heard.push(from), undefined) });
  carryOut(world, words);
  expect(heard).toEqual([0, 1, 2, 3]);
});
