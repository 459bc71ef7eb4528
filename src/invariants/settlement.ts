import type { JudgeView } from '../contract.js';
import { Buried } from '../ledger/buried.js';

/** How deep a block must be buried to count as final. */
export function confirmations(view: JudgeView): number {
  const { finality } = view.protocol;
  if (finality.by !== 'depth') throw new Error(`${view.protocol.name} decides; it has no depth of finality`);
  return finality.confirmations(view.params);
}

/** The newest block that is final for whoever takes a tip for the right end: judges of a run share the answers. */
export function settlement(view: JudgeView): Buried {
  return view.share('buried', () => new Buried(view.blocks, confirmations(view)));
}
