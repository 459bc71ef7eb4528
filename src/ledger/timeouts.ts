import type { Certificate, NodeId } from '../contract.js';
import { Voters } from './voters.js';

/** A quorum's word that a view is given up (TC); its votes are of kind `timeout`, and for nothing (−1). */
export interface TimeoutCertificate extends Certificate {
  /** By signer, ascending: the view of the highest certificate that it knew. */
  readonly listed: readonly number[];
  /** The highest of them. */
  readonly highest: number;
}

/** Time-outs of one view. */
interface Count {
  readonly voters: Voters;
  /** By node: the view of the certificate that came with its word. */
  readonly known: Float64Array;
}

/** One node's count of time-outs by view; a node's first word for a view counts. */
export class Timeouts {
  private readonly n: number;
  private readonly quorum: number;
  private readonly counts = new Map<number, Count>();

  constructor(n: number, quorum: number) {
    this.n = n;
    this.quorum = quorum;
  }

  /** Counts a time-out; the certificate if this very one completes it. */
  add(view: number, node: NodeId, known: number): TimeoutCertificate | undefined {
    let count = this.counts.get(view);
    if (!count) this.counts.set(view, (count = { voters: new Voters(this.n), known: new Float64Array(this.n) }));
    if (!count.voters.add(node)) return undefined;
    count.known[node] = known;
    return count.voters.size === this.quorum ? certificateOf(view, count) : undefined;
  }

  /** Nodes that have given this view up. */
  size(view: number): number {
    return this.counts.get(view)?.voters.size ?? 0;
  }

  dropBelow(view: number): void {
    for (const old of this.counts.keys()) if (old < view) this.counts.delete(old);
  }
}

function certificateOf(view: number, { voters, known }: Count): TimeoutCertificate {
  const listed = Array.from(voters, (node) => known[node]!);
  const highest = listed.reduce((most, each) => Math.max(most, each), 0);
  return { kind: 'timeout', height: 0, view, value: -1, voters: voters.copy(), listed, highest };
}
