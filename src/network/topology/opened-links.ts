import type { Links, NodeId } from '../../contract.js';

/**
 * Links that nodes open one after another, in flat arrays: a million nodes with a dozen links each take a few hundred
 * megabytes as lists of lists, and a tenth of that here. A node's own links are few, so whether two nodes are linked is
 * found by looking through what either has opened.
 */
export class OpenedLinks {
  private readonly n: number;
  /** The links that node i has opened stand at `starts[i]` … `starts[i] + counts[i] − 1`. */
  private readonly starts: Int32Array;
  private readonly counts: Int32Array;
  private readonly targets: Int32Array;

  /** @param most by node: how many links it will open at most */
  constructor(most: Int32Array) {
    this.n = most.length;
    this.counts = new Int32Array(this.n);
    this.starts = new Int32Array(this.n);
    let total = 0;
    for (let node = 0; node < this.n; node++) {
      this.starts[node] = total;
      total += most[node]!;
    }
    this.targets = new Int32Array(total);
  }

  /** Whether a link between the two may be opened. */
  allows(a: NodeId, b: NodeId): boolean {
    return a !== b && !this.hasOpened(a, b) && !this.hasOpened(b, a);
  }

  /** The caller has made sure that the link is allowed, and within what `from` may open. */
  open(from: NodeId, to: NodeId): void {
    this.targets[this.starts[from]! + this.counts[from]!++] = to;
  }

  /** Compressed rows with ascending neighbours. */
  toLinks(): Links {
    const { n, starts, counts, targets } = this;
    const offsets = new Int32Array(n + 1);
    for (let node = 0; node < n; node++) {
      offsets[node + 1]! += counts[node]!;
      for (let i = 0; i < counts[node]!; i++) offsets[targets[starts[node]! + i]! + 1]! += 1;
    }
    for (let node = 0; node < n; node++) offsets[node + 1]! += offsets[node]!;
    const rows = new Int32Array(offsets[n]!);
    const next = offsets.slice(0, n);
    for (let node = 0; node < n; node++) {
      for (let i = 0; i < counts[node]!; i++) {
        const other = targets[starts[node]! + i]!;
        rows[next[node]!++] = other;
        rows[next[other]!++] = node;
      }
    }
    const neighbours = new Int32Array(rows.length);
    next.set(offsets.subarray(0, n));
    // Nodes are taken in ascending order, so each lands at the end of what its neighbours' rows hold already.
    for (let node = 0; node < n; node++) {
      for (let at = offsets[node]!; at < offsets[node + 1]!; at++) neighbours[next[rows[at]!]!++] = node;
    }
    return { offsets, neighbours };
  }

  private hasOpened(from: NodeId, to: NodeId): boolean {
    const start = this.starts[from]!;
    const end = start + this.counts[from]!;
    for (let i = start; i < end; i++) if (this.targets[i] === to) return true;
    return false;
  }
}
