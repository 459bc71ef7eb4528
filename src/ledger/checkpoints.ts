import type { NodeId, VoteFacts } from '../contract.js';
import { Voters } from './voters.js';

/** What nodes say of their state at some sequence number: a digest of it. */
export interface Checkpoint {
  readonly seq: number;
  readonly state: number;
}

/** Votes for states by sequence number and digest, above the last stable one. */
export class Checkpoints {
  /** h, the low watermark: the last checkpoint that a quorum has voted for and this node has reached. */
  stable = 0;
  private readonly n: number;
  private readonly votes = new Map<number, Map<number, Voters>>();

  constructor(n: number) {
    this.n = n;
  }

  /** Who has voted for this state, if this very vote is new. */
  add({ seq, state }: Checkpoint, from: NodeId): Voters | undefined {
    if (seq <= this.stable) return undefined;
    let byState = this.votes.get(seq);
    if (!byState) this.votes.set(seq, (byState = new Map()));
    let voters = byState.get(state);
    if (!voters) byState.set(state, (voters = new Voters(this.n)));
    return voters.add(from) ? voters : undefined;
  }

  makeStable(seq: number): void {
    this.stable = seq;
    for (const at of this.votes.keys()) if (at <= seq) this.votes.delete(at);
  }
}

/** How judges read a checkpoint: its slot is the sequence number alone. */
export const checkpointVote: VoteFacts<Checkpoint> = { height: (m) => m.seq, view: () => 0, value: (m) => m.state };
