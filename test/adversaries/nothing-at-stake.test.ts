import { SlotTree } from '../../src/adversaries/slot-tree.js';
import type { NodeId, Seen } from '../../src/contract.js';
import { BlockTree } from '../../src/ledger/block-tree.js';
import { extended, firstTurn, genesisDraws, type Draws, type SlotOptions } from '../../src/ledger/praos/draws.js';
import { praos } from '../../src/protocols/praos.js';
import { pow } from '../../src/protocols/pow.js';
import { NOTHING_AT_STAKE_THRESHOLD, nothingAtStakeDepth } from '../../src/theory/security-thresholds.js';
import { mean } from '../fixtures/moments.js';
import { fault, SECOND as S } from '../fixtures/run-words.js';
import { run, worldWith } from '../fixtures/world.js';

function rules(genesisSeed: number, weights: readonly number[], options: SlotOptions) {
  const blocks = new BlockTree(weights.length).whole();
  const seen: Seen = { blocks, weights, economy: { reward: 0, compound: false }, genesisSeed };
  return {
    stakers: [0] as readonly NodeId[],
    start: genesisDraws(seen),
    extended: (draws: unknown, leader: NodeId, slot: number) => extended(draws as Draws, leader, slot, seen, options),
    turn: (draws: unknown, staker: NodeId, least: number) => firstTurn(draws as Draws, staker, least, seen, options),
  };
}

/** Depths after so many times the mean interval between one's own slots. */
function depths(randomness: 'epoch' | 'block', time: number, runs: number, most = 1e9): number[] {
  const f = 0.004;
  const options: SlotOptions = { f, k: 2160, slot: S, epochSlots: 1_000_000, randomness };
  return Array.from({ length: runs }, (_, seed) => {
    const those = rules(seed + 1, [1], options);
    const tree = new SlotTree(those, those.start, 1, most);
    tree.grow(Math.round(time / f));
    return tree.depth;
  });
}

const error = (values: readonly number[]) => {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) * (value - centre))) / values.length);
};

describe('a tree of branches', () => {
  test.each([
    [2, 2.4737],
    [5, 8.2115],
  ])('that each draw anew is as deep after time %d as theory says, far deeper than one chain', (time, expected) => {
    const measured = depths('block', time, 300);
    expect(nothingAtStakeDepth(1, time)).toBeCloseTo(expected, 3);
    // Slots are no continuous time: a rate of f a slot lacks up to f of each step.
    expect(Math.abs(mean(measured) - expected)).toBeLessThan(4 * error(measured) + 0.004 * expected);
    expect(mean(measured) - time).toBeGreaterThan(4 * error(measured));
  });

  test('that lead in the same slots is as deep as one chain', () => {
    const one = depths('epoch', 5, 100, 1);
    expect(depths('epoch', 5, 100, 50)).toEqual(one);
    expect(Math.abs(mean(one) - 5)).toBeLessThan(4 * Math.sqrt(5 / 100));
  });

  test('keeps the deepest branches when there are too many, and gives a path that can be made', () => {
    const options: SlotOptions = { f: 0.1, k: 2160, slot: S, epochSlots: 1_000_000, randomness: 'block' };
    const those = rules(3, [1, 1], options);
    const tree = new SlotTree({ ...those, stakers: [0, 1] }, those.start, 5, 20);
    tree.grow(300);
    const { path } = tree;
    expect(path.length).toBe(tree.depth);
    let draws: Draws = those.start;
    for (const { leader, slot } of path) {
      expect(slot).toBeGreaterThanOrEqual(5);
      expect(those.turn(draws, leader, slot)).toBe(slot);
      draws = those.extended(draws, leader, slot);
    }
    // Two stakers with a rate of 0.1 a slot between them: one chain would be 30 long, and e times as much is the limit.
    expect(tree.depth).toBeGreaterThan(45);
    expect(tree.depth).toBeLessThan(95);
  });
});

describe('nothing at stake', () => {
  function attempts(share: number, params: object, options: object = {}, slots = 20_000) {
    const values = [share, (1 - share) / 2, (1 - share) / 2];
    const world = worldWith(3, {
      nodes: { count: 3, weights: { kind: 'list', values }, regions: { shares: { everywhere: 1 } } },
      network: { latency: { kind: 'constant', delay: 1000 } },
      faults: [fault('nothing-at-stake', { ids: [0] }, { params: options as Record<string, unknown> })],
      stop: { time: slots * S, blocks: 1e6 },
    });
    return run(praos, world, { params: { confirmations: 1000, ...params } }).columns;
  }

  test('undoes twenty blocks every time above 1/(1 + e) of the stake, and never well below it', () => {
    const deep = { confirmations: 20, branches: 150 };
    const above = attempts(NOTHING_AT_STAKE_THRESHOLD + 0.08, { randomness: 'block' }, deep);
    expect(above['nothing_at_stake_rate']).toBeGreaterThan(0.9);
    expect(above['nothing_at_stake_successes']).toBeGreaterThan(15);
    const below = attempts(NOTHING_AT_STAKE_THRESHOLD - 0.08, { randomness: 'block' }, deep);
    expect(below['nothing_at_stake_attempts']).toBeGreaterThan(7);
    expect(below['nothing_at_stake_rate']).toBeLessThan(0.1);
  });

  test('with one nonce an epoch is the race of a single secret chain, by its exact law', () => {
    const options = { confirmations: 3, giveUp: 6 };
    for (const f of [0.05, 0.1]) {
      const columns = attempts(0.3, { f }, options, 60_000);
      expect(columns['nothing_at_stake_attempts']).toBeGreaterThan(80);
      expect(Math.abs(columns['z_nothing_at_stake_rate'] as number)).toBeLessThan(4);
      expect(columns['theory_nothing_at_stake_rate'] as number).toBeGreaterThan(0.1);
    }
  });

  test('cannot undo more than k blocks', () => {
    const share = 0.45;
    const options = { confirmations: 8, branches: 100 };
    const free = attempts(share, { randomness: 'block' }, options);
    expect(free['nothing_at_stake_rate']).toBeGreaterThan(0.9);
    const bounded = attempts(share, { randomness: 'block', k: 7 }, options);
    expect(bounded['nothing_at_stake_successes']).toBe(0);
    expect(bounded['nothing_at_stake_attempts']).toBeGreaterThan(10);
  });

  test('is refused where leaders are not drawn by slots', () => {
    const world = worldWith(3, { faults: [fault('nothing-at-stake', { ids: [0] })] });
    expect(() => run(pow, world)).toThrow('nothing-at-stake needs leaders drawn by slots; pow has none');
  });

  test('lets members make blocks by the rules before it begins and after it ends', () => {
    const span = { at: 5000 * S, until: 15_000 * S };
    const world = worldWith(3, {
      faults: [fault('nothing-at-stake', { ids: [0] }, { ...span, params: { confirmations: 50, branches: 1 } })],
      stop: { time: 20_000 * S, blocks: 1e6 },
    });
    const record = run(praos, world, { params: { f: 0.2 } });
    const own = record.producers[0]!.canonical;
    // A third of the blocks of half of the time.
    const expected = (10_000 * 0.2) / 3;
    expect(Math.abs(own - expected)).toBeLessThan(4 * Math.sqrt(expected) + 60);
  });
});
