import seedrandom from 'seedrandom';
import { protocolKinds, type NodeId } from '../../src/contract.js';
import { isElected } from '../../src/ledger/election.js';
import { trudec } from '../../src/protocols/trudec.js';
import { assemble } from '../../src/scenario/assembly.js';
import { registry, specOf, worldWith } from '../fixtures/world.js';

/** What came of many elections: shares of those with no leader, one, and more, and of all leaders the share of node 0. */
interface Outcome {
  readonly none: number;
  readonly one: number;
  readonly more: number;
  readonly first: number;
}

function outcomeOf(leaders: readonly (readonly NodeId[])[]): Outcome {
  const share = (is: (list: readonly NodeId[]) => boolean) => leaders.filter(is).length / leaders.length;
  const slots = leaders.flat();
  return {
    none: share((list) => list.length === 0),
    one: share((list) => list.length === 1),
    more: share((list) => list.length > 1),
    first: slots.filter((leader) => leader === 0).length / slots.length,
  };
}

const elected = (votes: readonly NodeId[], complexity: number): NodeId[] =>
  votes.map((_, node) => node).filter((node) => isElected(node, votes, 'published', complexity, () => 0));

/**
 * The vote rule in its ideal form: C waiting transactions of random senders, of which node 0 sends a share, the others as much
 * as each other; everyone votes for the sender of a random one. As published a vote for oneself is lost.
 */
function ideal(n: number, C: number, more: { share?: number; ownVotes?: boolean; trials?: number } = {}): Outcome {
  const { share = 1 / n, ownVotes = false, trials = 20_000 } = more;
  const random = seedrandom.alea(`${n} ${C} ${share}`);
  const leaders: NodeId[][] = [];
  for (let trial = 0; trial < trials; trial++) {
    const senders = Array.from({ length: C }, () => (random() < share ? 0 : 1 + Math.floor((n - 1) * random())));
    const votes = Array.from({ length: n }, (_, voter) => {
      const choice = senders[Math.floor(C * random())]!;
      return choice === voter && !ownVotes ? -1 : choice;
    });
    leaders.push(elected(votes, C));
  }
  return outcomeOf(leaders);
}

describe('the published vote rule in its ideal form', () => {
  // Published figures have two digits.
  const near = (measured: number, figure: number, trials = 20_000) =>
    expect(Math.abs(measured - figure)).toBeLessThan(0.005 + 4 * Math.sqrt((figure * (1 - figure) + 1e-4) / trials));

  test('with one transaction always gives one leader', () => {
    expect(ideal(7, 1, { trials: 500, ownVotes: true })).toMatchObject({ none: 0, one: 1 });
  });

  test.each([
    [0.1, 0.1],
    [0.5, 0.39],
  ])('gives who sends %d of the transactions %d of the leaders, with n = 10 and C = 4', (share, figure) => {
    near(ideal(10, 4, { share }).first, figure);
  });
});

/** First rounds of a run in which C stays 4, by the votes that were cast; node 0 sends a share of the transactions. */
function cast(share: number, onePerSender: boolean, blocks: number): Outcome {
  const n = 10;
  const values = Array.from({ length: n }, (_, node) => (node === 0 ? share : (1 - share) / (n - 1)));
  const world = worldWith(n, {
    nodes: { count: n, weights: { kind: 'list', values }, regions: { shares: { everywhere: 1 } } },
    workload: { rate: 0.05, size: 250, senders: 'weight' },
    stop: { blocks },
  });
  const params = {
    rule: 'published',
    complexity: 4,
    maxComplexity: 4,
    slowInterval: '1000 h',
    electionTimeout: '10 h',
    puzzle: '1 s',
    onePerSender,
  };
  const assembled = assemble(specOf(trudec, world, params), registry);
  const { host } = assembled;
  const kind = protocolKinds(trudec).indexOf('vote');
  const ballots = new Map<number, NodeId[]>();
  const { transport } = host;
  host.transport = {
    send: (from, to, sent, body) => transport.send(from, to, sent, body),
    sendToMany: (from, sent, body, copies, destinations) =>
      transport.sendToMany(from, sent, body, copies, destinations),
    broadcast(from, sent, body) {
      const vote = body as { head: number; round: number; candidate: NodeId };
      if (sent === kind && vote.round === 0) {
        const votes = ballots.get(vote.head) ?? new Array<NodeId>(n).fill(-1);
        votes[from] = vote.candidate;
        ballots.set(vote.head, votes);
      }
      transport.broadcast(from, sent, body);
    },
  };
  assembled.start();
  expect(host.simulator.run({ time: Infinity, events: 1e7 })).toBe('stopped');
  const whole = [...ballots.values()].filter((votes) => !votes.includes(-1));
  expect(whole.length).toBeGreaterThan(0.9 * blocks);
  return outcomeOf(whole.map((votes) => elected(votes, 4)));
}

describe('spam in a run', () => {
  const blocks = 400;

  test.each([0.1, 0.5])('buys as many leaders as the rule says: %d of the transactions', (share) => {
    // Here a vote for oneself counts.
    const expected = ideal(10, 4, { share, ownVotes: true });
    const measured = cast(share, false, blocks);
    for (const outcome of ['one', 'more'] as const) {
      const p = expected[outcome];
      expect(Math.abs(measured[outcome] - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / blocks) + 0.01);
    }
    // Two or so leaders an election.
    const p = expected.first;
    expect(Math.abs(measured.first - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / blocks));
    if (share === 0.5) expect(measured.first).toBeGreaterThan(0.33);
  });

  test('is worth one ticket of the C where one waiting transaction of each sender counts', () => {
    const measured = cast(0.5, true, blocks);
    // Four senders wait, one of whom is nearly always the spammer: no more than a quarter, but more than a tenth still.
    const standardError = Math.sqrt((0.25 * 0.75) / blocks);
    expect(measured.first).toBeLessThan(0.25 + 4 * standardError);
    expect(measured.first).toBeGreaterThan(0.1);
  });
});
