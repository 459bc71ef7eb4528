import type { BlockId, JudgeView } from '../contract.js';

/** How deep a block must be buried to count as final. */
export function confirmations(view: JudgeView): number {
  const { finality } = view.protocol;
  if (finality.by !== 'depth') throw new Error(`${view.protocol.name} decides; it has no depth of finality`);
  return finality.confirmations(view.params);
}

/** The newest block that is final for whoever takes `tip` for the right end; genesis while the chain is too short. */
export function settledUnder(view: JudgeView, tip: BlockId, depth: number): BlockId {
  return view.blocks.derive('settled', tip, (block) =>
    view.blocks.ancestor(block, Math.max(0, view.blocks.height(block) - depth)),
  );
}
