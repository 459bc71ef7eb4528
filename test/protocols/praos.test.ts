import chisquareCdf from '@stdlib/stats-base-dists-chisquare-cdf';
import type { BlockId, NodeId, Seen } from '../../src/contract.js';
import { Door } from '../../src/host/door.js';
import { BlockTree } from '../../src/ledger/block-tree.js';
import { epochOn, extended, genesisDraws, leads, nextTurn, type SlotOptions } from '../../src/ledger/praos/draws.js';
import { praos } from '../../src/protocols/praos.js';
import { assemble } from '../../src/scenario/assembly.js';
import { praosLeaders, praosLeads, praosSlots } from '../../src/theory/stake-lotteries.js';
import { fault, SECOND as S } from '../fixtures/run-words.js';
import { registry, run, specOf, weighted, worldWith } from '../fixtures/world.js';

const OPTIONS: SlotOptions = { f: 0.05, k: 2160, slot: S, randomness: 'epoch' };

function seenWith(weights: readonly number[], genesisSeed = 1, tree = new BlockTree(weights.length)): Seen {
  return { weights, economy: { reward: 0, compound: false }, genesisSeed, blocks: tree.whole() };
}

const equal = (n: number) => new Array<number>(n).fill(1);

/** Leaders of each of the first slots, by walking through each staker's turns. */
function leadersOf(weights: readonly number[], slots: number, options: SlotOptions, genesisSeed = 1): Uint8Array {
  const counts = new Uint8Array(slots + 1);
  const seen = seenWith(weights, genesisSeed);
  const draws = genesisDraws(seen);
  for (const staker of weights.keys()) {
    for (let at = nextTurn(draws, staker, 1, seen, options); at <= slots;) {
      if (leads(draws, staker, at, seen, options)) counts[at]!++;
      at = nextTurn(draws, staker, at + 1, seen, options);
    }
  }
  return counts;
}

describe('slots', () => {
  test.each([
    ['one staker', [1]],
    ['ten equal', equal(10)],
    ['a hundred, one of which holds most', [100, ...equal(99)]],
  ])('of %s are empty with 1 − f, and have one leader or several as theory says', (_what, weights) => {
    for (const f of [0.05, 0.3]) {
      const slots = 400_000;
      // One epoch of all slots, then the same in short epochs.
      for (const epochSlots of [slots, 1000]) {
        const counts = leadersOf(weights, slots, { ...OPTIONS, f, epochSlots, frozenSlots: 1 }, 7);
        const measured = [0, 0, 0];
        for (let slot = 1; slot <= slots; slot++) measured[Math.min(2, counts[slot]!)]!++;
        const { empty, single, several } = praosLeaders(f, weights);
        [empty, single, several].forEach((chance, leaders) => {
          const error = Math.sqrt((chance * (1 - chance)) / slots);
          expect(Math.abs(measured[leaders]! / slots - chance)).toBeLessThanOrEqual(4 * error);
        });
      }
    }
  });

  test('are led as often by a stake in one hand as by its parts together, each φ(s) = 1 − (1 − f)^s', () => {
    const slots = 400_000;
    const counts = (weights: readonly number[], stakers: readonly NodeId[]) => {
      const seen = seenWith(weights, 3);
      const draws = genesisDraws(seen);
      const led = new Set<number>();
      for (const staker of stakers) {
        for (let at = nextTurn(draws, staker, 1, seen, OPTIONS); at <= slots;) {
          led.add(at);
          at = nextTurn(draws, staker, at + 1, seen, OPTIONS);
        }
      }
      return led.size;
    };
    const chance = praosLeads(0.05, 0.25);
    expect(chance).toBeCloseTo(0.0127414551, 10);
    const error = 4 * Math.sqrt((chance * (1 - chance)) / slots);
    expect(Math.abs(counts([1, 3], [0]) / slots - chance)).toBeLessThan(error);
    expect(Math.abs(counts([...equal(25), 75], [...equal(25).keys()]) / slots - chance)).toBeLessThan(error);
  });

  test('between two of one staker are geometric: mean 1/φ, chi-square over the first gaps', () => {
    const seen = seenWith([1], 11);
    const draws = genesisDraws(seen);
    const gaps: number[] = [];
    for (let before = 0; before < 400_000;) {
      const at = nextTurn(draws, 0, before + 1, seen, OPTIONS);
      gaps.push(at - before);
      before = at;
    }
    let statistic = 0;
    let left = 1;
    for (let gap = 1; gap <= 60; gap++) {
      const chance = gap < 60 ? 0.05 * left : left;
      const count = gaps.filter((each) => (gap < 60 ? each === gap : each >= 60)).length;
      statistic += ((count - gaps.length * chance) * (count - gaps.length * chance)) / (gaps.length * chance);
      left *= 0.95;
    }
    expect(1 - chisquareCdf(statistic, 59)).toBeGreaterThan(1e-4);
    expect(gaps.length).toBeGreaterThan(19_000);
  });

  test('of the closed form for equal pools and for stakes of any size agree', () => {
    const [ten, some] = [praosSlots(0.1, 10), praosLeaders(0.1, equal(10))];
    expect(some.single).toBeCloseTo(ten.single, 12);
    expect(ten.several).toBeCloseTo(0.00467423917, 10);
    expect(praosLeaders(0.1, equal(100_000)).single).toBeCloseTo(0.0948244641, 6);
  });
});

describe('epochs', () => {
  const options: SlotOptions = { ...OPTIONS, f: 0.5, epochSlots: 100, frozenSlots: 40 };
  const seen = seenWith(equal(4));
  const start = genesisDraws(seen);

  test('get their nonce from the blocks before the frozen slots, and from no others', () => {
    const nonce = (...slots: number[]) =>
      epochOn(
        slots.reduce((draws, slot) => extended(draws, 0, slot, seen, options), start),
        1,
        seen,
      ).nonce;
    expect(nonce(10, 60)).not.toBe(nonce(10));
    expect(nonce(10, 61, 99)).toBe(nonce(10));
    expect(nonce(10, 11)).not.toBe(nonce(11));
    // Frozen blocks of one epoch, and what is given in the next one, make the nonce after it.
    const next = (...slots: number[]) =>
      epochOn(
        slots.reduce((draws, slot) => extended(draws, 0, slot, seen, options), start),
        2,
        seen,
      ).nonce;
    expect(next(10, 150)).not.toBe(next(10));
    expect(next(10, 180)).toBe(next(10));
  });

  test('have other leaders each, and those after an epoch without blocks have leaders too', () => {
    const turns = [1, 101, 201, 301].map((least) => nextTurn(start, 0, least, seen, options) - least);
    expect(new Set([0, 1, 2, 3].map((j) => epochOn(start, j, seen).nonce)).size).toBe(4);
    expect(turns.every((turn) => turn >= 0 && turn <= 100)).toBe(true);
  });

  test('are drawn by the stakes as they were two epochs back', () => {
    const tree = new BlockTree(2);
    const facts = { weights: [1, 1], economy: { reward: 1, compound: true }, genesisSeed: 1, blocks: tree.whole() };
    const first = tree.add(0, 1, 10 * S, { header: { slot: 10 } });
    const one = extended(genesisDraws(facts), 1, 10, facts, options, first);
    const second = tree.add(first, 1, 150 * S, { header: { slot: 150 } });
    const two = extended(one, 1, 150, facts, options, second);
    const stakes = (j: number) => Array.from(epochOn(two, j, facts).stakes);
    expect(stakes(1)).toEqual([1, 1]);
    expect(stakes(2)).toEqual([1, 2]);
    expect(stakes(3)).toEqual([1, 3]);
  });

  test('do not matter where every block renews the randomness: tips of one chain have other leaders', () => {
    const renewed: SlotOptions = { ...options, frozenSlots: undefined, epochSlots: 1_000_000, randomness: 'block' };
    const tips = [2, 3, 4].map((slot) => extended(start, 0, slot, seen, renewed));
    const turns = (draws: (typeof tips)[0]) => [0, 1, 2, 3].map((node) => nextTurn(draws, node, 5, seen, renewed));
    expect(new Set(tips.map((tip) => turns(tip).join(' '))).size).toBe(3);
    const led = Array.from({ length: 200 }, (_, i) => i + 5).filter((slot) => leads(tips[0]!, 1, slot, seen, renewed));
    const chance = praosLeads(0.5, 0.25);
    expect(Math.abs(led.length / 200 - chance)).toBeLessThan(4 * Math.sqrt((chance * (1 - chance)) / 200));
  });
});

/** Slots in which a staker leads on genesis, in a world of four equal ones. */
function stage(params: object = {}) {
  const assembled = assemble(specOf(praos, worldWith(4), { f: 0.5, k: 3, epochSlots: 10_000, ...params }), registry);
  const { host } = assembled;
  const options = specOf(praos, worldWith(4), { f: 0.5, k: 3, epochSlots: 10_000, ...params }).params as never;
  const door = (node: NodeId) => new Door(host, node);
  const seen: Seen = { ...host.facts, blocks: host.tree.whole() };
  const turns = (node: NodeId, least: number) => nextTurn(genesisDraws(seen), node, least, seen, options);
  /** A chain of a node's blocks in its own slots, on a block, from a slot on. */
  const chain = (node: NodeId, parent: BlockId, length: number, from: number): BlockId[] => {
    const made: BlockId[] = [];
    for (let [tip, slot] = [parent, from]; made.length < length; slot++) {
      slot = turns(node, slot);
      tip = host.tree.add(tip, node, slot * S, { header: { slot } });
      made.push(tip);
    }
    return made;
  };
  /** What node 3, told of blocks one after the other, holds for its tip. */
  const tell = (...told: BlockId[]): BlockId => {
    const me = door(3);
    const state = praos.init(me, options);
    for (const block of told) {
      for (let at = block; at > 0; at = host.tree.parent(at)) host.tree.see(3, at);
      praos.on.block(state, { block }, host.tree.producer(block), me);
    }
    return (state as { tip: BlockId }).tip;
  };
  /** At a time by which all slots of the test have come. */
  const later = (act: () => void) => {
    host.simulator.schedule(5000 * S, act);
    host.simulator.run({ time: 5000 * S, events: 1000 });
  };
  return { host, turns, chain, tell, later };
}

describe('maxvalid', () => {
  test('takes the longest chain that forks at most k blocks below the own tip, and no other', () => {
    const { chain, tell, later } = stage();
    const results: BlockId[][] = [];
    later(() => {
      for (const depth of [3, 4]) {
        const own = chain(0, 0, depth, 1);
        const other = chain(1, 0, depth + 2, 1);
        results.push([tell(own.at(-1)!, other.at(-1)!), own.at(-1)!, other.at(-1)!]);
      }
    });
    const [shallow, deep] = results;
    expect(shallow![0]).toBe(shallow![2]);
    expect(deep![0]).toBe(deep![1]);
  });

  test('keeps the own chain on a tie, or takes the lower output: then whatever came first', () => {
    for (const ties of ['first-seen', 'lower-output'] as const) {
      const { chain, tell, later } = stage({ ties });
      let tips: BlockId[] = [];
      later(() => {
        const [a, b] = [chain(0, 0, 2, 1).at(-1)!, chain(1, 0, 2, 1).at(-1)!];
        tips = [tell(a, b), tell(b, a)];
      });
      expect(tips[0] === tips[1]).toBe(ties === 'lower-output');
    }
  });

  test.each<[string, (s: ReturnType<typeof stage>) => BlockId]>([
    [
      'by one who does not lead the slot',
      ({ host, turns }) => {
        let slot = 1;
        while (turns(0, slot) === slot) slot++;
        return host.tree.add(0, 0, slot * S, { header: { slot } });
      },
    ],
    [
      'in a slot that has not come',
      ({ host, turns }) => {
        const slot = turns(0, 5001);
        return host.tree.add(0, 0, 1, { header: { slot } });
      },
    ],
    [
      'in the slot of its parent',
      ({ host, chain, turns }) => {
        const [first] = chain(0, 0, 1, 1);
        return host.tree.add(first!, 0, 1, { header: { slot: turns(0, 1) } });
      },
    ],
    ['in no whole slot', ({ host, turns }) => host.tree.add(0, 0, 1, { header: { slot: turns(0, 1) + 0.5 } })],
    [
      'with a request twice',
      ({ host, turns }) => host.tree.add(0, 0, 1, { header: { slot: turns(0, 1) }, contents: [5, 5] }),
    ],
    [
      'on one of these',
      ({ host, chain, turns }) => {
        const bad = host.tree.add(0, 0, 1, { header: { slot: turns(0, 1) }, contents: [5, 5] });
        return chain(1, bad, 2, turns(0, 1) + 1).at(-1)!;
      },
    ],
  ])('refuses a block %s', (_what, made) => {
    const s = stage();
    let tips: BlockId[] = [];
    s.later(() => {
      const good = s.chain(2, 0, 1, 1)[0]!;
      tips = [s.tell(made(s)), s.tell(good), good];
    });
    expect(tips[0]).toBe(0);
    expect(tips[1]).toBe(tips[2]);
  });
});

describe('a chain of Praos', () => {
  test('grows by stake, with forks where a slot had several leaders and nowhere else', () => {
    const world = worldWith(4, { ...weighted(4, 3, 2, 1), stop: { time: 40_000 * S, blocks: 1e6 } });
    const assembled = assemble(specOf(praos, world, { f: 0.1 }), registry);
    const { host, outcome } = assembled;
    assembled.start();
    host.simulator.run({ time: 40_000 * S, events: 1e7 });
    const { single, several } = assembled.slotLeaders!;
    const height = outcome.agreedHeight();
    // Each slot with a leader makes the chain one longer, whoever else leads it.
    expect(height).toBe(single + several);
    const counts = [0, 0, 0, 0];
    for (const { producer } of outcome.canonical(height)) counts[producer]!++;
    counts.forEach((count, node) => {
      const share = [0.4, 0.3, 0.2, 0.1][node]!;
      // φ is concave, so that shares of blocks are off by f/2 at most.
      expect(Math.abs(count / height - share)).toBeLessThan(
        4 * Math.sqrt((share * (1 - share)) / height) + 0.05 * share,
      );
    });
  });

  test('takes back who was down, and loses what two nodes of five would have made', () => {
    const world = worldWith(5, {
      faults: [
        fault('crash', { ids: [1] }, { at: 1000 * S, until: 3000 * S }),
        fault('crash', { ids: [2] }, { at: 2000 * S, until: 4000 * S }),
      ],
      stop: { time: 8000 * S, blocks: 1e6 },
    });
    const record = run(praos, world, { params: { f: 0.2 } });
    expect(record.verdicts).toMatchObject({ agreement: { is: 'holds' }, liveness: { is: 'holds' } });
    const slots = 8000 - (2 * 2000) / 5;
    const blocks = record.columns['blocks_canonical'] as number;
    expect(Math.abs(blocks / (0.2 * slots) - 1)).toBeLessThan(4 / Math.sqrt(0.2 * slots));
    expect(record.producers[1]!.canonical).toBeGreaterThan(0.6 * record.producers[0]!.canonical);
  });

  test('confirms every request once, also over reorganisations', () => {
    const world = worldWith(6, {
      network: { latency: { kind: 'constant', delay: 2_500_000 } },
      workload: { rate: 5, size: 250, senders: 'equal' },
      stop: { time: 2000 * S, blocks: 1e6 },
    });
    const assembled = assemble(specOf(praos, world, { f: 0.5 }), registry);
    const { host, outcome } = assembled;
    assembled.start();
    host.simulator.run({ time: 2000 * S, events: 1e7 });
    const height = outcome.agreedHeight();
    expect(outcome.stale(height).length).toBeGreaterThan(100);
    const confirmed = outcome.canonical(height).flatMap((block) => host.tree.contents(block.id));
    expect(confirmed.length).toBeGreaterThan(8000);
    expect(new Set(confirmed).size).toBe(confirmed.length);
  });

  test('blames who makes two blocks in one slot, and nobody else', () => {
    const world = worldWith(6, {
      faults: [fault('equivocate', { ids: [2] })],
      stop: { time: 20_000 * S, blocks: 1e6 },
    });
    const assembled = assemble(specOf(praos, world, { f: 0.2 }), registry);
    const accused = new Set<NodeId>();
    assembled.host.outputs.add({ onBlame: (_time, _node, liar) => void accused.add(liar) });
    assembled.start();
    assembled.host.simulator.run({ time: 20_000 * S, events: 1e7 });
    expect([...accused]).toEqual([2]);
  });

  test('refuses options without effect or meaning, and a world without stake', () => {
    const error = (options: object) => praos.params.safeParse(options).error?.issues[0]?.message;
    expect(error({ randomness: 'block', frozenSlots: 3 })).toMatch(/every block renews/);
    expect(error({ epochSlots: 10, frozenSlots: 10 })).toMatch(/fewer than the slots/);
    expect(error({ f: 1 })).toMatch(/expected number to be <1/);
    expect(error({ f: 0.99 })).toBeUndefined();
    expect(() => run(praos, worldWith(3, weighted(0, 0, 0)))).toThrow(/stake|weight/i);
  });
});
