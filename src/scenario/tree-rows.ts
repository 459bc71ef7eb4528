import type { FirstHeard } from '../observers/first-heard.js';
import type { LedgerBranches } from '../observers/ledger-branches.js';
import type { TreeBlock } from '../runner/record.js';
import type { Assembled } from './assembly.js';

/** Blocks of a single run that are drawn at most. */
export const MOST_TREE_BLOCKS = 2_000;
const US_PER_S = 1_000_000;

/** Blocks of a run up to the height that all agree on. */
export function treeOf(run: Assembled, heard: FirstHeard, agreed: number): TreeBlock[] {
  const { tree } = run.host;
  const blocks: TreeBlock[] = [];
  const onChain = new Set(run.outcome.canonical(agreed).map((block) => block.id));
  for (let block = 1; block < tree.size && blocks.length < MOST_TREE_BLOCKS; block++) {
    if (tree.height(block) > agreed || tree.isBeside(block)) continue;
    const heardAt = heard.time(block);
    blocks.push([
      block,
      tree.parent(block),
      tree.height(block),
      tree.producer(block),
      tree.time(block) / US_PER_S,
      onChain.has(block),
      heardAt === undefined ? null : heardAt / US_PER_S,
    ]);
  }
  return blocks;
}

/** With the row that its producer stands in for every block, where rows are not those of the nodes. */
export function placed(tree: readonly TreeBlock[], rows: Int32Array | undefined): readonly TreeBlock[] {
  if (!rows) return tree;
  return tree.map(([block, parent, height, producer, ...more]) => [
    block,
    parent,
    height,
    producer < 0 ? producer : rows[producer]!,
    ...more,
  ]);
}

/** The same of a ledger whose nodes put their chains together themselves; what is not buried yet is left out. */
export function branchesOf(run: Assembled, params: unknown, branches: LedgerBranches, agreed: number): TreeBlock[] {
  const { values } = run.host;
  const isBuried = run.protocol.finality.confirmations?.(params) !== 0;
  const onChain = new Set(run.outcome.canonical(agreed).map((block) => block.id));
  return branches
    .final(onChain)
    .filter(({ height }) => height <= agreed || !isBuried)
    .map(({ id, parent, height, block, time, isFinal }) => [
      id,
      parent,
      height,
      block.producer,
      values.time(block.value) / US_PER_S,
      isFinal,
      time / US_PER_S,
    ]);
}
