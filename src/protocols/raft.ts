/**
 * Raft: Ongaro & Ousterhout, "In Search of an Understandable Consensus Algorithm (Extended Version)", USENIX ATC 2014,
 * sections 5.1 (terms), 5.2 (leader election), 5.3 (log replication), 5.4 (safety) and 8 (clients); Ongaro, "Consensus:
 * Bridging Theory and Practice", PhD thesis, Stanford 2014, sections 9.6 (pre-vote) and 10.2 (batching, pipelining).
 *
 * Heights are log indices; each term begins with a no-op of its leader, which is the null value at its index. The leader
 * outputs an entry when a majority holds it; followers learn of it with the leader's next message, which is the next entry,
 * or the next heartbeat when no request waits. An AppendEntries without entries is called `heartbeat` here, and each
 * answer is a message of its own kind. Clients speak to all nodes, which keep what they hear until it is decided, so that
 * the next leader has it too; what has waited longer than any election timeout is handed on to the leader.
 *
 * Left out: changes of membership (6), snapshots (7; a log takes four bytes an entry), read-only requests, leadership transfer.
 */
import { z } from 'zod';
import type { NodeContext, NodeId, Protocol, Time, Value } from '../contract.js';
import { TRUTHFUL_MEMBERS, majority, minority } from '../ledger/quorum.js';
import { Replication } from '../ledger/replication.js';
import { RequestQueue } from '../ledger/request-queue.js';
import { type Conflict, type LogEnd, type Piece, TermLog, endOf } from '../ledger/term-log.js';
import { Voters } from '../ledger/voters.js';
import { positiveDuration } from '../quantities.js';

const NO_OP: Value = 0;
const NOBODY: NodeId = -1;

const params = z.object({
  electionTimeout: positiveDuration().prefault('1 s').describe('Shortest election timeout, T: drawn from T to 2T'),
  heartbeat: positiveDuration().prefault('250 ms').describe('How long a leader may be silent; well below T'),
  batch: z.int().min(1).default(100).describe('Most requests in one entry'),
  pipeline: z.int().min(1).default(10).describe('Most entries of a leader that are not committed yet'),
  messageEntries: z.int().min(1).default(500).describe('Most entries in one message'),
  fastBackup: z.boolean().default(true).describe('Whether a leader skips a whole term at a time where logs differ'),
  preVote: z.boolean().default(false).describe('Whether a node asks if it could win before it starts a term'),
});
type Params = z.infer<typeof params>;

type InTerm = { readonly term: number };
type AppendEntries = InTerm & Piece & { readonly commit: number };
type Messages = {
  requestVote: InTerm & LogEnd;
  vote: InTerm & { readonly candidate: NodeId };
  requestPreVote: InTerm & LogEnd;
  preVote: InTerm;
  denied: InTerm;
  appendEntries: AppendEntries;
  heartbeat: AppendEntries;
  appended: InTerm & { readonly index: number };
  rejected: InTerm & { readonly conflict: Conflict };
  forward: { readonly requests: readonly Value[] };
};
type Timers = 'election' | 'heartbeat' | 'forward';
type Me = NodeContext<Messages, Timers>;

/**
 * What makes Raft safe: majorities; a vote only for a log that is as up-to-date (5.4.1); only entries of the own term are
 * committed by counting (5.4.2); an entry that conflicts with the leader's goes, and all that follow it (5.3).
 */
export const safe = { majority, checksLogs: true, countsOwnTermOnly: true, truncates: true };

export const boot = (me: Me, params: Params, rules = safe) => ({
  params,
  rules,
  // These survive a crash; commitIndex does, for it is also lastApplied of a state machine that persists.
  term: 0,
  votedFor: NOBODY,
  log: new TermLog(),
  commit: 0,
  role: 'follower' as 'follower' | 'preCandidate' | 'candidate' | 'leader',
  leader: NOBODY,
  heardAt: -Infinity as Time,
  /** For this candidate; or those who would vote for it. */
  votes: new Voters(me.n),
  /** nextIndex and matchIndex of a leader. */
  followers: undefined as Replication | undefined,
  requests: new RequestQueue(),
});
type State = ReturnType<typeof boot>;

// ——— Terms, section 5.1 ———

function enterTerm(s: State, term: number, leader: NodeId, me: Me): void {
  if (term > s.term) s.votedFor = NOBODY;
  s.term = term;
  s.leader = leader;
  me.enterView(0, term, leader, term === 1 ? 'start' : 'timeout');
}

function reboot(s: State, me: Me): void {
  s.role = 'follower';
  s.leader = NOBODY;
  s.followers = undefined;
  awaitLeader(s, me);
  awaitExecution(s, me);
}

/** A higher term makes a follower of everybody, and so does the leader of the same term. */
function follow(s: State, term: number, leader: NodeId, me: Me): void {
  if (term > s.term || (leader !== NOBODY && leader !== s.leader)) enterTerm(s, term, leader, me);
  if (s.role === 'leader' || leader !== NOBODY) awaitLeader(s, me);
  if (leader !== NOBODY) s.heardAt = me.now;
  s.role = 'follower';
  s.followers = undefined;
}

// ——— Leader election, sections 5.2 and 5.4.1 ———

const awaitLeader = (s: State, me: Me): void => me.setTimer('election', s.params.electionTimeout * (1 + me.random()));
function campaign(s: State, me: Me): void {
  s.role = 'candidate';
  s.votes = new Voters(me.n);
  enterTerm(s, s.term + 1, NOBODY, me);
  s.votedFor = me.id;
  me.broadcast('requestVote', { term: s.term, ...s.log.end });
}

const isUpToDate = ({ rules, log }: State, { lastTerm, lastIndex }: LogEnd): boolean =>
  !rules.checksLogs || lastTerm > log.lastTerm || (lastTerm === log.lastTerm && lastIndex >= log.last);

/** Counts a vote, or a promise of one; whether it makes a majority. */
const elects = ({ votes, rules }: State, from: NodeId, me: Me): boolean =>
  votes.add(from) && votes.size === rules.majority(me.n);

function lead(s: State, me: Me): void {
  s.role = 'leader';
  me.certify({ kind: 'vote', height: 0, view: s.term, value: me.id, voters: s.votes });
  enterTerm(s, s.term, me.id, me);
  me.cancelTimer('election');
  s.followers = new Replication(me.n, s.commit, s.log.last);
  s.requests.unclaim();
  for (let index = s.commit + 1; index <= s.log.last; index++) s.requests.claim(me.contents(s.log.value(index)));
  s.log.append(s.term, NO_OP);
  replicate(s, me);
  propose(s, me);
}

// ——— Log replication, section 5.3 ———

/** The leader makes entries of what waits, one batch an entry, and sends them. */
function propose(s: State, me: Me): void {
  const before = s.log.last;
  while (s.log.last < s.commit + s.params.pipeline) {
    const batch = s.requests.take(s.params.batch);
    if (batch.length === 0) break;
    s.log.append(s.term, me.propose(batch));
  }
  if (s.log.last > before) replicate(s, me);
}

function replicate(s: State, me: Me): void {
  for (let to = 0; to < me.n; to++) if (to !== me.id) sendEntries(s, to, me);
  me.setTimer('heartbeat', s.params.heartbeat);
  advanceCommit(s, me);
}

function sendEntries({ log, term, commit, followers, params }: State, to: NodeId, me: Me): void {
  const piece = log.piece(followers!.firstFor(to), params.messageEntries);
  followers!.noteSent(to, endOf(piece));
  me.send(to, piece.entries.length > 0 ? 'appendEntries' : 'heartbeat', { term, ...piece, commit });
}

function receive(s: State, m: AppendEntries, from: NodeId, me: Me): void {
  if (m.term >= s.term) follow(s, m.term, from, me);
  const isHeard = m.term === s.term && s.log.matches(m);
  if (!isHeard) return me.send(from, 'rejected', { term: s.term, conflict: s.log.conflict(m) });
  const index = s.log.merge(m, !s.rules.truncates);
  execute(s, Math.min(m.commit, index), me);
  me.send(from, 'appended', { term: s.term, index });
}

// ——— Committing, sections 5.3 and 5.4.2 ———

function advanceCommit(s: State, me: Me): void {
  const held = s.followers!.heldBy(s.rules.majority(me.n), s.log.last);
  if (held <= s.commit || (s.rules.countsOwnTermOnly && s.log.term(held) !== s.term)) return;
  execute(s, held, me);
  s.followers!.settle(held);
  propose(s, me);
}

function execute(s: State, upTo: number, me: Me): void {
  while (s.commit < upTo) {
    const value = s.log.value(++s.commit);
    s.requests.finish(me.contents(value));
    me.decide(s.commit, value);
  }
}

// ——— Clients, section 8 ———

const awaitExecution = (s: State, me: Me): void => me.setTimer('forward', 2 * s.params.electionTimeout);

function serve(s: State, requests: readonly Value[], me: Me): void {
  for (const request of requests) s.requests.add(request);
  if (s.role === 'leader') propose(s, me);
}

export const raft: Protocol<State, Messages, Timers, Params> = {
  name: 'raft',
  describe: 'Raft: an elected leader has a majority copy its log; bears crashes and no lies',
  paper: 'Ongaro & Ousterhout, In Search of an Understandable Consensus Algorithm, USENIX ATC 2014, sections 5 and 8',
  params,
  assumes: TRUTHFUL_MEMBERS,
  finality: { by: 'decide' },
  threshold: 'majority',
  faultModel: 'crash',
  faults: minority,
  // Twenty elections never fail while messages are far faster than their timeout; else none need succeed.
  livenessBound: ({ electionTimeout, heartbeat }, _n, delta) =>
    4 * delta > electionTimeout ? Infinity : 40 * (electionTimeout + delta) + 2 * heartbeat + 20 * delta,
  outstanding: () => 1,
  init: (me, params) => boot(me, params),

  input: {
    start: reboot,
    request: (s, value, me) => serve(s, [value], me),
    recover: reboot,
  },

  on: {
    requestVote(s, m, from, me) {
      if (m.term > s.term) follow(s, m.term, NOBODY, me);
      const mayVote = m.term === s.term && (s.votedFor === NOBODY || s.votedFor === from);
      if (!mayVote || !isUpToDate(s, m)) return me.send(from, 'denied', { term: s.term });
      s.votedFor = from;
      awaitLeader(s, me);
      me.send(from, 'vote', { term: m.term, candidate: from });
    },
    vote(s, m, from, me) {
      if (s.role === 'candidate' && m.term === s.term && elects(s, from, me)) lead(s, me);
    },
    requestPreVote(s, m, from, me) {
      const isLed = s.role === 'leader' || me.now - s.heardAt < s.params.electionTimeout;
      if (m.term > s.term && !isLed && isUpToDate(s, m)) me.send(from, 'preVote', { term: m.term });
      else me.send(from, 'denied', { term: s.term });
    },
    preVote(s, m, from, me) {
      if (s.role === 'preCandidate' && m.term === s.term + 1 && elects(s, from, me)) campaign(s, me);
    },
    denied(s, m, _from, me) {
      if (m.term > s.term) follow(s, m.term, NOBODY, me);
    },
    appendEntries: receive,
    heartbeat: receive,
    appended(s, m, from, me) {
      if (m.term !== s.term || !s.followers) return;
      s.followers.acknowledge(from, m.index);
      if (s.followers.firstFor(from) <= s.log.last) sendEntries(s, from, me);
      advanceCommit(s, me);
    },
    rejected(s, m, from, me) {
      if (m.term > s.term) return follow(s, m.term, NOBODY, me);
      if (m.term < s.term || !s.followers) return;
      const next = s.params.fastBackup ? s.log.resume(m.conflict) : m.conflict.prevIndex;
      if (s.followers.reject(from, m.conflict.prevIndex, next)) sendEntries(s, from, me);
    },
    forward: (s, m, _from, me) => serve(s, m.requests, me),
  },

  timeout: {
    election(s, _key, me) {
      awaitLeader(s, me);
      if (!s.params.preVote) return campaign(s, me);
      s.role = 'preCandidate';
      s.votes = new Voters(me.n);
      me.broadcast('requestPreVote', { term: s.term + 1, ...s.log.end });
    },
    heartbeat(s, _key, me) {
      s.followers?.rewind();
      if (s.followers) replicate(s, me);
    },
    forward(s, _key, me) {
      const requests = s.requests.overdue(s.params.batch);
      if (requests.length > 0 && s.leader !== NOBODY) me.send(s.leader, 'forward', { requests });
      awaitExecution(s, me);
    },
  },

  bytes: {
    appendEntries: (m, facts) =>
      m.entries.reduce((sum, { value }) => sum + 16 + facts.requestBytes * facts.contents(value).length, 200),
    forward: (m, facts) => 200 + m.requests.length * facts.requestBytes,
  },

  // Acknowledgements are no votes of one slot: each stands for all entries up to its index.
  votes: {
    vote: { view: (m) => m.term, value: (m) => m.candidate },
    appendEntries: { height: endOf, view: (m) => m.term, value: (m) => m.entries.at(-1)!.value },
  },
  quorum: { enough: (votes, total) => votes >= majority(total) },

  // Raft is not made to bear lies; these show how few it takes.
  forge: {
    requestVote: (m) => ({ ...m, lastTerm: m.term }),
    appendEntries(m, _salt, me) {
      return { ...m, entries: m.entries.map(({ term, value }) => ({ term, value: me.propose(me.contents(value)) })) };
    },
  },
};

export default raft;
