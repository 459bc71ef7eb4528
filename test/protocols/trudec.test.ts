import seedrandom from 'seedrandom';
import type { BlockId, ChainFacts, NodeId } from '../../src/contract.js';
import { Door } from '../../src/host/door.js';
import type { Host } from '../../src/host/host.js';
import { BlockTree } from '../../src/ledger/block-tree.js';
import { isElected, type ElectionRule } from '../../src/ledger/election.js';
import { complexityAfter, trudec } from '../../src/protocols/trudec.js';
import { assemble, type Assembled } from '../../src/scenario/assembly.js';
import type { Fault, World } from '../../src/scenario/world.js';
import { fault, SECOND as S } from '../fixtures/run-words.js';
import { expectContent } from '../fixtures/verdicts.js';
import { registry, run, specOf, worldWith } from '../fixtures/world.js';

const RULES = ['plurality', 'strict', 'published'] as const;

function assembled(world: World, params: object = {}, seed = 'test/0'): Assembled {
  return assemble(specOf(trudec, world, params, seed), registry);
}

describe('the complexity', () => {
  test('doubles after fast blocks up to its bound, stays in between, and is halved after slow ones down to one', () => {
    const params = trudec.params.parse({ maxComplexity: 12 });
    const facts: ChainFacts = {
      weights: new Array<number>(20).fill(1),
      economy: { reward: 0, compound: false },
      genesisSeed: 1,
    };
    const tree = new BlockTree(20);
    let [tip, time]: [BlockId, number] = [0, 0];
    const after = [complexityAfter(tree.whole(), 0, facts, params)];
    for (const seconds of [29.9, 10, 10, 10, 10, 30, 90, 90.1, 200, 200, 200, 200, 10]) {
      time += seconds * S;
      tip = tree.add(tip, 0, time, {});
      after.push(complexityAfter(tree.whole(), tip, facts, params));
    }
    expect(after).toEqual([1, 2, 4, 8, 12, 12, 12, 12, 6, 3, 1, 1, 1, 2]);
    expect(complexityAfter(new BlockTree(20).whole(), 0, facts, trudec.params.parse({ complexity: 500 }))).toBe(20);
  });

  test('follows the load: at 0.2 per s it settles where blocks are neither fast nor slow', () => {
    const world = worldWith(12, { workload: { rate: 0.2, size: 250, senders: 'equal' }, stop: { blocks: 120 } });
    const made = assembled(world, { electionTimeout: '10 min' });
    const { host, outcome } = made;
    made.start();
    host.simulator.run({ time: Infinity, events: 1e8 });
    const times = outcome.canonical(120).map((block) => block.time / S);
    const mean = (times[119]! - times[19]!) / 100;
    expect(mean).toBeGreaterThan(30);
    expect(mean).toBeLessThan(90);
  });
});

describe.each(RULES)('under the rule %s', (rule) => {
  test('the chain grows while a majority is up, though the others are silent', () => {
    const world = worldWith(9, { faults: [fault('silent', { ids: [1, 3, 5, 7] })], stop: { blocks: 30 } });
    const record = run(trudec, world, { params: { rule } });
    expectContent(record.verdicts);
    expect(record.columns['blocks_canonical']).toBe(30);
  });

  test('it grows when votes and blocks take longer than the vote window, and when messages are lost', () => {
    for (const network of [{ latency: { kind: 'constant', delay: 4 * S } }, { loss: 0.3 }]) {
      const record = run(trudec, worldWith(7, { network, stop: { blocks: 25 } }), { params: { rule } });
      expectContent(record.verdicts);
      expect(record.columns['blocks_canonical']).toBe(25);
    }
  });

  test('every transaction is confirmed once, those of abandoned blocks too', () => {
    const world = worldWith(10, {
      network: { latency: { kind: 'lognormal', median: 800_000, sigma: 0.8 } },
      stop: { blocks: 60 },
    });
    const made = assembled(world, { rule, electionTimeout: '10 s' });
    const { host, outcome } = made;
    made.start();
    expect(host.simulator.run({ time: Infinity, events: 1e8 })).toBe('stopped');
    const chain = outcome.canonical(60);
    const confirmed = chain.flatMap((block) => host.tree.contents(block.id));
    expect(new Set(confirmed).size).toBe(confirmed.length);
    expect(outcome.stale(60).length).toBeGreaterThan(0);
    const senders = chain.flatMap((block) => (host.tree.header(block.id) as { senders: readonly NodeId[] }).senders);
    expect(senders.filter((sender) => !(sender >= 0 && sender < 10))).toEqual([]);
    const early = Array.from({ length: host.values.size }, (_, value) => value).filter(
      (value) => host.values.isRequest(value) && host.values.time(value) < chain[50]!.time,
    );
    expect(early.filter((value) => !confirmed.includes(value))).toEqual([]);
  });

  test('the same seed gives the same digest, another another', () => {
    const world = worldWith(6, { stop: { blocks: 15 } });
    const digest = (seed: string) => run(trudec, world, { params: { rule }, seed }).digest;
    expect(digest('a/1')).toBe(digest('a/1'));
    expect(digest('a/1')).not.toBe(digest('a/2'));
  });
});

describe('leaders', () => {
  /** Different makers of blocks by head and round, over a run with delays well within the vote window. */
  function makersPerElection(rule: ElectionRule): number[] {
    const latency = { kind: 'uniform', min: 50_000, max: 400_000 };
    const made = assembled(worldWith(10, { network: { latency }, stop: { blocks: 80 } }), { rule, puzzle: '500 ms' });
    const { host } = made;
    const makers = new Map<string, Set<NodeId>>();
    host.outputs.add({
      onMint(_time, node, block) {
        const election = `${host.tree.parent(block)} ${(host.tree.header(block) as { round: number }).round}`;
        makers.set(election, (makers.get(election) ?? new Set()).add(node));
      },
    });
    made.start();
    host.simulator.run({ time: Infinity, events: 1e8 });
    return [...makers.values()].map((nodes) => nodes.size);
  }

  test('are one an election under plurality and strict, and sometimes more as published', () => {
    expect(Math.max(...makersPerElection('plurality'))).toBe(1);
    expect(Math.max(...makersPerElection('strict'))).toBe(1);
    expect(Math.max(...makersPerElection('published'))).toBeGreaterThan(1);
  });

  test('take one block of ten each, whatever their weight: 800 blocks, within 4 standard errors', () => {
    const blocks = 800;
    const world = worldWith(10, {
      nodes: { count: 10, weights: { kind: 'zipf', exponent: 1 }, regions: { shares: { everywhere: 1 } } },
      stop: { blocks },
    });
    const record = run(trudec, world);
    for (const row of record.producers) {
      expect(Math.abs(row.canonical / blocks - 0.1)).toBeLessThan(4 * Math.sqrt(0.09 / blocks));
    }
  });

  test('who sends 80 % of the transactions leads as the vote rule says, or a fifth when one of each sender counts', () => {
    const blocks = 300;
    const spam = (onePerSender: boolean): number => {
      const world = worldWith(5, {
        nodes: {
          count: 5,
          weights: { kind: 'list', values: [16, 1, 1, 1, 1] },
          regions: { shares: { everywhere: 1 } },
        },
        workload: { rate: 10, size: 250, senders: 'weight' },
        stop: { blocks },
      });
      return run(trudec, world, { params: { onePerSender } }).producers[0]!.canonical / blocks;
    };
    // Elections start as soon as C = 5 wait: five votes for the senders of five transactions.
    const random = seedrandom.alea('leaders');
    const trials = 20_000;
    let led = 0;
    for (let trial = 0; trial < trials; trial++) {
      const senders = Array.from({ length: 5 }, () => (random() < 0.8 ? 0 : 1 + Math.floor(4 * random())));
      const votes = Array.from({ length: 5 }, () => senders[Math.floor(5 * random())]!);
      const lots = senders.map(() => random());
      if (isElected(0, votes, 'plurality', 5, (candidate) => lots[candidate]!)) led++;
    }
    const p = led / trials;
    const standardError = Math.sqrt(p * (1 - p) * (1 / blocks + 1 / trials));
    expect(Math.abs(spam(false) - p)).toBeLessThan(4 * standardError);
    expect(p).toBeGreaterThan(0.85);
    expect(Math.abs(spam(true) - 0.2)).toBeLessThan(4 * Math.sqrt(0.16 / blocks));
  });
});

test('a node that was down while it solved its puzzle takes it up again', () => {
  const down = fault('crash', { ids: [0] }, { at: 5 * S, until: 9 * S });
  const made = assembled(worldWith(1, { faults: [down] }), { puzzle: '60 s' });
  const { host } = made;
  made.start();
  host.simulator.run({ time: 2000 * S, events: 1e5 });
  expect(host.tree.size - 1).toBe(1);
  expect(host.tree.time(1)).toBeGreaterThan(9 * S);
});

describe('evidence', () => {
  /** What comes of node 4's word among five of whom nobody else is elected: C is 5 and hardly a request comes. */
  function after(say: (host: Host, own: number) => unknown, rule: ElectionRule = 'plurality') {
    const world = worldWith(5, { workload: { rate: 0.0001, size: 250, senders: 'equal' }, stop: { blocks: 1000 } });
    const made = assembled(world, { rule, complexity: 5, electionTimeout: '1000 s', puzzle: '1 s' });
    const { host } = made;
    const tips = new Set<BlockId>();
    const accusations: [NodeId, NodeId][] = [];
    host.outputs.add({
      onAdopt: (_time, node, tip) => void (node !== 4 && tips.add(tip)),
      onBlame: (_time, node, liar) => void accusations.push([node, liar]),
    });
    made.start();
    let result: unknown;
    host.simulator.schedule(S, () => (result = say(host, host.values.request(S))));
    host.simulator.run({ time: 20 * S, events: 1e6 });
    return { tips: [...tips], accusations, result, minted: host.tree.size - 1 };
  }

  const sent = (header: object, contents?: readonly number[]) => (host: Host, own: number) => {
    const door = new Door(host, 4);
    const block = door.mint(0, { header, contents: contents ?? [own] });
    door.broadcast('block', { block });
    return block;
  };

  test('in a block is checked: one with a sound certificate is adopted', () => {
    const { tips, result } = after(sent({ round: 0, votes: [4, 4, -1, 4, -1], senders: [4] }));
    expect(tips).toEqual([result]);
  });

  test.each([
    ['too few votes', 'strict', { round: 0, votes: [4, 4, -1, -1, -1], senders: [4] }, undefined],
    ['a minority voting', 'plurality', { round: 0, votes: [4, 4, -1, -1, -1], senders: [4] }, undefined],
    ['another elected', 'plurality', { round: 0, votes: [4, 3, 3, -1, -1], senders: [4] }, undefined],
    ['more votes than voters', 'plurality', { round: 0, votes: [4, 4, 4, 4, 4, 4], senders: [4] }, undefined],
    ['too few votes for C', 'published', { round: 0, votes: [4, 4, -1, -1, -1], senders: [4] }, undefined],
    ['a round that has not come', 'plurality', { round: 1, votes: [4, 4, 4, 4, 4], senders: [4] }, undefined],
    ['no transaction of its maker', 'plurality', { round: 0, votes: [4, 4, 4, 4, 4], senders: [3] }, undefined],
    ['a transaction twice', 'plurality', { round: 0, votes: [4, 4, 4, 4, 4], senders: [4, 4] }, [9, 9]],
    ['no transactions', 'plurality', { round: 0, votes: [4, 4, 4, 4, 4], senders: [] }, []],
  ] as const)('is refused with %s', (_what, rule, header, contents) => {
    expect(after(sent(header, contents), rule).tips).toEqual([]);
  });

  /** Node 4 has a transaction; each of the voters votes for somebody. */
  const voted =
    (...votes: readonly (readonly [NodeId, NodeId])[]) =>
    (host: Host, own: number) => {
      new Door(host, 4).broadcast('transaction', { value: own });
      for (const [voter, candidate] of votes) new Door(host, voter).broadcast('vote', { head: 0, round: 0, candidate });
    };

  test('of an election is three voters of five, not three votes', () => {
    expect(after(voted([0, 4], [1, 4], [2, 4]))).toMatchObject({ minted: 1, tips: [1], accusations: [] });
    expect(after(voted([0, 4], [0, 4], [0, 4]))).toMatchObject({ minted: 0, accusations: [] });
  });

  test('of two votes in one round is reported by everyone, and the second is not counted', () => {
    const { minted, accusations } = after(voted([0, 4], [1, 4], [1, 3], [1, 4]));
    expect(minted).toBe(0);
    expect(accusations.toSorted((a, b) => a[0] - b[0])).toEqual([0, 1, 2, 3, 4].map((node) => [node, 1]));
  });

  test('of an election that came before the block it is about is kept', () => {
    const block: BlockId = 1;
    const { minted } = after((host, own) => {
      const [door, other] = [new Door(host, 4), host.values.request(S)];
      for (const value of [own, other]) door.broadcast('transaction', { value });
      for (const voter of [0, 1, 2]) new Door(host, voter).send(4, 'vote', { head: block, round: 0, candidate: 4 });
      host.simulator.schedule(2 * S, () => {
        const maker = new Door(host, 3);
        const header = { round: 0, votes: [3, 3, 3, 3, 3], senders: [3] };
        maker.broadcast('block', { block: maker.mint(0, { header, contents: [other] }) });
      });
    });
    // The one that came, and the one that node 4 makes on top of it by what it had been told before.
    expect(minted).toBe(2);
  });
});

test('a partition that swallows transactions does not stop it: 8 seeds, closed loop, five of seven on one side', () => {
  const cut: Fault = {
    partition: [
      [0, 1],
      [2, 3, 4, 5, 6],
    ],
    oneWay: false,
    at: 0,
    until: 300_000_000,
  };
  for (let seed = 0; seed < 8; seed++) {
    const world = worldWith(7, { faults: [cut], stop: { blocks: 40, time: 7_200_000_000 } });
    const record = run(trudec, world, { seed: `cut/${seed}` });
    expectContent(record.verdicts);
    expect(record.ended).toBe('blocks');
  }
});
