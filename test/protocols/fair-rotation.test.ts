import type { BlockId, ChainFacts, NodeId } from '../../src/contract.js';
import { Door } from '../../src/host/door.js';
import { BlockTree } from '../../src/ledger/block-tree.js';
import { fairRotation, turns } from '../../src/protocols/fair-rotation.js';
import { assemble } from '../../src/scenario/assembly.js';
import type { RunRecord } from '../../src/runner/record.js';
import { chosenMakerShare, leastEffectiveProducers, mostWins, rotationDispersion } from '../../src/theory/index.js';
import { fault, SECOND as S } from '../fixtures/run-words.js';
import { expectContent } from '../fixtures/verdicts.js';
import { registry, run, specOf, worldWith } from '../fixtures/world.js';

const paramsOf = (more: object = {}) => fairRotation.params.parse(more);
const HEADER = { rank: 0, admits: [] };

function factsOf(n: number, genesisSeed: number): ChainFacts {
  const weights = Array.from({ length: n }, (_, node) => node + 1);
  return { weights, economy: { reward: 0, compound: false }, genesisSeed };
}

/** Who makes the blocks of a chain in which everyone does when he is due. */
function makers(facts: ChainFacts, blocks: number, more: object = {}): NodeId[] {
  const params = paramsOf(more);
  const tree = new BlockTree(facts.weights.length);
  const made: NodeId[] = [];
  for (let tip: BlockId = 0; tip < blocks;) {
    const maker = fairRotation.appointed!(tree.whole(), tip, facts, params);
    made.push(maker);
    tip = tree.add(tip, maker, 10 * S * (tip + 1), { header: HEADER });
  }
  return made;
}

function countsOf(made: readonly NodeId[], n: number): number[] {
  const counts = new Array<number>(n).fill(0);
  for (const maker of made) counts[maker]!++;
  return counts;
}

/** Most blocks of one maker in any so many in a row. */
function mostInAnyWindow(made: readonly NodeId[], n: number, length: number): number {
  const counts = new Array<number>(n).fill(0);
  let most = 0;
  made.forEach((maker, at) => {
    most = Math.max(most, ++counts[maker]!);
    if (at >= length - 1) counts[made[at - length + 1]!]!--;
  });
  return most;
}

const share = (record: RunRecord, nodes: readonly NodeId[]) =>
  nodes.reduce((sum, node) => sum + record.producers[node]!.canonical, 0) /
  (record.columns['blocks_canonical'] as number);

describe('the draw', () => {
  test('gives each identity as many blocks as any other, whatever it owns', () => {
    const [n, blocks] = [20, 20_000];
    const counts = countsOf(makers(factsOf(n, 77), blocks), n);
    const variance = (blocks * (n - 1) * rotationDispersion(n, 10)) / (n * n);
    for (const count of counts) expect(Math.abs(count - blocks / n)).toBeLessThan(4 * Math.sqrt(variance));
  });

  test.each([0, 5, 10, 15])('scatters wins as a renewal process does, with a cool-down of %d among 20', (coolDown) => {
    const [n, blocks, runs] = [20, 1000, 12];
    let sum = 0;
    for (let seed = 1; seed <= runs; seed++) {
      const counts = countsOf(makers(factsOf(n, seed), blocks, { coolDown }), n);
      sum += counts.reduce((total, count) => total + (count - blocks / n) * (count - blocks / n), 0);
    }
    // Against the scatter of a plain draw: a chi-square of runs · (n − 1) degrees of freedom over their number.
    const measured = sum / (blocks / n) / (n - 1) / runs;
    const expected = rotationDispersion(n, coolDown);
    expect(Math.abs(measured - expected)).toBeLessThan(4 * expected * Math.sqrt(2 / ((n - 1) * runs)));
  });

  test('depends on who made the blocks, and on nothing that a maker could choose', () => {
    const n = 50;
    let moved = 0;
    for (let genesisSeed = 1; genesisSeed <= 200; genesisSeed++) {
      const facts = factsOf(n, genesisSeed);
      const tree = new BlockTree(n);
      const due = (block: BlockId) => fairRotation.appointed!(tree.whole(), block, facts, paramsOf());
      const plain = tree.add(0, 3, 10 * S, { header: HEADER });
      const ground = tree.add(0, 3, 11 * S, { header: HEADER, contents: [1, 2, 3] });
      const another = tree.add(0, 4, 10 * S, { header: HEADER });
      expect(due(ground)).toBe(due(plain));
      if (due(another) !== due(plain)) moved++;
    }
    // By chance alone one in 26 or so stays the same: 192 of 200, standard deviation 2.7.
    expect(moved).toBeGreaterThan(181);
  });
});

describe('the cool-down', () => {
  test.each([
    [1, 0],
    [4, 1],
    [9, 4],
    [9, 8],
    [20, 'half'],
  ])('of %d identities caps the wins of each in every window: cool-down %s', (n, coolDown) => {
    const made = makers(factsOf(n, 5), 600, { coolDown });
    const c = coolDown === 'half' ? n / 2 : (coolDown as number);
    for (const length of [1, 2, c, c + 1, c + 2, 2 * c + 2, 50, 600].filter((blocks) => blocks > 0)) {
      expect(mostInAnyWindow(made, n, length)).toBeLessThanOrEqual(mostWins(length, c));
      const counts = countsOf(made.slice(0, length), n);
      const effective = (length * length) / counts.reduce((sum, count) => sum + count * count, 0);
      expect(effective).toBeGreaterThanOrEqual(leastEffectiveProducers(length, c) - 1e-9);
    }
  });

  test('caps them whatever the attack: equivocating, withheld, late and lost blocks of four of nine', () => {
    const ids = [0, 1, 2, 3];
    const attacks = [
      [fault('equivocate', { ids })],
      [fault('withhold', { ids }, { params: { for: '7 s' } })],
      [fault('withhold', { ids }, { params: { for: '40 s' } })],
      [fault('silent', { ids })],
      [fault('twins', { ids })],
    ];
    for (const faults of attacks) {
      const assembled = assemble(specOf(fairRotation, worldWith(9, { faults, stop: { blocks: 150 } })), registry);
      assembled.start();
      assembled.host.simulator.run({ time: Infinity, events: 1e7 });
      const chain = assembled.outcome.canonical(150).map(({ producer }) => producer);
      for (const length of [5, 10, 50, 150]) {
        expect(mostInAnyWindow(chain, 9, length)).toBeLessThanOrEqual(mostWins(length, 4));
      }
    }
  });

  test('leaves a minority that is cut off as many blocks as it has members, and then none', () => {
    const partition = [
      [0, 1, 2],
      [3, 4, 5, 6],
    ];
    const world = worldWith(7, { faults: [{ partition, oneWay: false, at: 0, until: null }], stop: { blocks: 1000 } });
    const assembled = assemble(specOf(fairRotation, world), registry);
    const { host } = assembled;
    const highest = new Array<number>(7).fill(0);
    host.outputs.add({ onAdopt: (_time, node, tip) => void (highest[node] = host.tree.height(tip)) });
    assembled.start();
    host.simulator.run({ time: 2000 * S, events: 1e7 });
    expect(highest.slice(0, 3)).toEqual([3, 3, 3]);
    expect(Math.min(...highest.slice(3))).toBeGreaterThan(60);
  });
});

describe('an owner of many identities', () => {
  test.each([1, 5, 10])('has the share of k in n + k, whatever their weight: k = %d among 10 others', (k) => {
    const [n, blocks] = [10 + k, 900];
    const ids = Array.from({ length: k }, (_, i) => i);
    const values = Array.from({ length: n }, (_, node) => (node < k ? 0.001 : 1));
    const world = worldWith(n, {
      nodes: { count: n, weights: { kind: 'list', values }, regions: { shares: { everywhere: 1 } } },
      faults: [fault('sybil', { ids }, { params: { identityCost: 3 } })],
      stop: { blocks },
    });
    const record = run(fairRotation, world);
    const p = k / n;
    const variance = ((p * (1 - p)) / blocks) * rotationDispersion(n, Math.floor(n / 2)) * (n / (n - 1));
    expect(Math.abs(share(record, ids) - p)).toBeLessThan(4 * Math.sqrt(variance));
    expect(record.columns['sybil_share']).toBe(share(record, ids));
    expect(record.columns['sybil_cost']).toBe(3 * k);
    expect(record.columns['sybil_cost_per_percent']).toBeCloseTo((3 * k) / (100 * share(record, ids)), 9);
    expectContent(record.verdicts);
  });

  test('waits in the queue with them: ten that come at once are active one by one', () => {
    const params = { founders: 10, admissionDelay: 20, admissionInterval: 15, interval: '1 s', turnTimeout: '500 ms' };
    const world = worldWith(20, { stop: { blocks: 400 } });
    const assembled = assemble(specOf(fairRotation, world, params), registry);
    assembled.start();
    assembled.host.simulator.run({ time: Infinity, events: 1e7 });
    const chain = assembled.outcome.canonical(400).map(({ producer }) => producer);
    // Admitted in block 1; the first is active from height 21 on, the j-th from 21 + 15 (j − 1).
    const first = Array.from({ length: 10 }, (_, i) => chain.indexOf(10 + i) + 1).sort((a, b) => a - b);
    first.forEach((height, j) => expect(height).toBeGreaterThanOrEqual(21 + 15 * j));
    expect(new Set(chain.slice(-220)).size).toBe(20);
  });
});

describe('winners who do not play', () => {
  test('when silent cost time-outs, and the others share what they leave', () => {
    const blocks = 900;
    const record = run(
      fairRotation,
      worldWith(9, { faults: [fault('silent', { ids: [0, 1, 2, 3] })], stop: { blocks } }),
    );
    expectContent(record.verdicts);
    // The five others take turns, four of whom sit out: each makes every fifth block.
    record.producers.forEach((row, node) => expect(row.canonical).toBe(node < 4 ? 0 : blocks / 5));
    // Who let a turn pass comes last for four blocks: at most four time-outs in five blocks.
    const perBlock = (record.columns['sim_time_s'] as number) / blocks;
    expect(perBlock).toBeGreaterThan(11);
    expect(perBlock).toBeLessThanOrEqual(10 + (5 * 4) / 5);
  });

  test('when they publish late orphan the next in turn, and gain no block by it', () => {
    const blocks = 900;
    const ids = [0, 1, 2];
    const late = fault('withhold', { ids }, { params: { for: '7 s' } });
    const record = run(fairRotation, worldWith(9, { faults: [late], stop: { blocks } }));
    expectContent(record.verdicts);
    const variance = ((2 / 9) * rotationDispersion(9, 4) * (9 / 8)) / blocks;
    expect(share(record, ids)).toBeLessThan(1 / 3 + 4 * Math.sqrt(variance));
    const orphans = record.producers.slice(3).reduce((sum, row) => sum + row.produced - row.canonical, 0);
    expect(orphans).toBeGreaterThan(100);
  });

  /** Share of a coalition of the first k of n that lets the member make a block after whose seed it is first again. */
  function shareOfChoosers(k: number, n: number, coolDown: number, blocks: number): number {
    const params = paramsOf({ coolDown });
    const facts = factsOf(n, 99);
    const tree = new BlockTree(n);
    let tip: BlockId = 0;
    let made = 0;
    const add = (maker: NodeId, rank: number) =>
      tree.add(tip, maker, tree.time(tip) + 20 * S, { header: { rank, admits: [] } });
    for (let height = 1; height <= blocks; height++) {
      const order = turns.all(tree.whole(), tip, facts, params);
      const lead = order.findIndex((node) => node >= k);
      let chosen: BlockId | undefined;
      for (let rank = 0; rank < lead && chosen === undefined; rank++) {
        const block = add(order[rank]!, rank);
        if (fairRotation.appointed!(tree.whole(), block, facts, params) < k) chosen = block;
      }
      if (lead > 0) made++;
      tip = chosen ?? add(order[0]!, 0);
    }
    return made / blocks;
  }

  test('when they choose which of them makes the block gain what theory says, and hardly more than a cool-down allows', () => {
    const blocks = 4000;
    const standardError = (p: number) => Math.sqrt((p * (1 - p)) / blocks);
    const free = shareOfChoosers(50, 150, 0, blocks);
    const expected = chosenMakerShare(1 / 3);
    expect(expected).toBeCloseTo(0.3684, 4);
    // Without replacement the leads are a little shorter.
    expect(Math.abs(free - expected)).toBeLessThan(4 * standardError(expected) * 1.3);
    const resting = shareOfChoosers(50, 150, 75, blocks);
    expect(resting).toBeLessThan(1 / 3 + 0.02);
    expect(resting).toBeLessThanOrEqual((50 * mostWins(blocks, 75)) / blocks);
  });
});

describe('a block that breaks the rules', () => {
  /** Whether a node adopts what another sends it at 10 s · height + `late` s on top of an honest chain of three. */
  function isAdopted(
    of: (order: readonly NodeId[], chain: readonly NodeId[]) => NodeId,
    header: object,
    late = 40,
    contents: number[] = [],
  ) {
    const { host } = assemble(specOf(fairRotation, worldWith(5)), registry);
    const params = paramsOf();
    const receiver = new Door(host, 0);
    const state = fairRotation.init(receiver, params);
    const seen = (block: BlockId) => {
      for (let node = 0; node < 5; node++) host.tree.see(node, block);
      return block;
    };
    const chain: NodeId[] = [];
    let tip: BlockId = 0;
    let forged = -1;
    for (let height = 1; height <= 3; height++) {
      host.simulator.schedule(10 * height * S, () => {
        const maker = fairRotation.appointed!(host.tree.whole(), tip, host.facts, params);
        chain.push(maker);
        tip = seen(new Door(host, maker).mint(tip, { header: HEADER }));
        fairRotation.on.block(state, { block: tip }, maker, receiver);
      });
    }
    host.simulator.schedule((30 + late) * S, () => {
      const liar = of(turns.all(host.tree.whole(), tip, host.facts, params), chain);
      forged = seen(new Door(host, liar).mint(tip, { header, contents }));
      fairRotation.on.block(state, { block: forged }, liar, receiver);
    });
    host.simulator.run({ time: 100 * S, events: 1000 });
    expect(chain).toHaveLength(3);
    return state.tip === forged;
  }
  const ranked = (rank: number) => (order: readonly NodeId[]) => order[rank]!;

  test('is told from a sound one', () => {
    expect(isAdopted(ranked(0), HEADER, 10)).toBe(true);
    expect(isAdopted(ranked(2), { rank: 2, admits: [] }, 20, [4, 5])).toBe(true);
  });

  test('is refused when its maker cools down, names another rank, is early, replays, or admits a known one', () => {
    expect(isAdopted((_order, chain) => chain[2]!, HEADER)).toBe(false);
    expect(isAdopted((_order, chain) => chain[1]!, HEADER)).toBe(false);
    // c = 2: the first of three may make one again.
    expect(isAdopted(ranked(1), HEADER)).toBe(false);
    expect(isAdopted(ranked(0), { rank: -1, admits: [] })).toBe(false);
    expect(isAdopted(ranked(0), { rank: 7, admits: [] })).toBe(false);
    expect(isAdopted(ranked(0), { rank: 9, admits: [] })).toBe(false);
    expect(isAdopted(ranked(1), { rank: 1, admits: [] }, 14.9)).toBe(false);
    expect(isAdopted(ranked(0), HEADER, 10, [4, 4])).toBe(false);
    expect(isAdopted(ranked(0), { rank: 0, admits: [1] }, 10)).toBe(false);
    expect(isAdopted(ranked(0), { rank: 0, admits: [5] }, 10)).toBe(false);
  });
});
