import fc from 'fast-check';
import type { BlockId } from '../../src/contract.js';
import { BlockTree } from '../../src/ledger/block-tree.js';
import { HeaviestSubtree } from '../../src/ledger/heaviest-subtree.js';

/** The definition: from genesis to the child with the heaviest subtree, down to a leaf; ties by who got there first. */
class ByDefinition {
  private readonly children = new Map<BlockId, BlockId[]>();
  private readonly weights = new Map<BlockId, number>();
  /** By block: when its subtree came to its present weight. */
  private readonly reached = new Map<BlockId, number>();
  private clock = 0;
  private readonly tree: BlockTree;

  constructor(tree: BlockTree) {
    this.tree = tree;
  }

  add(block: BlockId, work: number): BlockId {
    const { tree, children, weights, reached } = this;
    this.clock++;
    const siblings = children.get(tree.parent(block));
    if (siblings) siblings.push(block);
    else children.set(tree.parent(block), [block]);
    for (let at = block; at >= 0; at = tree.parent(at)) {
      weights.set(at, (weights.get(at) ?? 0) + work);
      reached.set(at, this.clock);
    }
    let head = 0;
    for (let next = children.get(head); next; next = children.get(head)) {
      head = next.reduce((best, child) => {
        const [a, b] = [weights.get(child)!, weights.get(best)!];
        return a > b || (a === b && reached.get(child)! < reached.get(best)!) ? child : best;
      });
    }
    return head;
  }
}

function grow(steps: readonly { back: number; work: number }[]) {
  const tree = new BlockTree(1);
  const kept = new HeaviestSubtree(tree.view(0));
  const definition = new ByDefinition(tree);
  return steps.map(({ back, work }) => {
    const parent = Math.max(0, tree.size - 1 - back);
    const block = tree.add(parent, 0, 0, { work });
    return [kept.add(block), definition.add(block, work)] as const;
  });
}

describe('the heaviest subtree', () => {
  test('of the tree genesis → A, B; A with three leaves, B → B1 → B2 is A: a leaf of A against the longer chain', () => {
    const tree = new BlockTree(1);
    const kept = new HeaviestSubtree(tree.view(0));
    const add = (parent: BlockId) => {
      const block = tree.add(parent, 0, 0, {});
      kept.add(block);
      return block;
    };
    const a = add(0);
    const b = add(0);
    const b1 = add(b);
    add(b1);
    expect(tree.ancestor(kept.tip, 1)).toBe(b);
    const leaf = add(a);
    add(a);
    expect(tree.ancestor(kept.tip, 1)).toBe(b);
    add(a);
    expect(kept.tip).toBe(leaf);
  });

  test('kept up block by block is the one of the definition, for trees of any shape', () => {
    const step = fc.record({ back: fc.nat({ max: 12 }), work: fc.integer({ min: 1, max: 2 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        for (const [kept, defined] of grow(steps)) expect(kept).toBe(defined);
      }),
      { numRuns: 2000, seed: 1 },
    );
  });
});
