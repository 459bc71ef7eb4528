import type { BlockDraft, BlockId, NodeId } from '../../src/contract.js';
import { BlockTree } from '../../src/ledger/block-tree.js';
import { DoubleBlocks, provenBy } from '../../src/ledger/double-blocks.js';
import { coinsAfter, slashedAfter } from '../../src/ledger/stakes.js';

const N = 4;
const tree = new BlockTree(1);
const blocks = tree.whole();
const slots = new Map<BlockId, number>([[0, -1]]);
const slotOf = (block: BlockId) => slots.get(block)!;

function block(parent: BlockId, slot: number, maker: NodeId, draft: BlockDraft = {}): BlockId {
  const made = tree.add(parent, maker, slot, draft, 0);
  slots.set(made, slot);
  return made;
}

// Node 1 makes two blocks in slot 3, node 2 one each on two branches in slots of its own.
const a = block(0, 3, 1);
const b = block(0, 3, 1);
const c = block(a, 4, 2);
const d = block(b, 5, 2);
const NOTHING: ReadonlySet<number> = new Set();

describe('proofs of two blocks in a slot', () => {
  test('are found by who hears both, once, and brought until the chain has them', () => {
    const heard = new DoubleBlocks(N);
    expect([a, b, b, c, d, a].map((each) => heard.hear(each, slotOf(each), blocks))).toEqual([
      false,
      true,
      true,
      false,
      false,
      false,
    ]);
    const brought = heard.unproven(NOTHING);
    expect(brought).toEqual({ culprits: [1], references: [a, b] });
    const proven = provenBy(block(c, 6, 3, brought), NOTHING, slotOf, N, blocks)!;
    expect(proven.size).toBe(1);
    expect(heard.unproven(proven)).toEqual({});
  });

  test.each<[string, BlockDraft]>([
    ['the same block twice', { culprits: [1], references: [a, a] }],
    ['blocks of two slots', { culprits: [2], references: [c, d] }],
    ['blocks of somebody else', { culprits: [3], references: [a, b] }],
    ['one block', { culprits: [1], references: [a] }],
    ['the same proof twice', { culprits: [1, 1], references: [a, b, b, a] }],
  ])('are none: %s', (_what, draft) => {
    expect(provenBy(block(c, 6, 3, draft), NOTHING, slotOf, N, blocks)).toBeUndefined();
  });

  test('cost a share of the coins each, on the chain that holds them alone', () => {
    const facts = {
      weights: [1, 2, 3, 4],
      economy: { reward: 0, compound: false, slashing: { share: 0.25 } },
      genesisSeed: 1,
    };
    const proof = block(c, 6, 3, { culprits: [1], references: [a, b] });
    const twice = block(proof, 7, 0, { culprits: [1, 2], references: [a, b, c, d] });
    expect(Array.from(coinsAfter(blocks, proof, facts))).toEqual([1, 1.5, 3, 4]);
    expect(Array.from(coinsAfter(blocks, twice, facts))).toEqual([1, 1.125, 2.25, 4]);
    expect(Array.from(coinsAfter(blocks, d, facts))).toEqual([1, 2, 3, 4]);
    expect([d, proof, twice].map((each) => slashedAfter(blocks, each, facts))).toEqual([0, 0.05, 0.1625]);
  });
});
