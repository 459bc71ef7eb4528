import type { BlockId, NodeId } from '../../contract.js';

/** A block that waits for its parent, or for one that it names. */
export interface Orphan {
  readonly endpoint: number;
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
  take(endpoint: number, awaited: BlockId): readonly Orphan[] {
    const all = this.byAwaited.size === 0 ? undefined : this.byAwaited.get(awaited);
    if (!all) return NONE;
    this.keep(
      awaited,
      all.filter((orphan) => orphan.endpoint !== endpoint),
    );
    return all.filter((orphan) => orphan.endpoint === endpoint);
  }

  /** Forgets all that waits at one endpoint. */
  forget(endpoint: number): void {
    for (const [awaited, orphans] of this.byAwaited) {
      this.keep(
        awaited,
        orphans.filter((orphan) => orphan.endpoint !== endpoint),
      );
    }
  }

  private keep(awaited: BlockId, orphans: Orphan[]): void {
    if (orphans.length > 0) this.byAwaited.set(awaited, orphans);
    else this.byAwaited.delete(awaited);
  }
}
