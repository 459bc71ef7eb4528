import type { Certificate, NodeContext, NodeId, SizeFacts, VoterSet } from '../contract.js';
import { ByHeight } from './by-height.js';
import { certificateBytes } from './finalized-chain.js';
import { isMoreThanOneThird, isMoreThanTwoThirds } from './quorum.js';
import type { RoundVote } from './round-changes.js';
import type { Powers } from './tendermint/powers.js';
import { type CollectedVotes, Tally } from './tally.js';

/** A value put forward in a round, perhaps again: then with the last round in which a quorum prevoted it, and their votes. */
export interface RoundProposal extends RoundVote {
  /** −1: the value is new. */
  readonly validRound: number;
  readonly proof: Certificate | null;
}

/** A vote for nil brings the prevotes for what its sender holds valid. */
export interface Prevote extends RoundVote {
  readonly proof: Certificate | null;
}

/** Proposals and votes of one height, as one node hands them on to another. */
export interface Collected {
  readonly proposals: readonly RoundProposal[];
  readonly votes: readonly CollectedVotes[];
}

/** A liar's second proposal, which after round 0 also claims that its value was valid in the round before. */
export function claimingValid(m: RoundProposal, _salt: number, me: NodeContext): RoundProposal {
  return { ...m, value: me.propose(me.contents(m.value)), validRound: m.round - 1, proof: null };
}

class HeightEntry {
  readonly proposals: RoundProposal[] = [];
  /** The highest round from which more than a third of the weight has been heard. */
  reached = 0;
}

/** One node's log of proposals, prevotes and precommits at the heights that are not decided; votes weigh what their nodes do at that height. */
export class RoundLog {
  readonly prevotes: Tally;
  readonly precommits: Tally;
  /** The highest height that anybody has spoken of. */
  heard = 0;
  private readonly powers: Pick<Powers, 'at'>;
  /** Senders of anything at all, by height and round. */
  private readonly senders: Tally;
  private readonly heights = new ByHeight(() => new HeightEntry());

  constructor(n: number, powers: Pick<Powers, 'at'>) {
    this.powers = powers;
    const weights = (height: number) => powers.at(height).weights;
    const enough = (weight: number, height: number) => isMoreThanTwoThirds(weight, powers.at(height).total);
    const isHeard = (weight: number, height: number) => isMoreThanOneThird(weight, powers.at(height).total);
    this.prevotes = new Tally({ kind: 'prevote', n, weights, enough });
    this.precommits = new Tally({ kind: 'precommit', n, weights, enough });
    this.senders = new Tally({ kind: 'any', n, weights, enough: isHeard });
  }

  /** Whether these weigh more than two thirds at a height. */
  isQuorum(voters: VoterSet, height: number): boolean {
    const { weights, total } = this.powers.at(height);
    let weight = 0;
    for (let node = 0; node < weights.length; node++) if (voters.has(node)) weight += weights[node]!;
    return isMoreThanTwoThirds(weight, total);
  }

  /** Notes that a node has sent something of this round; whether more than a third of the weight now has. */
  hear(height: number, round: number, from: NodeId): boolean {
    const hasReached = this.senders.add(height, round, 0, from) !== undefined;
    if (hasReached) this.heights.at(height).reached = Math.max(round, this.heights.at(height).reached);
    return hasReached;
  }

  /** The highest round of a height that more than a third of the weight has reached, 0 if none is known. */
  reached(height: number): number {
    return this.heights.at(height).reached;
  }

  addProposal(m: RoundProposal): void {
    const { proposals } = this.heights.at(m.height);
    const isKnown = proposals.some(
      ({ round, value, validRound }) => round === m.round && value === m.value && validRound === m.validRound,
    );
    if (isKnown) return;
    proposals.push(m);
    if (m.proof) this.prevotes.merge(m.proof);
  }

  /** Of this round, or of all. */
  proposals(height: number, round?: number): readonly RoundProposal[] {
    const { proposals } = this.heights.at(height);
    return round === undefined ? proposals : proposals.filter((m) => m.round === round);
  }

  /** All proposals of a height, and the votes of some of its rounds. */
  collected(height: number, rounds: readonly number[]): Collected {
    const votes = [...new Set(rounds)].flatMap((round) => [
      ...this.prevotes.collected(height, round),
      ...this.precommits.collected(height, round),
    ]);
    return { proposals: [...this.proposals(height)], votes };
  }

  /** All votes of a height. */
  votes(height: number): readonly CollectedVotes[] {
    return [this.prevotes, this.precommits].flatMap((tally) =>
      tally.views(height).flatMap((round) => tally.collected(height, round)),
    );
  }

  /** Takes in what another node has collected of a height. */
  merge(height: number, { proposals, votes }: Collected, n: number): void {
    for (const m of proposals) this.addProposal(m);
    for (const collected of votes) {
      this.prevotes.merge(collected);
      this.precommits.merge(collected);
      for (let node = 0; node < n; node++) if (collected.voters.has(node)) this.hear(height, collected.view, node);
    }
  }

  dropBelow(height: number): void {
    for (const tally of [this.prevotes, this.precommits, this.senders]) tally.dropHeightsBelow(height);
    this.heights.dropBelow(height);
  }
}

/** Size on the wire: a header, the value, and the prevotes of validRound. */
function roundProposalBytes({ value, proof }: RoundProposal, facts: SizeFacts): number {
  return 200 + facts.contents(value).length * facts.requestBytes + certificateBytes(proof);
}

/** Size on the wire: the vote, and those that it brings. */
function prevoteBytes({ proof }: Prevote): number {
  return 200 + certificateBytes(proof);
}

/** Size on the wire of what is handed on: proposals, and the signatures of votes. */
function collectedBytes({ proposals, votes }: Collected, facts: SizeFacts): number {
  const signatures = votes.reduce((sum, one) => sum + certificateBytes(one), 0);
  return 200 + signatures + proposals.reduce((sum, m) => sum + roundProposalBytes(m, facts), 0);
}

export const roundBytes = { proposal: roundProposalBytes, prevote: prevoteBytes, relay: collectedBytes };
