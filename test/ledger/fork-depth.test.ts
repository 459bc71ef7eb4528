import { BlockTree } from '../../src/ledger/block-tree.js';
import { densityAfterFork, forksWithin } from '../../src/ledger/fork-depth.js';

/** A tree whose blocks hold their slot; a chain from a block with blocks in these slots. */
function grown() {
  const tree = new BlockTree(1);
  const chain = (from: number, slots: readonly number[]) =>
    slots.reduce((parent, slot) => tree.add(parent, 0, 0, { header: slot }), from);
  const slotOf = (block: number) => (block === 0 ? 0 : (tree.header(block) as number));
  return { tree, chain, slotOf };
}

test('of two chains that part deep the denser one after the fork counts, however long the other is', () => {
  const { tree, chain, slotOf } = grown();
  const shared = chain(0, [1, 2, 3]);
  const dense = chain(shared, [4, 5, 7, 9, 11, 13, 15, 17]);
  const thin = chain(shared, [6, 12, 14, 15, 16, 17, 18, 19, 20]);
  const blocks = tree.whole();
  const within = (own: number, other: number, most: number, slots = 8) =>
    densityAfterFork(blocks, [own, other], most, { slots, slotOf });
  expect(within(dense, thin, 2)).toEqual({ isDenser: false, isFinal: true });
  expect(within(thin, dense, 2)).toEqual({ isDenser: true, isFinal: true });
  // Slots 4 to 6: two against one; to 23: all.
  expect(within(thin, dense, 2, 3)).toMatchObject({ isDenser: true });
  expect(within(dense, thin, 2, 20)).toEqual({ isDenser: true, isFinal: false });
  // Eight blocks would be rolled back, which k = 8 allows.
  expect(within(dense, thin, 8)).toBeUndefined();
  expect(forksWithin(blocks, dense, thin, 8)).toBe(true);
  expect(forksWithin(blocks, dense, thin, 7)).toBe(false);
  // What a rollback of k could still change is not final.
  expect(within(dense, thin, 4)).toEqual({ isDenser: false, isFinal: false });
});
