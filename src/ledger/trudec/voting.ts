/** When a node of TruDeC votes, and what it makes of votes; `stand` is called when they may have elected it. */
import type { UtxoTransaction } from '../utxo/transaction.js';
import { senderOf } from '../utxo/transaction.js';
import { timeOf } from '../unix-time.js';
import { elects, isVoteSigned, signVote, stillIn, type Vote } from './election.js';
import { takeable, type TrudecMe, type TrudecState } from './node.js';
import { flood } from './peers.js';
import { walletOf } from './settings.js';

type Stand = (s: TrudecState, me: TrudecMe) => void;

/** How a vote of one's own could be cast for another: only the voter has the keys. */
const recasts = new WeakMap<Vote, (salt: number) => Vote>();

/** Another vote than a voter's own, signed as that was; others' votes stay as they are. */
export const recast = (vote: Vote, salt: number): Vote => recasts.get(vote)?.(salt) ?? vote;

/** Goes to the round that the time since the head names, and hears the votes that have come for it before. */
export function enterRound(s: TrudecState, isNewHead: boolean, stand: Stand, me: TrudecMe): void {
  const { electionTimeout } = s.settings;
  const elapsed = me.now - Math.max(0, timeOf(s.chain.tip.timestamp));
  const round = electionTimeout === Infinity ? 0 : Math.max(0, Math.floor(elapsed / electionTimeout));
  if (isNewHead || round !== s.round) {
    s.round = round;
    s.votes = [];
    s.voted = s.windowOver = false;
    me.cancelTimer('window');
  }
  if (electionTimeout !== Infinity) me.setTimer('round', (round + 1) * electionTimeout - elapsed);
  for (const [voter, vote] of s.early) {
    if (vote.head !== s.chain.tip.hash || vote.round > round) continue;
    s.early.delete(voter);
    if (vote.round === round) hear(s, vote, stand, me);
  }
  voteWhenDue(s, stand, me);
}

/**
 * Votes once as many transactions wait as C says, and in later rounds once any does; as published, whenever just so many
 * wait, again with every transaction that comes.
 */
export function voteWhenDue(s: TrudecState, stand: Stand, me: TrudecMe): void {
  const { settings, pool, chain } = s;
  const complexity = chain.complexity();
  if (complexity === undefined || pool.size === 0) return;
  if (!settings.dedupeVotes) {
    if (settings.fractionalC ? pool.size === complexity : pool.size >= complexity)
      vote(s, [...pool.values()], stand, me);
    return;
  }
  if (s.voted) return;
  const waiting = takeable(s);
  if (waiting.length === 0 || (s.round === 0 && waiting.length < complexity)) return;
  vote(s, waiting, stand, me);
}

/** Votes for the sender of a random transaction; in later rounds among fewer and fewer senders. */
export function vote(s: TrudecState, waiting: readonly UtxoTransaction[], stand: Stand, me: TrudecMe): void {
  const { chain, settings, round } = s;
  if (waiting.length === 0) return;
  s.voted = true;
  const left = new Set(stillIn([...new Set(waiting.map(senderOf))], round, chain.lot(round)));
  const tickets = waiting.map(senderOf).filter((sender) => left.has(sender));
  const cast = castFor(s, tickets[Math.floor(me.random() * tickets.length)]!, me);
  flood(s, 'voting', { vote: cast }, me);
  if (!settings.ownVoteLost) hear(s, cast, stand, me);
}

function castFor(s: TrudecState, candidate: string, me: TrudecMe): Vote {
  const { keys, crypto, settings } = s;
  const draft = { voter: keys.publicKey, candidate, head: s.chain.tip.hash, round: s.round, by: me.id };
  const made = settings.signVotes ? signVote(draft, keys) : { ...draft, signature: '' };
  const other = (salt: number) => crypto.keysOf(walletOf((me.id + salt) % me.n)).publicKey;
  recasts.set(made, (salt) => signVote({ ...draft, candidate: other(salt) }, keys));
  return made;
}

export function hear(s: TrudecState, heard: Vote, stand: Stand, me: TrudecMe): void {
  const { settings, votes, chain } = s;
  if (settings.signVotes) {
    if (!s.members.has(heard.voter) || !isVoteSigned(heard, s.crypto)) return;
    if (heard.head !== chain.tip.hash || heard.round !== s.round) {
      if (heard.head !== chain.tip.hash || heard.round > s.round) s.early.set(heard.voter, heard);
      return;
    }
  }
  const before = settings.dedupeVotes ? votes.find(({ voter }) => voter === heard.voter) : undefined;
  if (before) {
    if (before.candidate !== heard.candidate) me.blame(s.members.get(heard.voter)!, 'two votes in one round');
    return;
  }
  votes.push(heard);
  if (settings.rule !== 'plurality') {
    if (heard.candidate === s.keys.publicKey) stand(s, me);
    return;
  }
  if (votes.length === 1) me.setTimer('window', settings.window);
  // Once a majority has voted, later votes change nothing any more.
  if (s.windowOver && votes.length === Math.floor(me.n / 2) + 1) stand(s, me);
}

/** Whether the votes that this node has heard elect it. */
export function isElected({ chain, keys, votes, settings, round }: TrudecState, me: TrudecMe): boolean {
  const complexity = chain.complexity();
  if (complexity === undefined) return false;
  return elects(keys.publicKey, votes, { rule: settings.rule, complexity, n: me.n, lot: chain.lot(round) });
}
