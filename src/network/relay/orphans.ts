import type { BlockId, NodeId } from '../../contract.js';
import type { RelayEnd } from './options.js';

/** A block that waits for its parent, or for one that it names. */
export interface Orphan {
  readonly end: RelayEnd;
  readonly block: BlockId;
  readonly kind: number;
  readonly body: unknown;
  readonly from: NodeId;
}

const NONE: readonly Orphan[] = [];

/** Blocks that wait, by what they wait for. They are few, for most blocks come after their parents. */
export class Orphans {
  private readonly byAwaited = new Map<BlockId, Orphan[]>();

  hold(awaited: BlockId, orphan: Orphan): void {
    const others = this.byAwaited.get(awaited);
    if (others) others.push(orphan);
    else this.byAwaited.set(awaited, [orphan]);
  }

  /** Takes out what waits at one endpoint for a block, in the order in which it came. */
  take(end: RelayEnd, awaited: BlockId): readonly Orphan[] {
    const all = this.byAwaited.size === 0 ? undefined : this.byAwaited.get(awaited);
    if (!all) return NONE;
    this.keep(
      awaited,
      all.filter((orphan) => orphan.end !== end),
    );
    return all.filter((orphan) => orphan.end === end);
  }

  /** Forgets all that waits at one endpoint. */
  forget(end: RelayEnd): void {
    for (const [awaited, orphans] of this.byAwaited) {
      this.keep(
        awaited,
        orphans.filter((orphan) => orphan.end !== end),
      );
    }
  }

  private keep(awaited: BlockId, orphans: Orphan[]): void {
    if (orphans.length > 0) this.byAwaited.set(awaited, orphans);
    else this.byAwaited.delete(awaited);
  }
}
