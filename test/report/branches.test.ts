import type { TreeBlock } from '../../src/runner/record.js';
import { layOutTree } from '../../src/report/pictures/branches.js';

/** A chain of `length` blocks with ids 1 …, then stale blocks as `[id, parent, height]`. */
function treeOf(length: number, stale: readonly (readonly [number, number, number])[]): TreeBlock[] {
  const chain = Array.from({ length }, (_, i): TreeBlock => [i + 1, i, i + 1, 0, i, true]);
  return [...chain, ...stale.map(([id, parent, height]): TreeBlock => [id, parent, height, 1, height, false])];
}

const laneOf = (tree: readonly TreeBlock[], id: number) =>
  layOutTree(tree)
    .stretches.flatMap(({ blocks }) => blocks)
    .find((block) => block.id === id)?.lane;

test('a chain without forks has nothing to draw', () => {
  const layout = layOutTree(treeOf(50, []));
  expect(layout).toMatchObject({ stretches: [], forks: 0, stale: 0, recorded: 50, lanes: [0, 0] });
});

test('a fork is drawn with one block of the chain on either side', () => {
  const { stretches, lanes } = layOutTree(treeOf(50, [[100, 19, 20]]));
  expect(stretches.map(({ from, to }) => [from, to])).toEqual([[19, 21]]);
  expect(stretches[0]!.blocks.map(({ id, lane }) => [id, lane])).toEqual([
    [19, 0],
    [20, 0],
    [21, 0],
    [100, 1],
  ]);
  expect(lanes).toEqual([0, 1]);
});

test('the chain stays on lane 0 and rivals at one height take lanes on both sides', () => {
  const tree = treeOf(50, [
    [100, 19, 20],
    [101, 19, 20],
    [102, 19, 20],
  ]);
  expect([20, 100, 101, 102].map((id) => laneOf(tree, id))).toEqual([0, 1, -1, 2]);
});

test('a branch follows its deepest child and its twigs leave it further out', () => {
  const tree = treeOf(50, [
    [100, 19, 20],
    [101, 100, 21],
    [102, 100, 21],
    [103, 102, 22],
  ]);
  expect([100, 102, 103].map((id) => laneOf(tree, id))).toEqual([1, 1, 1]);
  expect(laneOf(tree, 101)).toBe(2);
  expect(layOutTree(tree).forks).toBe(1);
});

test('a lane is free again once its branch has ended', () => {
  const tree = treeOf(50, [
    [100, 19, 20],
    [101, 24, 25],
  ]);
  expect(laneOf(tree, 101)).toBe(1);
});

test('long stretches are cut and forks beyond some two hundred blocks are counted as left out', () => {
  const stale = Array.from({ length: 300 }, (_, i) => [1000 + i, i, i + 1] as const);
  const { stretches, forks, drawnForks } = layOutTree(treeOf(400, stale));
  expect(forks).toBe(300);
  expect(drawnForks).toBeLessThan(120);
  expect(drawnForks).toBeGreaterThan(80);
  expect(Math.max(...stretches.map(({ from, to }) => to - from + 1))).toBeLessThanOrEqual(15);
  const drawn = new Set(stretches.flatMap(({ blocks }) => blocks.map(({ id }) => id)));
  expect(drawn.size).toBeLessThanOrEqual(203);
  for (const [i, stretch] of stretches.slice(1).entries()) expect(stretch.from).toBe(stretches[i]!.to + 1);
});

test('of a stale branch as long as the run the beginning is drawn', () => {
  const stale = Array.from({ length: 20_000 }, (_, i) => [100_000 + i, i === 0 ? 0 : 99_999 + i, i + 1] as const);
  const { drawnForks, drawnStale, stretches } = layOutTree(treeOf(20_000, stale));
  expect(drawnForks).toBe(1);
  expect(drawnStale).toBeLessThanOrEqual(101);
  expect(stretches.flatMap(({ blocks }) => blocks).length).toBeLessThan(230);
});

test('a block is kept back when the next was made before a correct node had it, or none ever had', () => {
  const tree: TreeBlock[] = [
    [1, 0, 1, 0, 10, true, 10],
    [2, 1, 2, 1, 20, false, 35],
    [3, 1, 2, 0, 30, true, 30],
    [4, 3, 3, 1, 40, true, 41],
    [5, 2, 3, 1, 50, false, null],
    [6, 4, 4, 0, 60, true],
  ];
  const { stretches } = layOutTree(tree);
  const kept = stretches.flatMap(({ blocks }) => blocks).filter(({ withheld }) => withheld);
  expect(kept.map(({ id, heardS }) => [id, heardS]).sort(([a], [b]) => a! - b!)).toEqual([
    [2, 35],
    [5, null],
  ]);
});
