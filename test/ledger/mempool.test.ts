import seedrandom from 'seedrandom';
import type { BlockId, Value } from '../../src/contract.js';
import { BlockTree } from '../../src/ledger/block-tree.js';
import { Mempool, replays } from '../../src/ledger/mempool.js';
import { ValueSet } from '../../src/ledger/value-set.js';

function confirmedBy(tree: BlockTree, tip: BlockId): Set<Value> {
  const values = new Set<Value>();
  for (let at = tip; at > 0; at = tree.parent(at)) for (const value of tree.contents(at)) values.add(value);
  return values;
}

const senderOf = (value: Value): number => value % 3;

describe('a mempool', () => {
  test('waits for exactly what has come and the chain does not confirm, over random reorganisations', () => {
    const random = seedrandom.alea('mempool');
    const tree = new BlockTree(1);
    const pool = new Mempool();
    const come = new Set<Value>();
    let tip: BlockId = 0;
    for (let step = 1; step <= 2000; step++) {
      if (random() < 0.7) {
        pool.add(step, senderOf(step));
        come.add(step);
      }
      if (random() < 0.4) {
        const parent = Math.max(0, tree.size - 1 - Math.floor(4 * random() * random()));
        const old = confirmedBy(tree, parent);
        // Some transactions are first heard of in a block.
        const contents = [...come, step + 5000].filter((value) => !old.has(value) && random() < 0.3);
        const to = tree.add(parent, 0, step, { contents });
        pool.follow(tree.whole(), tip, to, (block) => tree.contents(block).map(senderOf));
        for (const value of confirmedBy(tree, tip)) come.add(value);
        tip = to;
      }
      const confirmed = confirmedBy(tree, tip);
      const expected = [...come].filter((value) => !confirmed.has(value));
      expect([...pool.waiting.keys()].toSorted((a, b) => a - b)).toEqual(expected.toSorted((a, b) => a - b));
      for (const [value, sender] of pool.waiting) expect(sender).toBe(senderOf(value));
      for (const sender of [0, 1, 2]) {
        expect(pool.bySender.get(sender) ?? 0).toBe(expected.filter((value) => senderOf(value) === sender).length);
      }
    }
  });

  test('takes no transaction twice, before or after it is confirmed', () => {
    const tree = new BlockTree(1);
    const pool = new Mempool();
    expect(pool.add(7)).toBe(true);
    expect(pool.add(7)).toBe(false);
    pool.follow(tree.whole(), 0, tree.add(0, 0, 1, { contents: [7] }));
    expect(pool.add(7)).toBe(false);
    expect(pool.size).toBe(0);
  });

  test("fills a batch with the first node's oldest, then the oldest of all, one a sender where that is the rule", () => {
    const pool = new Mempool();
    for (const [value, sender] of [
      [1, 0],
      [2, 0],
      [3, 1],
      [4, 2],
      [5, 1],
    ] as const) {
      pool.add(value, sender);
    }
    expect(pool.batch(1, 4, false)).toEqual({ contents: [3, 1, 2, 4], senders: [1, 0, 0, 2] });
    expect(pool.batch(1, 9, true)).toEqual({ contents: [3, 1, 4], senders: [1, 0, 2] });
    expect(pool.oldest(2)).toEqual([1, 2]);
  });
});

describe('a replay', () => {
  test('is found however long ago, and on its own branch only', () => {
    const tree = new BlockTree(1);
    const blocks = tree.whole();
    let tip: BlockId = 0;
    for (let value = 1; value <= 300; value++) tip = tree.add(tip, 0, value, { contents: [value] });
    for (const value of [1, 63, 64, 65, 128, 200, 299, 300]) {
      expect(replays(blocks, tree.add(tip, 0, 400, { contents: [1000, value] }))).toBe(true);
      const before = blocks.ancestor(tip, value - 1);
      expect(replays(blocks, tree.add(before, 0, 400, { contents: [value] }))).toBe(false);
    }
    expect(replays(blocks, tree.add(tip, 0, 400, { contents: [1000, 1001] }))).toBe(false);
    expect(replays(blocks, tree.add(tip, 0, 400, { contents: [1000, 1000] }))).toBe(true);
  });
});

test('a set of handles grows, forgets and is copied', () => {
  const set = new ValueSet();
  for (const value of [0, 31, 32, 1000]) set.add(value);
  const copy = set.copy();
  set.delete(32);
  set.delete(99_999);
  expect([0, 1, 31, 32, 1000, 99_999].map((value) => set.has(value))).toEqual([true, false, true, false, true, false]);
  expect(copy.has(32)).toBe(true);
});
