/**
 * QBFT: Moniz, "The Istanbul BFT Consensus Algorithm", arXiv 2002.03613, 2020, Algorithms 1 to 4; message names, the quorum
 * ceil(2n/3), PREPAREs carried in round changes, and going over to the round of a justified proposal as in the formal
 * specification in Dafny (Saltini, Hyland-Wood and others, "QBFT Blockchain Consensus Protocol Specification").
 * One instance λ a height, which begins when a request waits or others have begun; rounds count from 0. Votes name a block by
 * its value; nobody commits to one that no proposal has brought to it. The paper leaves leader(λ, round) open: here node
 * (height + round − 1) mod n. Left out: changing validators, NEW-BLOCK to all. Messages may be lost: in rounds longer than T(0) nodes
 * repeat what they said; f + 1 nodes tell the block and its commits to whoever asks for a round of a finalized height (Algorithm 3).
 */
import { z } from 'zod';
import type { Certificate, NodeContext, Protocol, Time, Value } from '../contract.js';
import { answers, type Finalized, finalizedBytes, FinalizedChain } from '../ledger/finalized-chain.js';
import { type Leaders, leadersOption, roundLeader } from '../ledger/leaders.js';
import { type Pacemaker, pacemakerOptions, viewTimeout } from '../ledger/pacemaker.js';
import { patienceByLeader } from '../ledger/patience.js';
import { DECIDED_BY_MEMBERS } from '../ledger/quorum.js';
import { RequestPool } from '../ledger/request-pool.js';
import {
  type Changes,
  type JustifiedProposal as Proposal,
  type RoundChange,
  type RoundVote,
  RoundChangeLog,
  hidersOfCommits,
  highestPrepared,
  isSoundChange,
  otherVote,
  proposalBytes,
  roundChangeBytes,
  roundVote,
} from '../ledger/round-changes.js';
import { duration } from '../quantities.js';

type Messages = {
  proposal: Proposal;
  prepare: RoundVote;
  commit: RoundVote;
  roundChange: RoundChange;
  finalized: Finalized;
};
type Timers = 'round' | 'block' | 'repeat';
type Me = NodeContext<Messages, Timers>;

type Params = Pacemaker & { blockPeriod: Time; batch: number; leaders: Leaders };
interface Rules {
  /** JustifyPrePrepare: whether this proposal may be prepared. */
  accepts(s: State, m: Proposal): boolean;
  /** What the leader of a later round must propose; undefined: what it likes. */
  binding(s: State, changes: Changes): Value | undefined;
}
class State {
  readonly params: Params;
  readonly q: number;
  readonly rules: Rules = { accepts: isJustified, binding: (_s, changes) => highestPrepared(changes)?.value };
  readonly pool = new RequestPool();
  readonly chain = new FinalizedChain();
  /** λ: the height that is not finalized yet. */
  height = 1;
  round = 0;
  running = false;
  /** In this round: what this node has proposed and accepted, and whether it has committed. */
  proposed: Proposal | undefined = undefined;
  accepted: Proposal | undefined = undefined;
  committed = false;
  /** pr and pv, with the PREPAREs behind them. */
  prepared: Certificate | null = null;
  readonly log: RoundChangeLog;
  highestHeard = 0;
  nextBlockAt: Time = 0;

  constructor({ n }: Me, params: Params) {
    this.params = params;
    this.q = Math.ceil((2 * n) / 3);
    this.log = new RoundChangeLog(n, (votes) => votes >= this.q);
  }
}

const isLeader = (s: State, me: Me): boolean => roundLeader(s.params.leaders, s, me.n) === me.id;

// ——— Moniz, Algorithm 1: start ———

/** Begins the instance once there is reason to and the block period is over. */
function begin(s: State, me: Me): void {
  if (s.running || (s.pool.waiting.size === 0 && s.highestHeard < s.height)) return;
  if (me.now < s.nextBlockAt) return me.setTimer('block', s.nextBlockAt - me.now);
  enterRound(s, 0, s.height === 1 ? 'start' : 'progress', me);
  if (isLeader(s, me) && s.pool.waiting.size > 0) propose(s, null, me);
  for (const proposal of s.log.at(s.height).proposals) consider(s, proposal, me);
  reviewChanges(s, me);
}

function enterRound(s: State, round: number, cause: 'start' | 'progress' | 'timeout', me: Me): void {
  s.running = true;
  s.round = round;
  s.proposed = s.accepted = undefined;
  s.committed = false;
  me.enterView(s.height, round, roundLeader(s.params.leaders, s, me.n), cause);
  startTimers(s, me);
}

function startTimers({ params, round }: State, me: Me): void {
  me.setTimer('round', viewTimeout(params, round));
  me.setTimer('repeat', params.timeout);
}

/** Says again what it has said in this round. */
function repeat(s: State, me: Me): void {
  const { height, round, accepted, prepared } = s;
  if (s.proposed) me.broadcast('proposal', s.proposed);
  if (accepted) me.broadcast('prepare', { height, round, value: accepted.value });
  else if (round > 0) me.broadcast('roundChange', { height, round, prepared });
  if (accepted && s.committed) me.broadcast('commit', { height, round, value: accepted.value });
  me.setTimer('repeat', s.params.timeout);
}

function propose(s: State, changes: Changes | null, me: Me): void {
  const value = (changes && s.rules.binding(s, changes)) ?? me.propose(s.pool.oldest(s.params.batch));
  s.proposed = { height: s.height, round: s.round, value, time: me.now, changes };
  me.broadcast('proposal', s.proposed);
}

// ——— Moniz, Algorithm 2: normal case ———

/** Upon a valid and justified PRE-PREPARE of this round, or of a later one: prepares it. */
function consider(s: State, m: Proposal, me: Me): void {
  if (!s.running || m.round < s.round || (m.round === s.round && s.accepted)) return;
  if (!s.pool.isFresh(me.contents(m.value)) || !s.rules.accepts(s, m)) return;
  if (m.round > s.round) enterRound(s, m.round, 'timeout', me);
  s.accepted = m;
  me.setTimer('round', viewTimeout(s.params, s.round));
  me.broadcast('prepare', { height: m.height, round: m.round, value: m.value });
}

/** What votes complete; after a decision, that of the next height too. */
function advance(s: State, me: Me): void {
  do commit(s, me);
  while (decide(s, me));
}

/** Upon a quorum of PREPAREs of this round. */
function commit(s: State, me: Me): void {
  const { accepted, height, round } = s;
  const prepared = accepted && !s.committed && s.log.prepares.certificate(height, round, accepted.value);
  if (prepared) {
    s.prepared = prepared;
    s.committed = true;
    me.certify(prepared);
    me.lock(height, round, prepared.value);
    me.broadcast('commit', { height, round, value: prepared.value });
  }
}

/** Upon a quorum of COMMITs of any round. */
function decide(s: State, me: Me): boolean {
  const quorum = s.log.commits.first(s.height);
  const block = quorum && s.log.at(s.height).proposals.find(({ value }) => value === quorum.value);
  if (!block) return false;
  finalize(s, [block.value], quorum, Math.min(block.time, me.now) + s.params.blockPeriod, me);
  return true;
}

function finalize(s: State, values: readonly Value[], certificate: Certificate, next: Time, me: Me): void {
  s.chain.finalize(values, certificate, s.pool, me);
  s.height = s.chain.height + 1;
  s.nextBlockAt = next;
  s.running = false;
  s.prepared = null;
  s.log.dropBelow(s.height);
  for (const timer of ['round', 'repeat'] as const) me.cancelTimer(timer);
  begin(s, me);
}

/** Whether a message of this height still matters; it wakes a node that waits for requests. */
function isOpen(s: State, height: number, me: Me): boolean {
  if (height < s.height) return false;
  if (height > s.highestHeard) s.highestHeard = height;
  begin(s, me);
  return true;
}

// ——— Moniz, Algorithm 3: round change ———

function changeRound(s: State, round: number, me: Me): void {
  enterRound(s, round, 'timeout', me);
  me.broadcast('roundChange', { height: s.height, round, prepared: s.prepared });
}

/** f + 1 round changes above the own round: joins the smallest. A quorum for a round that this node leads: proposes. */
function reviewChanges(s: State, me: Me): void {
  const { changes } = s.log.at(s.height);
  const ahead = changes.smallestAhead(s.round, me.f, me.n);
  if (ahead !== undefined) changeRound(s, ahead, me);
  if (s.round === 0 || s.proposed || s.accepted || !isLeader(s, me)) return;
  const quorum = changes.of(s.round);
  if (quorum.size >= s.q) propose(s, new Map(quorum), me);
}

// ——— Moniz, Algorithm 4: justification ———

/** JustifyPrePrepare, with JustifyRoundChange in it. */
function isJustified(s: State, { height, round, value, changes }: Proposal): boolean {
  if (round === 0) return true;
  if (!changes || changes.size < s.q) return false;
  for (const m of changes.values())
    if (m.height !== height || m.round !== round || !isSoundChange(m, s.q)) return false;
  return (highestPrepared(changes)?.value ?? value) === value;
}

export const qbft: Protocol<State, Messages, Timers, Params> = {
  name: 'qbft',
  describe: 'QBFT, Istanbul BFT made right: three phases, in rounds whose leaders must justify what they propose',
  paper: 'Moniz, The Istanbul BFT Consensus Algorithm, arXiv 2002.03613, 2020, Algorithms 1 to 4',
  params: z.object({
    ...pacemakerOptions('2 s'),
    blockPeriod: duration().prefault('0 s').describe('Shortest time between the proposals of two blocks'),
    batch: z.int().min(1).default(100).describe('Most requests in one block'),
    leaders: leadersOption('rotating'),
  }),
  ...DECIDED_BY_MEMBERS,
  voices: { certificates: 'commit' },
  livenessBound: (p, n, delta, healedAt) => patienceByLeader(p, { n, delta, healedAt }) + 2 * p.blockPeriod,
  roles: { leader: (n, params) => [roundLeader(params.leaders, { height: 1, round: 0 }, n)] },

  init: (me, params) => new State(me, params),

  input: {
    request(s, value, me) {
      s.pool.add(value);
      begin(s, me);
    },
    recover(s, me) {
      if (s.running) startTimers(s, me);
      else begin(s, me);
    },
  },

  on: {
    proposal(s, m, from, me) {
      if (from !== roundLeader(s.params.leaders, m, me.n) || !isOpen(s, m.height, me)) return;
      s.log.at(m.height).proposals.push(m);
      if (m.height !== s.height) return;
      consider(s, m, me);
      advance(s, me);
    },

    prepare(s, m, from, me) {
      if (isOpen(s, m.height, me) && s.log.prepares.add(m.height, m.round, m.value, from)) advance(s, me);
    },

    commit(s, m, from, me) {
      if (isOpen(s, m.height, me) && s.log.commits.add(m.height, m.round, m.value, from)) advance(s, me);
    },

    roundChange(s, m, from, me) {
      if (isOpen(s, m.height, me)) {
        if (isSoundChange(m, s.q)) s.log.at(m.height).changes.add(m.round, m, from);
        if (s.running && m.height === s.height) reviewChanges(s, me);
      } else if (answers(me.id, from, me.n, me.f)) {
        me.send(from, 'finalized', s.chain.from(m.height));
      }
    },

    finalized(s, m, _from, me) {
      const news = s.chain.news(m, 'commit', ({ voters }) => voters.size >= s.q);
      if (news.length > 0) finalize(s, news, m.certificate, me.now, me);
      advance(s, me);
    },
  },

  timeout: {
    round: (s, _key, me) => changeRound(s, s.round + 1, me),
    repeat: (s, _key, me) => repeat(s, me),
    block(s, _key, me) {
      begin(s, me);
      advance(s, me);
    },
  },

  bytes: { proposal: proposalBytes, roundChange: roundChangeBytes, finalized: finalizedBytes },
  votes: { proposal: roundVote, prepare: roundVote, commit: roundVote },
  quorum: { enough: (votes, total) => 3 * votes >= 2 * total },
  accountable: true,
  evidence: ['roundChange'],

  // As for PBFT in Sheng and others, "BFT Protocol Forensics", CCS 2021.
  accuse: ({ height }, evidence) => hidersOfCommits(height, evidence),

  forge: {
    proposal: (m, _salt, me) => ({ ...m, value: me.propose(me.contents(m.value)) }),
    prepare: otherVote,
    commit: otherVote,
    roundChange: (m) => ({ ...m, prepared: null }),
  },
};

export default qbft;
