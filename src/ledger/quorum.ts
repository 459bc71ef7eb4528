import type { Assumptions, Protocol } from '../contract.js';

/** What quorums of known members take for granted: safe under any delays, and getting on once these are bounded. */
const THIRD_OF_MEMBERS: Assumptions = {
  identity: 'members',
  network: 'Safe under any delays and losses; gets on once delays stay within a bound (partial synchrony)',
  honesty: 'Less than a third of the members lies or fails; who is a member is given, and the same for all',
};

/** The same where votes are weighted by stake. */
export const THIRD_OF_STAKE: Assumptions = {
  identity: 'stake',
  network: THIRD_OF_MEMBERS.network,
  honesty: 'Holders of less than a third of the stake lie or fail; the set of validators is the same for all',
};

/** The same where members crash and nobody lies. */
export const TRUTHFUL_MEMBERS: Assumptions = {
  identity: 'members',
  network: THIRD_OF_MEMBERS.network,
  honesty: 'Nobody lies, and less than half of the members is down; who is a member is given, and the same for all',
};

/**
 * The most faulty nodes that agreement with partial synchrony can bear among n: f = floor((n − 1)/3)
 * (Dwork, Lynch, Stockmeyer 1988).
 */
export function byzantineFaults(n: number): number {
  return Math.floor((n - 1) / 3);
}

/** The most nodes of n that are fewer than half of them, floor((n − 1)/2): what is borne wherever a majority must be sound. */
export function minority(n: number): number {
  return Math.floor((n - 1) / 2);
}

/** What is promised where quorums of known members, one vote each, decide for ever under partial synchrony. */
export const DECIDED_BY_MEMBERS = {
  assumes: THIRD_OF_MEMBERS,
  finality: { by: 'decide' },
  threshold: 'blocking-third',
  faults: byzantineFaults,
  outstanding: () => 1,
} satisfies Pick<Protocol, 'assumes' | 'finality' | 'threshold' | 'faults' | 'outstanding'>;

/**
 * Fewest votes of which any two sets share a correct node: ceil((n + f + 1)/2). It is 2f + 1 when n = 3f + 1; the paper's
 * literal 2f + 1 is unsafe for other n, such as 5 and 6.
 */
export function byzantineQuorum(n: number, f: number): number {
  return Math.ceil((n + f + 1) / 2);
}

/** Rounding in sums of weights never makes a quorum: a weight must pass a threshold by this share of the total. */
const ROUNDING = 1e-12;

/** Whether this weight is more than two thirds of the total: the quorum of Tendermint, safe for any n and any weights. */
export function isMoreThanTwoThirds(weight: number, total: number): boolean {
  return 3 * weight > 2 * total * (1 + ROUNDING);
}

/** Whether a set of this weight must hold a correct node, when the faulty ones weigh at most a third: "f + 1". */
export function isMoreThanOneThird(weight: number, total: number): boolean {
  return 3 * weight > total * (1 + ROUNDING);
}

/** Fewest nodes of which any two sets share one: floor(n/2) + 1. */
export function majority(n: number): number {
  return Math.floor(n / 2) + 1;
}
