import { elect, firstBallots, isBallot, withBallots } from '../../src/ledger/dpos/votes.js';
import { newestIrreversible } from '../../src/ledger/dpos/irreversible.js';
import { BlockTree } from '../../src/ledger/block-tree.js';
import { dpos } from '../../src/protocols/dpos.js';
import { assemble } from '../../src/scenario/assembly.js';
import type { World } from '../../src/scenario/world.js';
import { fault, SECOND as S } from '../fixtures/run-words.js';
import { expectContent } from '../fixtures/verdicts.js';
import { registry, run, specOf, weighted, worldWith } from '../fixtures/world.js';

describe('an election', () => {
  test('seats those with the most stake behind them, and bars the absent while there are others', () => {
    // 0 and 1 approve of each other beside themselves; 2 of 3, 3 of itself.
    const ballots = [[0, 1], [1, 0], [3], [3]];
    const stakes = [5, 1, 4, 1];
    expect(elect(ballots, stakes, 3, new Set())).toEqual([0, 1, 3]);
    expect(elect(ballots, stakes, 3, new Set([0]))).toEqual([1, 3, 2]);
    expect(elect(ballots, stakes, 4, new Set([0]))).toEqual([1, 3, 2, 0]);
    expect(elect(withBallots(ballots, [{ holder: 0, candidates: [2] }]), stakes, 2, new Set())).toEqual([2, 3]);
  });

  test('takes votes for different nodes that there are', () => {
    const isVote = (...candidates: number[]) => isBallot({ holder: 1, candidates }, 4, 3);
    expect([isVote(), isVote(3, 0), isVote(0, 0), isVote(4), isVote(0, 1, 2, 3)]).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  test('begins with a vote for oneself, and for others as often as they have stake', () => {
    const stakes = [10, 30, 60, ...new Array<number>(997).fill(0)];
    const ballots = firstBallots(stakes, 2, 12_345);
    const others = [0, 0, 0];
    for (const [holder, candidates] of ballots.entries()) {
      expect(candidates[0]).toBe(holder);
      for (const other of candidates.slice(1)) others[other]!++;
    }
    // Of 997 draws of those without stake; the others may draw themselves.
    [0.1, 0.3, 0.6].forEach((p, node) => {
      expect(Math.abs(others[node]! / 1000 - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / 1000) + 0.003);
    });
  });
});

test('more than two thirds of the producers must have built on a block, each counted once', () => {
  const tree = new BlockTree(9);
  const makers = [0, 1, 2, 3, 4, 4, 4, 5, 8];
  for (const [height, maker] of makers.entries()) tree.add(height, maker, height, {});
  const final = (producers: number[], last = 0) =>
    newestIrreversible(tree.whole(), makers.length, last, new Set(producers), (all) => new Set(all).size);
  // From the tip down: 5, 4 and 3 are three of four; 8 has no seat.
  expect(final([2, 3, 4, 5])).toBe(4);
  // Of six, five: 5, 4, 3, 2, 1.
  expect(final([0, 1, 2, 3, 4, 5])).toBe(2);
  expect(final([0, 1, 2, 3, 4, 5], 3)).toBe(3);
});

describe('delegated proof of stake', () => {
  test('seats the largest holders, who make as many blocks each, irreversible after more than two thirds of a round', () => {
    const weights = Array.from({ length: 30 }, (_, node) => 100 - node);
    const record = run(dpos, worldWith(30, { ...weighted(...weights), stop: { blocks: 210 } }));
    expectContent(record.verdicts);
    record.producers.forEach((row, node) => expect(row.canonical).toBe(node < 21 ? 10 : 0));
    // The 15th producer's block comes 14 slots of 3 s later, or a few more where a new order begins between.
    expect(record.columns['latency_first_s']).toBeGreaterThanOrEqual(42);
    expect(record.columns['latency_first_s']).toBeLessThan(42 + 4 * 3);
  });

  test('leaves the slots of crashed producers empty, as long as more than two thirds are left', () => {
    // None may be passed over: (N − c)/N of the blocks in the same time.
    const params = { producers: 9, absentRounds: 0 };
    const blocksWith = (crashed: number, time: number) => {
      const ids = Array.from({ length: crashed }, (_, node) => node);
      const world = worldWith(9, { faults: [fault('crash', { ids })], stop: { blocks: 10_000, time: time * S } });
      return run(dpos, world, { params }).columns['blocks_canonical'] as number;
    };
    const [all, two] = [blocksWith(0, 2700), blocksWith(2, 2700)];
    // Seven of nine are needed, so the last six slots are not final yet, nor the last seven of a round and more.
    expect(all).toBeGreaterThanOrEqual(900 - 7);
    expect(two).toBeGreaterThanOrEqual(700 - 8);
    expect(two).toBeLessThanOrEqual(700);
    expect(blocksWith(3, 600)).toBe(0);
  });

  test('passes over producers who have been away for rounds, and has them back', () => {
    const weights = [9, 8, 7, 6, 5, 4, 3, 2, 1, 1, 1, 1];
    const crash = fault('crash', { ids: [0, 1] }, { until: 400 * S });
    const world = worldWith(12, { ...weighted(...weights), faults: [crash], stop: { blocks: 500 } });
    const assembled = assemble(specOf(dpos, world, { producers: 7, absentRounds: 2 }), registry);
    const { host, outcome } = assembled;
    assembled.start();
    host.simulator.run({ time: Infinity, events: 1e7 });
    const made = (node: number, from: number, to: number) =>
      outcome.canonical(500).filter(({ producer, time }) => producer === node && time >= from * S && time < to * S)
        .length;
    // Those of rank 7 and 8 take the seats of the first two.
    expect([made(0, 0, 400), made(1, 0, 400)]).toEqual([0, 0]);
    expect(made(7, 0, 400)).toBeGreaterThan(5);
    expect(made(0, 600, Infinity)).toBeGreaterThan(5);
    expect(made(8, 600, Infinity)).toBe(0);
  });

  test('counts votes that holders change, two rounds later', () => {
    const weights = [5, 4, 3, 2, 9, 0.5, 0.5, 0.5];
    const world = {
      ...worldWith(8, { ...weighted(...weights), stop: { blocks: 80 } }),
      commands: [{ at: 13 * S, node: 4, do: 'vote', options: { candidates: [5, 6, 7] } }],
    } as World;
    const record = run(dpos, world, { params: { producers: 4 } });
    expect(record.verdicts['agreement']!.is).toBe('holds');
    const made = record.producers.map(({ canonical }) => canonical);
    // 4, 0, 1, 2 at first; then 5, 6 and 7 with the stake of 4, and 0.
    expect(made.slice(5).every((count) => count >= 17)).toBe(true);
    expect(made[0]).toBe(20);
    expect(made[3]).toBe(0);
    expect(made[4]).toBeLessThanOrEqual(4);
  });

  test('is one chain although producers tell two tales, and finds them out', () => {
    const world = worldWith(10, { faults: [fault('equivocate', { ids: [1, 2, 3] })], stop: { blocks: 100 } });
    const assembled = assemble(specOf(dpos, world, { producers: 10 }), registry);
    const accused = new Set<number>();
    assembled.host.outputs.add({ onBlame: (_time, _node, liar) => void accused.add(liar) });
    assembled.start();
    assembled.host.simulator.run({ time: Infinity, events: 1e6 });
    expect(assembled.outcome.agreedHeight()).toBe(100);
    expect(accused).toEqual(new Set([1, 2, 3]));
  });

  test.each([
    // Seven of ten are needed on either side of a split: 3 + 4, and 3 + 4.
    [3, 'holds'],
    [4, 'violated'],
  ])('split in two with %d of ten on both sides: agreement %s', (clones, verdict) => {
    const ids = Array.from({ length: clones }, (_, node) => node);
    const honest = Array.from({ length: 10 - clones }, (_, i) => clones + i);
    const half = Math.floor(honest.length / 2);
    const cut = {
      partition: [
        [...ids, ...honest.slice(0, half)],
        [...ids.map((id) => `${id}b`), ...honest.slice(half)],
      ],
      oneWay: false,
      at: 0,
      until: 300 * S,
    };
    const world = worldWith(10, { faults: [fault('twins', { ids }), cut], stop: { blocks: 40, time: 1200 * S } });
    expect(run(dpos, world, { params: { producers: 10, absentRounds: 0 } }).verdicts['agreement']!.is).toBe(verdict);
  });
});
