import type { BlockDraft, BlockId } from '../../src/contract.js';
import { BlockTree } from '../../src/ledger/block-tree.js';
import { bobtail, proofsPerBlock, valueOf } from '../../src/protocols/bobtail.js';
import { assemble } from '../../src/scenario/assembly.js';
import { mean, variance } from '../fixtures/moments.js';
import { registry, run, specOf, worldWith } from '../fixtures/world.js';

const SEED = 7;
const atOnce = { latency: { kind: 'constant', delay: 0 } };

function chainOf(blocks: number, k: number, weights: readonly number[]) {
  const nodes = {
    count: weights.length,
    weights: { kind: 'list', values: [...weights] },
    regions: { shares: { everywhere: 1 } },
  };
  const world = worldWith(weights.length, { nodes, network: atOnce, stop: { blocks } });
  const made = assemble(specOf(bobtail, world, { k }), registry);
  made.start();
  made.host.simulator.run({ time: Infinity, events: 2e7 });
  const { tree } = made.host;
  return made.outcome.canonical(blocks).map(({ id }) => ({
    timeS: tree.time(id) / 1e6,
    provers: tree.references(id).map((proof) => tree.producer(proof)),
  }));
}

describe('the interval between blocks', () => {
  test.each([
    [1, 1],
    [4, 0.3],
    [8, 0.15741],
  ])('with %i proofs: mean T and CV² = 2(2k + 1)/(3k(k + 1)) = %d, without delay', (k, expected) => {
    expect((2 * (2 * k + 1)) / (3 * k * (k + 1))).toBeCloseTo(expected, 5);
    const blocks = 3000;
    const times = chainOf(blocks, k, [1, 1, 1]).map(({ timeS }) => timeS);
    const gaps = times.map((time, i) => time - (times[i - 1] ?? 0));
    expect(Math.abs(mean(gaps) / 600 - 1)).toBeLessThan(4 * Math.sqrt(expected / blocks));
    const measured = variance(gaps) / (mean(gaps) * mean(gaps));
    // As of Gamma intervals of the same coefficient: a relative standard error of sqrt((2 + 6 CV²)/n).
    expect(Math.abs(measured / expected - 1)).toBeLessThan(4 * Math.sqrt((2 + 6 * expected) / blocks));
  });
});

test('proofs of a miner in a block are binomial: their share has the variance h(1 − h)/k', () => {
  const [blocks, k, h] = [3000, 4, 0.1];
  const shares = chainOf(blocks, k, [1, 4, 5]).map(({ provers }) => provers.filter((p) => p === 0).length / k);
  expect(Math.abs(mean(shares) - h)).toBeLessThan(4 * Math.sqrt((h * (1 - h)) / k / blocks));
  expect(Math.abs(variance(shares) - (h * (1 - h)) / k)).toBeLessThan(
    4 * (1 - h) * Math.sqrt((h * (1 - h)) / k / blocks),
  );
});

test('every proof is paid a k-th of the reward, and counts for its miner', () => {
  const world = worldWith(4, { network: atOnce, economy: { reward: 2, compound: false }, stop: { blocks: 40 } });
  const record = run(bobtail, world, { params: { k: 4 } });
  expect(record.columns['reward_issued']).toBeCloseTo(80, 9);
  record.producers.forEach(({ reward, canonical }) => expect(reward).toBeCloseTo(canonical / 2, 9));
});

/** Proofs for genesis by nodes in turn, lowest first. */
function proofs(count: number) {
  const tree = new BlockTree(1);
  const add = (parent: BlockId, producer: number, draft: BlockDraft = {}) => tree.add(parent, producer, 0, draft, 0);
  const made = Array.from({ length: count }, (_, i) => add(0, i % 5, { beside: true }));
  const value = (proof: BlockId) => valueOf(proof, SEED, 3);
  return { tree, add, value, sorted: made.sort((a, b) => value(a) - value(b)) };
}

describe('a block (section III)', () => {
  type Make = (p: ReturnType<typeof proofs>) => BlockId;
  const of = (p: ReturnType<typeof proofs>, references: readonly BlockId[], draft: BlockDraft = {}) =>
    p.add(0, p.tree.producer(references[0]!), { work: 0, references, ...draft });
  test.each<[string, boolean, Make]>([
    ['the three lowest proofs of many', true, (p) => of(p, p.sorted.slice(0, 3))],
    ['the three highest', false, (p) => of(p, p.sorted.slice(-3))],
    [
      'another maker than the owner of the lowest',
      false,
      (p) => p.add(0, 9, { work: 0, references: p.sorted.slice(0, 3) }),
    ],
    ['two proofs', false, (p) => of(p, p.sorted.slice(0, 2))],
    ['a proof twice', false, (p) => of(p, [p.sorted[0]!, p.sorted[1]!, p.sorted[1]!])],
    ['proofs out of order', false, (p) => of(p, [p.sorted[1]!, p.sorted[0]!, p.sorted[2]!])],
    [
      'proofs for another parent',
      false,
      (p) => {
        const first = of(p, p.sorted.slice(0, 3));
        return p.add(first, p.tree.producer(p.sorted[1]!), { work: 0, references: p.sorted.slice(1, 4) });
      },
    ],
  ])('with %s: valid is %p', (_name, valid, make) => {
    const p = proofs(40);
    const lowest = p.sorted.slice(0, 3).map((proof) => p.value(proof));
    // Of forty where six are enough on average.
    expect(mean(lowest)).toBeLessThan(proofsPerBlock(3) / 3);
    const block = make(p);
    const refused: BlockId[] = [];
    const me = {
      blocks: p.tree.whole(),
      id: 99,
      genesisSeed: SEED,
      refuse: (x: BlockId) => refused.push(x),
      adopt: () => undefined,
    } as never;
    const s = bobtail.init(me, bobtail.params.parse({ k: 3 }));
    bobtail.on['block']!(s, { block }, 1, me);
    expect(refused).toEqual(valid ? [] : [block]);
  });
});
