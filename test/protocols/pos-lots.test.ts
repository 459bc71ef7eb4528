import chisquareCdf from '@stdlib/stats-base-dists-chisquare-cdf';
import type { BlockId, ChainFacts, NodeId } from '../../src/contract.js';
import { Door } from '../../src/host/door.js';
import { BlockTree } from '../../src/ledger/block-tree.js';
import { posLots } from '../../src/protocols/pos-lots.js';
import { assemble } from '../../src/scenario/assembly.js';
import { fault, SECOND as S } from '../fixtures/run-words.js';
import { registry, run, specOf, weighted, worldWith } from '../fixtures/world.js';

const PARAMS = posLots.params.parse({});

function factsOf(weights: readonly number[], genesisSeed: number, reward = 0): ChainFacts {
  return { weights, economy: { reward, compound: reward > 0 }, genesisSeed };
}

const firstForger = (tree: BlockTree, parent: BlockId, facts: ChainFacts): NodeId =>
  posLots.appointed!(tree.whole(), parent, facts, PARAMS);

/** How often each staker is first in a chain that everyone forges when he is due. */
function wins(facts: ChainFacts, blocks: number): number[] {
  const tree = new BlockTree(facts.weights.length);
  const counts = facts.weights.map(() => 0);
  for (let tip: BlockId = 0; tip < blocks;) {
    const forger = firstForger(tree, tip, facts);
    counts[forger]!++;
    tip = tree.add(tip, forger, 10 * S * (tip + 1), { header: { rank: 0 } });
  }
  return counts;
}

/** The order of five equal stakers on genesis, by trial: whoever is first once those before have no stake. */
function orderOn(facts: ChainFacts): NodeId[] {
  const order: NodeId[] = [];
  for (let weights = facts.weights; order.length < 5; weights = weights.with(order.at(-1)!, 0)) {
    order.push(firstForger(new BlockTree(5), 0, { ...facts, weights }));
  }
  return order;
}

/** Weights by node, in a world. */

describe('the lots', () => {
  test.each([
    ['whole coins', [1, 5, 20]],
    ['fractions', [0.3, 0.05, 1.25, 0.9]],
    ['ten equal', new Array<number>(10).fill(2)],
  ])('fall in proportion to stake (%s): 10000 blocks, each share within 4 standard errors', (_what, weights) => {
    const blocks = 10_000;
    const counts = wins(factsOf(weights, 12_345), blocks);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let statistic = 0;
    counts.forEach((count, node) => {
      const p = weights[node]! / total;
      expect(Math.abs(count / blocks - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / blocks));
      statistic += ((count - blocks * p) * (count - blocks * p)) / (blocks * p);
    });
    expect(1 - chisquareCdf(statistic, weights.length - 1)).toBeGreaterThan(1e-4);
  });

  test('never fall on a node without stake, and splitting a stake in two changes nobody’s chance', () => {
    const whole = wins(factsOf([0, 2, 2, 0], 7), 5_000);
    const split = wins(factsOf([0, 2, 1, 1], 8), 5_000);
    expect([whole[0], whole[3], split[0]]).toEqual([0, 0, 0]);
    const standardError = Math.sqrt(0.25 / 5_000);
    expect(Math.abs(whole[1]! / 5_000 - 0.5)).toBeLessThan(4 * standardError);
    expect(Math.abs(split[1]! / 5_000 - 0.5)).toBeLessThan(4 * standardError);
  });

  test('of the next block depend on who forged this one, and on nothing that he could choose', () => {
    const n = 50;
    let moved = 0;
    for (let genesisSeed = 1; genesisSeed <= 200; genesisSeed++) {
      const facts = factsOf(new Array<number>(n).fill(1), genesisSeed);
      const tree = new BlockTree(n);
      const plain = tree.add(0, 3, 10 * S, { header: { rank: 0 } });
      const ground = tree.add(0, 3, 11 * S, { header: { rank: 4 }, contents: [1, 2, 3] });
      const another = tree.add(0, 4, 10 * S, { header: { rank: 0 } });
      expect(firstForger(tree, ground, facts)).toBe(firstForger(tree, plain, facts));
      if (firstForger(tree, another, facts) !== firstForger(tree, plain, facts)) moved++;
    }
    // By chance alone one in 50 stays the same: 196 of 200, standard deviation 2.
    expect(moved).toBeGreaterThan(188);
  });

  test('with compounding rewards make a Polya urn: mean a, variance a(1 − a) w² n / ((1 + w)(1 + wn))', () => {
    const [a, w, n, runs] = [1 / 3, 0.01, 100, 800];
    const shares: number[] = [];
    for (let genesisSeed = 1; genesisSeed <= runs; genesisSeed++) {
      const won = wins(factsOf([a, 1 - a], genesisSeed, w), n)[0]!;
      shares.push((a + won * w) / (1 + n * w));
    }
    const mean = shares.reduce((sum, x) => sum + x, 0) / runs;
    const moment = (k: number) => shares.reduce((sum, x) => sum + Math.exp(k * Math.log(Math.abs(x - mean))), 0) / runs;
    const variance = (a * (1 - a) * w * w * n) / ((1 + w) * (1 + w * n));
    expect(variance).toBeCloseTo(0.00110011, 8);
    expect(Math.abs(mean - a)).toBeLessThan(4 * Math.sqrt(variance / runs));
    const errorOfVariance = Math.sqrt((moment(4) - variance * variance) / runs);
    expect(Math.abs(moment(2) - variance)).toBeLessThan(4 * errorOfVariance);
    // Without compounding the same wins would spread less: n a (1 − a) w² / (1 + wn)² = 0.00055556.
    expect(moment(2) - 0.00055556).toBeGreaterThan(4 * errorOfVariance);
  });
});

describe('one lot an account (SL-PoS)', () => {
  test.each([
    [
      [0.2, 0.8],
      [0.125, 0.875],
    ],
    [
      [0.1, 0.2, 0.7],
      [0.064626, 0.136054, 0.79932],
    ],
  ])('of stakes %j wins %j of the blocks: the small less than their due, as theory says', (weights, chances) => {
    const blocks = 8000;
    const record = run(posLots, worldWith(weights.length, { ...weighted(...weights), stop: { blocks } }), {
      params: { lots: 'account' },
    });
    chances.forEach((p, node) => {
      const share = record.producers[node]!.canonical / blocks;
      expect(Math.abs(share - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / blocks));
    });
    expect(record.columns['theory_largest_share']).toBeCloseTo(chances.at(-1)!, 6);
    expect(Math.abs(record.columns['z_largest_share'] as number)).toBeLessThan(4);
  });
});

describe('a silent forger', () => {
  test('costs one time-out, and the others share what is left in proportion', () => {
    const blocks = 2000;
    const world = worldWith(4, { ...weighted(4, 1, 2, 3), faults: [fault('silent', { ids: [0] })], stop: { blocks } });
    const record = run(posLots, world);
    const [silent, ...others] = record.producers;
    expect(record.verdicts['agreement']).toEqual({ is: 'holds' });
    expect(silent!.canonical).toBe(0);
    expect(Math.abs(silent!.scheduled / blocks - 0.4)).toBeLessThan(4 * Math.sqrt(0.24 / blocks));
    others.forEach((row) => {
      const p = row.weight / 6;
      expect(Math.abs(row.canonical / blocks - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / blocks));
    });
    // The last block takes 100 ms to arrive.
    expect(record.columns['sim_time_s']).toBeCloseTo(10 * blocks + 5 * silent!.scheduled + 0.1, 6);
  });

  test('and seven more before him do not stop the chain: the whole order is then worked out', () => {
    const rich = Array.from({ length: 12 }, (_, i) => i);
    const weights = [...rich.map(() => 1000), 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];
    const world = worldWith(25, {
      ...weighted(...weights),
      faults: [fault('silent', { ids: rich })],
      stop: { blocks: 10 },
    });
    const record = run(posLots, world);
    expect(record.columns['blocks_canonical']).toBe(10);
    // Twelve time-outs a block, but for the few in which a poor owner comes before a rich one.
    expect(record.columns['sim_time_s'] as number).toBeGreaterThan(10 * (10 + 5 * 11));
    expect(record.columns['sim_time_s'] as number).toBeLessThanOrEqual(10 * (10 + 5 * 12) + 0.1);
  });
});

describe('two blocks at a height', () => {
  test('are settled alike by all: with time-outs below the delay ranks race, and the first in turn always wins', () => {
    const params = { forgerTimeout: '50 ms' };
    // The last block comes at 200 s and everyone has had every block by then.
    const world = worldWith(10, { stop: { blocks: 1000 } });
    const assembled = assemble(specOf(posLots, world, params), registry);
    const { host, outcome } = assembled;
    const tips = new Map<NodeId, BlockId>();
    host.outputs.add({ onAdopt: (_time, node, tip) => void tips.set(node, tip) });
    assembled.start();
    host.simulator.run({ time: 205 * S, events: 1e7 });
    const height = host.tree.height(tips.get(0)!);
    expect(height).toBe(20);
    expect(outcome.stale(height).length).toBeGreaterThan(height);
    expect(new Set(tips.values()).size).toBe(1);
    for (const block of outcome.canonical(height)) expect(block.producer).toBe(block.appointed);
  });

  test('by a forger who tells two tales leave one chain, one twin a block, and evidence', () => {
    const blocks = 200;
    const world = worldWith(6, { faults: [fault('equivocate', { ids: [2] })], stop: { blocks } });
    const assembled = assemble(specOf(posLots, world), registry);
    const { host, outcome } = assembled;
    const accused = new Set<NodeId>();
    host.outputs.add({ onBlame: (_time, _node, liar) => void accused.add(liar) });
    assembled.start();
    expect(host.simulator.run({ time: Infinity, events: 1e7 })).toBe('stopped');
    const lies = outcome.canonical(blocks).filter((block) => block.producer === 2).length;
    expect(lies).toBeGreaterThan(10);
    expect(outcome.stale(blocks)).toEqual(new Array(lies).fill(2));
    expect([...accused]).toEqual([2]);
  });

  test('made at one instant by one forger are settled alike by all, whichever comes first', () => {
    for (const seed of ['a', 'b', 'c', 'd', 'e', 'f']) {
      const { host } = assemble(specOf(posLots, worldWith(4), {}, seed), registry);
      const forger = firstForger(host.tree, 0, host.facts);
      const forging = new Door(host, forger);
      const tips: BlockId[] = [];
      host.simulator.schedule(10 * S, () => {
        const twins = [0, 1].map(() => forging.mint(0, { header: { rank: 0 } }));
        for (const order of [twins, twins.toReversed()]) {
          const door = new Door(host, (forger + 1) % 4);
          const state = posLots.init(door, PARAMS);
          for (const block of order) {
            host.tree.see(door.id, block);
            posLots.on.block(state, { block }, forger, door);
          }
          tips.push(state.tip);
        }
      });
      host.simulator.run({ time: 10 * S, events: 100 });
      expect(tips).toHaveLength(2);
      expect(tips[0]).toBe(tips[1]);
    }
  });

  test('of which the better reached one node only end when he tells the forger of the worse', () => {
    const [first, second, witness, ...others] = orderOn(assemble(specOf(posLots, worldWith(5)), registry).host.facts);
    const partition = [[first!], [second!, ...others]];
    const world = worldWith(5, { faults: [{ partition, oneWay: true, at: 0, until: null }], stop: { blocks: 1000 } });
    const assembled = assemble(specOf(posLots, world), registry);
    const { host } = assembled;
    const tips = new Map<NodeId, BlockId>();
    host.outputs.add({ onAdopt: (_time, node, tip) => void tips.set(node, tip) });
    assembled.start();
    let before: [NodeId, BlockId][] = [];
    host.simulator.schedule(14 * S, () => (before = [...tips]));
    host.simulator.run({ time: 19 * S, events: 1e6 });
    expect(before).toEqual([first!, witness!].map((node) => [node, 1]));
    expect(host.tree.producer(2)).toBe(second);
    expect(tips.get(second!)).toBe(1);
  });
});

describe('a block that breaks the rules', () => {
  /** Whether the last in order, whom all before leave alone, adopts what the second in order sends him. */
  function isAdopted(rank: number, at: number, contents: readonly number[]): boolean {
    const [first, liar, third, fourth, last] = orderOn(assemble(specOf(posLots, worldWith(5)), registry).host.facts);
    const world = worldWith(5, { faults: [fault('silent', { ids: [first!, liar!, third!, fourth!] })] });
    const assembled = assemble(specOf(posLots, world), registry);
    const { host } = assembled;
    const tips = new Set<BlockId>();
    host.outputs.add({ onAdopt: (_time, node, tip) => void (node === last && tips.add(tip)) });
    let forged: BlockId = -1;
    host.simulator.schedule(at, () => {
      const door = new Door(host, liar!);
      forged = door.mint(0, { header: { rank }, contents });
      door.broadcast('block', { block: forged });
    });
    assembled.start();
    host.simulator.run({ time: 29 * S, events: 1e6 });
    return tips.has(forged);
  }

  test('is told from a sound one, which is adopted even when it comes late', () => {
    expect(isAdopted(1, 15 * S, [4, 5])).toBe(true);
    expect(isAdopted(1, 28 * S, [])).toBe(true);
  });

  test('is refused with all that is built on it', () => {
    const { host } = assemble(specOf(posLots, worldWith(5)), registry);
    const [first] = orderOn(host.facts);
    const door = new Door(host, first!);
    const state = posLots.init(door, PARAMS);
    const early = door.mint(0, { header: { rank: 0 } });
    host.simulator.schedule(40 * S, () => {
      const next = firstForger(host.tree, early, host.facts);
      host.tree.see(next, early);
      const child = new Door(host, next).mint(early, { header: { rank: 0 } });
      host.tree.see(first!, child);
      posLots.on.block(state, { block: child }, next, door);
    });
    host.simulator.run({ time: 41 * S, events: 100 });
    expect(host.tree.size).toBe(3);
    expect(state).toMatchObject({ tip: 0 });
  });

  test.each([
    ['names the rank of another', 0, 15 * S, []],
    ['names a rank that nobody has', -1, 15 * S, []],
    ['comes a microsecond before its turn', 1, 15 * S - 1, []],
    ['confirms a transaction twice', 1, 15 * S, [4, 4]],
    ['confirms more than it may', 1, 15 * S, Array.from({ length: 1001 }, (_, i) => i + 1)],
  ])('is refused when it %s', (_what, rank, at, contents) => {
    expect(isAdopted(rank, at, contents)).toBe(false);
  });
});

describe('a chain of lots', () => {
  test('confirms every transaction once, also over reorganisations', () => {
    const world = worldWith(8, {
      workload: { rate: 20, size: 250, senders: 'equal' },
      stop: { blocks: 1000 },
    });
    const params = { forgerTimeout: '50 ms', interval: '1 s', blockTransactions: 30 };
    const assembled = assemble(specOf(posLots, world, params), registry);
    const { host, outcome } = assembled;
    assembled.start();
    host.simulator.run({ time: 300 * S, events: 1e8 });
    const height = outcome.agreedHeight();
    expect(outcome.stale(height).length).toBeGreaterThan(100);
    const confirmed = outcome.canonical(height).flatMap((block) => host.tree.contents(block.id));
    expect(new Set(confirmed).size).toBe(confirmed.length);
    // All that came until ten seconds before the end.
    const requests = Array.from({ length: host.values.size }, (_, value) => value).filter(
      (value) => host.values.isRequest(value) && host.values.time(value) < 290 * S,
    );
    expect(requests.filter((value) => !confirmed.includes(value))).toEqual([]);
    expect(requests.length).toBeGreaterThan(5000);
  });

  test('takes back a node that was down without a block of its own on what was long built upon', () => {
    const world = worldWith(5, {
      faults: [fault('crash', { ids: [1] }, { at: 15 * S, until: 203 * S })],
      stop: { blocks: 60 },
    });
    const assembled = assemble(specOf(posLots, world), registry);
    const { host, outcome } = assembled;
    const tips = new Map<NodeId, BlockId>();
    host.outputs.add({ onAdopt: (_time, node, tip) => void tips.set(node, tip) });
    assembled.start();
    host.simulator.run({ time: Infinity, events: 1e7 });
    expect(outcome.stale(60)).toEqual([]);
    expect(
      outcome.canonical(60).filter((block) => block.producer === 1 && block.time > 203 * S).length,
    ).toBeGreaterThan(0);
    expect(host.tree.height(tips.get(1)!)).toBeGreaterThanOrEqual(59);
  });

  test('gives the same digest twice and another for another seed', () => {
    const world = worldWith(9, { economy: { reward: 1, compound: true }, stop: { blocks: 50 } });
    const digest = (seed: string) => run(posLots, world, { seed }).digest;
    expect(digest('a/1')).toBe(digest('a/1'));
    expect(digest('a/1')).not.toBe(digest('a/2'));
  });

  test('refuses to start when nobody has a stake', () => {
    expect(() => run(posLots, worldWith(3, weighted(0, 0, 0)))).toThrow(/stake|weight/i);
  });
});

test('who has left with its stake forges nothing more, not even when nobody else does', () => {
  const leave = { block: 3, node: 0, kind: 'leave' as const, share: 0 };
  const record = run(
    posLots,
    worldWith(3, {
      economy: { reward: 0, compound: false, changes: [leave] },
      faults: [fault('crash', { ids: [1, 2] }, { at: 60 * S, until: 200 * S })],
      stop: { blocks: 30 },
    }),
  );
  expect(record.columns['blocks_canonical']).toBe(30);
  expect(record.producers[0]!.produced).toBeLessThanOrEqual(3);
});
