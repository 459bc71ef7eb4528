/** The election of TruDeC: complexity, votes and what they come to. */
import type { NodeId } from '../../contract.js';
import type { Crypto, Keys } from '../crypto/crypto.js';
import { symbolicHash } from '../crypto/hashes.js';
import type { ElectionRule } from '../election.js';
import { pythonJson } from '../crypto/python-json.js';
import { tieDraw } from '../tie-draw.js';
import type { TrudecBlock } from './block.js';
import type { TrudecSettings } from './settings.js';

export interface Vote {
  /** Public keys. */
  readonly voter: string;
  readonly candidate: string;
  /** The round: head and number; as published a vote is tied to none, and neither is on the wire. */
  readonly head: string;
  readonly round: number;
  /** Blank where votes are not signed. */
  readonly signature: string;
  /** Who really said it, for judges; not on the wire. */
  readonly by: NodeId;
}

const voteText = ({ voter, candidate, head, round }: Omit<Vote, 'signature' | 'by'>): string =>
  pythonJson({ voter_hex: voter, voting_hex: candidate, head, round });

export function signVote(vote: Omit<Vote, 'signature'>, keys: Keys): Vote {
  return { ...vote, signature: keys.sign(voteText(vote)) };
}

const verified = new WeakMap<Vote, boolean>();

export function isVoteSigned(vote: Vote, crypto: Crypto): boolean {
  let known = verified.get(vote);
  if (known === undefined) {
    known = crypto.verifies(vote.voter, voteText(vote), vote.signature);
    verified.set(vote, known);
  }
  return known;
}

const SLOW_S = 90;
const FAST_S = 30;

/**
 * C on top of a head: halved after a block that took long, doubled after one that was fast; never below 1 and whole, nor above
 * the number of nodes, unless it may be a fraction, as published. Undefined: working it out fails.
 */
export function complexityOn(
  head: TrudecBlock,
  before: TrudecBlock | undefined,
  n: number,
  { eqNoneCrash, fractionalC }: TrudecSettings,
): number | undefined {
  if (!before) return head.complexity;
  if (eqNoneCrash) return undefined;
  const interval = head.timestamp - before.timestamp;
  const next = interval > SLOW_S ? head.complexity / 2 : interval < FAST_S ? 2 * head.complexity : head.complexity;
  return fractionalC ? next : Math.min(n, Math.max(1, Math.floor(next)));
}

/** Whether C on top of a head is a float in Python: once it has been halved it stays one, unless it is rounded down. */
export function isDividedOn(
  head: TrudecBlock,
  before: TrudecBlock | undefined,
  { fractionalC }: Pick<TrudecSettings, 'fractionalC'>,
): boolean {
  if (!before || !fractionalC) return false;
  return head.divided === true || head.timestamp - before.timestamp > SLOW_S;
}

/** Number of a candidate in a round on top of a head: the lowest wins ties, and stays in later rounds. */
export function lotOf(candidate: string, head: TrudecBlock, round: number, crypto: Crypto): string {
  return symbolicHash(`${tieDraw(head)} ${round} ${crypto.ownerOf(candidate)}`);
}

/**
 * Whether votes elect a candidate. Each vote counts; whoever wants voters to count once hands in one of each.
 * @param n nodes, for rules that ask for more than half of them
 */
export function elects(
  candidate: string,
  votes: readonly Vote[],
  terms: {
    readonly rule: ElectionRule;
    readonly complexity: number;
    readonly n: number;
    readonly lot: (of: string) => string;
  },
): boolean {
  const counts = new Map<string, number>();
  for (const vote of votes) counts.set(vote.candidate, (counts.get(vote.candidate) ?? 0) + 1);
  const own = counts.get(candidate) ?? 0;
  const { rule, complexity, n, lot } = terms;
  if (own === 0) return false;
  if (rule === 'published') return own >= complexity / 2;
  if (rule === 'strict') return 2 * own > n;
  if (2 * votes.length <= n) return false;
  for (const [other, count] of counts) {
    if (count > own || (count === own && other !== candidate && lot(other) < lot(candidate))) return false;
  }
  return true;
}

/** The candidates that round r leaves: the ceil(K/2^r) of K with the lowest lots. */
export function stillIn(candidates: readonly string[], round: number, lot: (of: string) => string): readonly string[] {
  if (round === 0) return candidates;
  const lots = new Map(candidates.map((candidate) => [candidate, lot(candidate)]));
  const ordered = candidates.toSorted((a, b) => (lots.get(a)! < lots.get(b)! ? -1 : 1));
  return ordered.slice(0, Math.ceil(ordered.length / (1 << Math.min(round, 30))));
}
