/**
 * Evidence of double votes: CometBFT, specification of evidence (duplicate vote evidence). Votes are handed on, so that whoever was
 * told something else hears of it; who knows two votes of one signer for one step of one round tells all, the next proposer
 * puts the proof into its block, and nobody votes for a block whose proofs do not hold. Signatures are taken for granted: what
 * a proof names was signed. Proposing twice is no offence there.
 */
import type { DoubleVote, NodeContext, NodeId, SizeFacts } from '../../contract.js';
import { ByHeight } from '../by-height.js';
import { certificateBytes } from '../finalized-chain.js';
import type { RoundVote } from '../round-changes.js';
import type { CollectedVotes } from '../tally.js';

/** Heights after which an offence is past. */
const MOST_AGE = 32;
/** Proofs in one block. */
const MOST_PROOFS = 16;
const PROOF_BYTES = 400;
const KINDS = ['prevote', 'precommit'];

/** Votes, and proofs, that others may not have heard of. */
export interface Gossip {
  readonly votes: readonly CollectedVotes[];
  readonly proofs: readonly DoubleVote[];
}

const NOTHING: readonly never[] = [];

/** What one node knows of votes and double votes, as far back as they can be proven. */
export class DoubleVotes {
  /** By offence: what the vote heard first was for. */
  private readonly first = new ByHeight(() => new Map<number, number>());
  private readonly known = new ByHeight(() => new Map<number, DoubleVote>());
  private readonly proven = new ByHeight(() => new Set<number>());
  private readonly n: number;

  constructor(n: number) {
    this.n = n;
  }

  /** A vote that somebody has cast. @returns the proof, if it is a new one */
  hear(kind: string, { height, round, value }: RoundVote, culprit: NodeId): DoubleVote | undefined {
    const first = this.first.at(height);
    const key = this.keyOf({ kind, round, culprit });
    const before = first.get(key);
    if (before === undefined) first.set(key, value);
    if (before === undefined || before === value) return undefined;
    const proof: DoubleVote = { kind, height, round, culprit, values: [before, value] };
    return this.learn(proof) ? proof : undefined;
  }

  /** Votes that somebody else has heard. @returns what they newly prove */
  hearAll({ kind, height, view: round, value, voters }: CollectedVotes): DoubleVote[] {
    const proofs: DoubleVote[] = [];
    for (let node = 0; node < this.n; node++) {
      const proof = voters.has(node) && this.hear(kind, { height, round, value }, node);
      if (proof) proofs.push(proof);
    }
    return proofs;
  }

  /** Whether a proof holds, and is new. */
  learn(proof: DoubleVote): boolean {
    const known = this.known.at(proof.height);
    const key = this.keyOf(proof);
    if (known.has(key) || !isProof(proof)) return false;
    known.set(key, proof);
    return true;
  }

  /** What a proposer has to prove at this height. */
  pending(height: number): readonly DoubleVote[] {
    const pending: DoubleVote[] = [];
    for (let at = Math.max(1, height - MOST_AGE); at < height; at++) {
      const proven = this.proven.at(at);
      for (const [key, proof] of this.known.at(at)) if (!proven.has(key)) pending.push(proof);
    }
    return pending.slice(0, MOST_PROOFS);
  }

  /** Whether a block of this height may bring these proofs. */
  accepts(proofs: readonly DoubleVote[], height: number): boolean {
    const keys = new Set(proofs.map((proof) => `${proof.height} ${this.keyOf(proof)}`));
    const isOpen = (proof: DoubleVote) => !this.proven.at(proof.height).has(this.keyOf(proof));
    const isRecent = (proof: DoubleVote) => proof.height < height && proof.height >= height - MOST_AGE;
    return (
      keys.size === proofs.length &&
      proofs.length <= MOST_PROOFS &&
      proofs.every((proof) => isProof(proof) && isRecent(proof) && isOpen(proof))
    );
  }

  /** A block that brings these proofs is decided, at this height. */
  settle(proofs: readonly DoubleVote[], height: number): void {
    for (const proof of proofs) this.proven.at(proof.height).add(this.keyOf(proof));
    for (const kept of [this.first, this.known, this.proven]) kept.dropBelow(height - MOST_AGE);
  }

  private keyOf({ kind, round, culprit }: Pick<DoubleVote, 'kind' | 'round' | 'culprit'>): number {
    return (round * KINDS.length + KINDS.indexOf(kind)) * this.n + culprit;
  }
}

function isProof({ kind, values: [one, other] }: DoubleVote): boolean {
  return KINDS.includes(kind) && one !== other;
}

type Witness = { readonly doubles: DoubleVotes | undefined; readonly height: number };

/** Notes a vote; tells all if its signer has voted otherwise before. */
export function witness(s: Witness, kind: string, m: RoundVote, from: NodeId, me: NodeContext): void {
  const proof = m.height > s.height - MOST_AGE ? s.doubles?.hear(kind, m, from) : undefined;
  if (proof) tell(NOTHING, [proof], me);
}

export function onGossip(s: Witness, { votes, proofs }: Gossip, me: NodeContext): void {
  const { doubles } = s;
  if (!doubles) return;
  for (const proof of proofs) doubles.learn(proof);
  const fresh = votes.flatMap((collected) => doubles.hearAll(collected));
  if (fresh.length > 0) tell(NOTHING, fresh, me);
}

/** Hands on votes, and proofs. */
export function tell(votes: Gossip['votes'], proofs: Gossip['proofs'], me: NodeContext): void {
  for (const { culprit } of proofs) me.blame(culprit, 'two votes in one step');
  me.broadcast('gossip', { votes, proofs } satisfies Gossip);
}

/** Size on the wire: signatures of votes, and both votes of each proof. */
export function gossipBytes({ votes, proofs }: Gossip, _facts: SizeFacts): number {
  const signatures = votes.reduce((sum, collected) => sum + certificateBytes(collected), 0);
  return 200 + signatures + PROOF_BYTES * proofs.length;
}
