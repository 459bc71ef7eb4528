import type { BlockDraft, BlockId } from '../../src/contract.js';
import { BlockTree } from '../../src/ledger/block-tree.js';
import { bk, hashOf } from '../../src/protocols/bk.js';
import { assemble } from '../../src/scenario/assembly.js';
import { mean, variance } from '../fixtures/moments.js';
import { fault } from '../fixtures/run-words.js';
import { registry, run, specOf, worldWith } from '../fixtures/world.js';

const SEED = 7;
const atOnce = { latency: { kind: 'constant', delay: 0 } };

/** The chain of a run without delay, its blocks with time, leader and the miners of their votes. */
function chainOf(blocks: number, params: object, weights: readonly number[]) {
  const nodes = { count: weights.length, weights: { kind: 'list', values: [...weights] } };
  const world = worldWith(weights.length, {
    nodes: { ...nodes, regions: { shares: { everywhere: 1 } } },
    network: atOnce,
    stop: { blocks },
  });
  const made = assemble(specOf(bk, world, params), registry);
  made.start();
  made.host.simulator.run({ time: Infinity, events: 1e7 });
  const { tree } = made.host;
  expect(made.outcome.stale(blocks)).toEqual([]);
  return made.outcome.canonical(blocks).map(({ id }) => ({
    timeS: tree.time(id) / 1e6,
    leader: tree.producer(id),
    voters: tree.references(id).map((vote) => tree.producer(vote)),
  }));
}

describe('the interval between blocks', () => {
  test.each([1, 4, 8])('with %i votes: mean T and CV² = 1/k, without delay', (k) => {
    const blocks = 3000;
    const times = chainOf(blocks, { k, interval: '10 min' }, [1, 1, 1]).map(({ timeS }) => timeS);
    const gaps = times.map((time, i) => time - (times[i - 1] ?? 0));
    expect(Math.abs(mean(gaps) / 600 - 1)).toBeLessThan(4 / Math.sqrt(k * blocks));
    const measured = variance(gaps) / (mean(gaps) * mean(gaps));
    // The squared coefficient of Gamma intervals has a relative standard error of sqrt(2 (1 + 1/k) / n), sqrt(8/n) at k = 1.
    const standardError = Math.sqrt((2 + 6 / k) / blocks);
    expect(Math.abs(measured * k - 1)).toBeLessThan(4 * standardError);
  });
});

describe('the reward of a block (k = 4, a miner with a tenth of the power)', () => {
  const blocks = 6000;
  const a = 0.1;
  const chain = chainOf(blocks, { k: 4 }, [1, 4, 5]);
  const byVotes = chain.map(({ voters }) => voters.filter((voter) => voter === 0).length / 4);
  const byLeader = chain.map(({ leader }) => Number(leader === 0));

  test('has mean a, whether its votes or its leader are paid', () => {
    expect(Math.abs(mean(byVotes) - a)).toBeLessThan(4 * Math.sqrt((a * (1 - a)) / 4 / blocks));
    expect(Math.abs(mean(byLeader) - a)).toBeLessThan(4 * Math.sqrt((a * (1 - a)) / blocks));
  });

  test('has variance a(1 − a)/k where votes are paid, and a(1 − a) where the leader takes all', () => {
    // Of a mean of squares; the fourth moment of a Bernoulli or binomial share is at most (1 − a)² of its variance.
    for (const [shares, expected] of [
      [byVotes, 0.0225],
      [byLeader, 0.09],
    ] as const) {
      const standardError = (1 - a) * Math.sqrt(expected / blocks);
      expect(Math.abs(variance(shares) - expected)).toBeLessThan(4 * standardError);
    }
  });

  test('is paid by the option: a k-th for every vote, or all to the leader', () => {
    const world = worldWith(4, { network: atOnce, economy: { reward: 2, compound: false }, stop: { blocks: 50 } });
    const votes = run(bk, world, { params: { k: 4 } });
    expect(votes.columns['reward_issued']).toBeCloseTo(100, 9);
    votes.producers.forEach(({ reward, canonical }) => expect(reward).toBeCloseTo(canonical / 2, 9));
    expect(votes.producers.reduce((sum, { canonical }) => sum + canonical, 0)).toBe(200);
    const leader = run(bk, world, { params: { k: 4, pays: 'leader' } });
    leader.producers.forEach(({ reward }) => expect(reward % 2).toBe(0));
    expect(leader.columns['reward_issued']).toBe(100);
  });
});

/** Four votes for genesis, by nodes 0 to 3, in the order of their hashes. */
function ballot() {
  const tree = new BlockTree(4);
  const add = (parent: BlockId, producer: number, draft: BlockDraft = {}) => {
    const block = tree.add(parent, producer, 0, draft);
    for (let node = 0; node < 4; node++) tree.see(node, block);
    return block;
  };
  const votes = [0, 1, 2, 3].map((voter) => add(0, voter, { beside: true }));
  const sorted = [...votes].sort((x, y) => hashOf(x, SEED) - hashOf(y, SEED));
  return { tree, add, sorted };
}

describe('a block (section 4)', () => {
  type Make = (b: ReturnType<typeof ballot>) => BlockId;
  const of = (b: ReturnType<typeof ballot>, references: readonly BlockId[], draft: BlockDraft = {}) =>
    b.add(0, b.tree.producer(references[0]!), { work: 0, references, ...draft });
  test.each<[string, boolean, Make]>([
    ['k votes, led by the smallest hash', true, (b) => of(b, b.sorted.slice(0, 3))],
    ['k votes, the smallest of all left out', true, (b) => of(b, b.sorted.slice(1, 4))],
    ['a leader whose vote is not the smallest', false, (b) => of(b, [b.sorted[1]!, b.sorted[0]!, b.sorted[2]!])],
    [
      'a maker whose vote is not the first',
      false,
      (b) => b.add(0, b.tree.producer(b.sorted[1]!), { work: 0, references: b.sorted.slice(0, 3) }),
    ],
    ['too few votes', false, (b) => of(b, b.sorted.slice(0, 2))],
    ['too many votes', false, (b) => of(b, b.sorted)],
    ['one vote twice', false, (b) => of(b, [b.sorted[0]!, b.sorted[1]!, b.sorted[1]!])],
    ['work that it did not do', false, (b) => of(b, b.sorted.slice(0, 3), { work: 1 })],
    [
      'votes for another block',
      false,
      (b) => {
        const first = of(b, b.sorted.slice(0, 3));
        return b.add(first, b.tree.producer(b.sorted[1]!), { work: 0, references: b.sorted.slice(1, 4) });
      },
    ],
  ])('with %s: valid is %p', (_name, valid, make) => {
    const b = ballot();
    const block = make(b);
    const refused: BlockId[] = [];
    const me = {
      blocks: b.tree.whole(),
      id: 9,
      genesisSeed: SEED,
      refuse: (x: BlockId) => refused.push(x),
      adopt: () => undefined,
    } as never;
    const s = bk.init(me, bk.params.parse({ k: 3 }));
    bk.on['block']!(s, { block }, 1, me);
    expect(refused).toEqual(valid ? [] : [block]);
  });
});

test('stale votes are rare where stale blocks of Nakamoto’s chain are not: at x = 0.2 votes of the last Δ are lost, not blocks', () => {
  const world = worldWith(20, { network: { latency: { kind: 'constant', delay: 12_000_000 } }, stop: { blocks: 300 } });
  const record = run(bk, world, { params: { k: 10, interval: '1 min', confirmations: 3 } });
  const counted = record.producers.reduce((sum, { canonical }) => sum + canonical, 0);
  expect(counted).toBe(3000);
  const made = record.producers.reduce((sum, { produced }) => sum + produced, 0);
  // The leader is one of all: until its block is there, one delay or two, votes for the parent still come, two a delay.
  expect(made / counted - 1).toBeGreaterThan(0.1);
  expect(made / counted - 1).toBeLessThan(0.6);
  expect(record.verdicts['agreement']).toEqual({ is: 'holds' });
});

test('leaders that show one half of the network another block of the same votes split nobody for long', () => {
  const faults = [fault('equivocate', { ids: [0, 1, 2] })];
  const record = run(bk, worldWith(10, { faults, stop: { blocks: 80 } }), { params: { k: 8, confirmations: 2 } });
  expect(record.columns['blocks_stale'] as number).toBeGreaterThan(5);
  expect(record.verdicts['agreement']).toEqual({ is: 'holds' });
  expect(record.verdicts['liveness']).toEqual({ is: 'holds' });
});
