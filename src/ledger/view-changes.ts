import type { NodeId, Value } from '../contract.js';
import { Voters } from './voters.js';

/** A value with its place: view and sequence number. */
export interface Ordered {
  readonly view: number;
  readonly seq: number;
  readonly value: Value;
}

/** A node's word that it leaves its view for `view`, and what it brings along. */
export interface ViewChange {
  readonly view: number;
  /** Its last stable checkpoint. */
  readonly stable: number;
  /** Per sequence number above the checkpoint, what it prepared in the highest view. */
  readonly prepared: readonly Ordered[];
  readonly executed: number;
}

const NULL_REQUEST: Value = 0;
const NONE = new Map<NodeId, never>();

/** View changes by the view asked for and sender; a sender's later word for the same view replaces the earlier. */
export class ViewChanges<C = ViewChange> {
  private readonly byView = new Map<number, Map<NodeId, C>>();

  add(view: number, change: C, from: NodeId): void {
    let changes = this.byView.get(view);
    if (!changes) this.byView.set(view, (changes = new Map()));
    changes.set(from, change);
  }

  of(view: number): ReadonlyMap<NodeId, C> {
    return this.byView.get(view) ?? NONE;
  }

  dropBelow(view: number): void {
    for (const old of this.byView.keys()) if (old < view) this.byView.delete(old);
  }

  /** How many nodes ask for this view or a later one: all of them have left the views before it. */
  askers(view: number, n: number): number {
    const nodes = new Voters(n);
    for (const [asked, changes] of this.byView) {
      if (asked >= view) for (const node of changes.keys()) nodes.add(node);
    }
    return nodes.size;
  }

  /** The smallest view above `view` that somebody asks for, when more than f nodes ask for views above it. */
  smallestAhead(view: number, f: number, n: number): number | undefined {
    const ahead = new Voters(n);
    let smallest = Infinity;
    for (const [asked, changes] of this.byView) {
      if (asked <= view) continue;
      for (const node of changes.keys()) ahead.add(node);
      smallest = Math.min(smallest, asked);
    }
    return ahead.size > f ? smallest : undefined;
  }
}

export function highestStable(changes: ReadonlyMap<NodeId, ViewChange>): number {
  let highest = 0;
  for (const change of changes.values()) highest = Math.max(highest, change.stable);
  return highest;
}

/**
 * O of a NEW-VIEW (Castro & Liskov 1999, section 4.4): for every sequence number between the highest stable checkpoint
 * and the highest prepared one, the value prepared in the highest view, or the null request.
 */
export function reissue(view: number, changes: ReadonlyMap<NodeId, ViewChange>): Ordered[] {
  let low = 0;
  let high = 0;
  const best = new Map<number, Ordered>();
  for (const change of changes.values()) {
    low = Math.max(low, change.stable);
    for (const prepared of change.prepared) {
      high = Math.max(high, prepared.seq);
      if (prepared.view > (best.get(prepared.seq)?.view ?? -1)) best.set(prepared.seq, prepared);
    }
  }
  const reissued: Ordered[] = [];
  for (let seq = low + 1; seq <= high; seq++) {
    reissued.push({ view, seq, value: best.get(seq)?.value ?? NULL_REQUEST });
  }
  return reissued;
}

/** Whether a NEW-VIEW rests on a quorum of view changes for its view, and re-issues what follows from them. */
export function isSound(
  m: { view: number; changes: ReadonlyMap<NodeId, ViewChange>; reissued: readonly Ordered[] },
  quorum: number,
): boolean {
  if (m.changes.size < quorum) return false;
  for (const change of m.changes.values()) if (change.view !== m.view) return false;
  const expected = reissue(m.view, m.changes);
  return (
    expected.length === m.reissued.length &&
    expected.every(({ seq, value }, i) => seq === m.reissued[i]!.seq && value === m.reissued[i]!.value)
  );
}
