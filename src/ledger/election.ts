import type { Assumptions, BlockId, NodeId } from '../contract.js';

/** What elections by one vote to an identity take for granted. */
export const ASSUMES: Assumptions = {
  identity: 'persons',
  network: 'Votes and transactions arrive within the vote window, else two are elected or none',
  honesty:
    'More than half of the identities is honest, and nobody has several: nothing in the protocol keeps anyone from it',
};

/** Stands in a list of votes for a voter that has not voted. */
const NO_VOTE: NodeId = -1;

/** Those who voted for somebody, one vote each. @param votes by voter, for whom */
export function eachVoter(votes: readonly NodeId[], add: (voter: NodeId, weight: number) => void): void {
  for (const [voter, choice] of votes.entries()) if (choice !== NO_VOTE) add(voter, 1);
}

/** Who is elected: at least ceil(C/2) votes; more than half of all voters; most votes, a majority having voted. */
export type ElectionRule = 'published' | 'strict' | 'plurality';

/**
 * Whether the votes elect a candidate: by voter, for whom it voted, so that nobody counts twice. `complexity` is C of the
 * published rule; among equal votes under plurality the lowest `lot` wins.
 */
export function isElected(
  candidate: NodeId,
  votes: readonly NodeId[],
  rule: ElectionRule,
  complexity: number,
  lot: (candidate: NodeId) => number,
): boolean {
  const counts = new Int32Array(votes.length);
  let cast = 0;
  for (const choice of votes) {
    if (choice === NO_VOTE) continue;
    counts[choice]!++;
    cast++;
  }
  const own = counts[candidate]!;
  if (rule === 'published') return own >= Math.ceil(complexity / 2);
  if (rule === 'strict') return 2 * own > votes.length;
  if (2 * cast <= votes.length) return false;
  return counts.every((count, other) => count < own || (count === own && lot(other) >= lot(candidate)));
}

/** The candidates that round r leaves: the ceil(K/2^r) of K with the lowest lots. */
export function stillIn(
  candidates: readonly NodeId[],
  round: number,
  lot: (candidate: NodeId) => number,
): ReadonlySet<NodeId> {
  if (round === 0) return new Set(candidates);
  const lots = new Map(candidates.map((candidate) => [candidate, lot(candidate)]));
  const ordered = candidates.toSorted((a, b) => lots.get(a)! - lots.get(b)!);
  return new Set(ordered.slice(0, Math.ceil(ordered.length / (1 << Math.min(round, 30)))));
}

/** What one node knows of an election: at most one vote of each voter. */
export class Ballot {
  readonly head: BlockId;
  readonly round: number;
  /** By voter, for whom it voted; −1: it has not. */
  readonly votes: NodeId[];
  /** How many have voted. */
  cast = 0;
  /** Whether this node has given its own vote. */
  voted = false;
  /** Whether the time to wait for votes is over. */
  windowOver = false;

  constructor(head: BlockId, round: number, n: number) {
    this.head = head;
    this.round = round;
    this.votes = new Array<NodeId>(n).fill(NO_VOTE);
  }

  /** Whether the voter had not voted yet; a second vote is not counted. */
  add(voter: NodeId, candidate: NodeId): boolean {
    if (this.votes[voter] !== NO_VOTE) return false;
    this.votes[voter] = candidate;
    this.cast++;
    return true;
  }
}
