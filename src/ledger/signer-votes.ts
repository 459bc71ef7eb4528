import type { NodeId } from '../contract.js';

/** A vote to take a node among the signers, or to drop it. */
export interface SignerVote {
  readonly signer: NodeId;
  readonly target: NodeId;
  readonly admit: boolean;
}

/** Who may sign, and the votes that are pending, in the order in which they were cast; never written to. */
export class Signers {
  /** In ascending order. */
  readonly list: readonly NodeId[];
  readonly votes: readonly SignerVote[];

  constructor(list: readonly NodeId[], votes: readonly SignerVote[] = []) {
    this.list = list;
    this.votes = votes;
  }

  has(node: NodeId): boolean {
    return this.list.includes(node);
  }

  withoutVotes(): Signers {
    return this.votes.length === 0 ? this : new Signers(this.list);
  }

  /**
   * After one vote of a signer. Only its latest on a target counts, and only one that would change something. More than half
   * for a change carry it out at once, also when this vote itself was void; then all votes on the target are gone, and
   * those of one that has been dropped.
   */
  after(vote: SignerVote): Signers {
    const { signer, target, admit } = vote;
    const changes = admit !== this.has(target);
    let votes = this.votes.filter((cast) => cast.signer !== signer || cast.target !== target);
    if (changes) votes = [...votes, vote];
    const pending = votes.filter((cast) => cast.target === target).length;
    if (2 * pending <= this.list.length) return new Signers(this.list, votes);
    const dropped = this.has(target);
    const list = dropped ? this.list.filter((node) => node !== target) : [...this.list, target].sort((a, b) => a - b);
    return new Signers(
      list,
      votes.filter((cast) => cast.target !== target && !(dropped && cast.signer === target)),
    );
  }
}
