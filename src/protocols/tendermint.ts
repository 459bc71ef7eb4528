/**
 * Tendermint: Buchman, Kwon, Milosevic, "The latest gossip on BFT consensus", arXiv 1807.04938, 2018, Algorithm 1; the numbers
 * of its lines stand at the rules and are marked when these are carried out. "2f + 1" is more than two thirds of the power,
 * "f + 1" more than a third. Weighted round robin, the power of a height (`ledger/tendermint/powers.ts`), timeouts that grow by
 * a step a round, `skipOnNil` and `timeoutCommit` are CometBFT's. A height begins when a request waits or others have begun.
 * For the paper's gossip, which brings to all what one correct node has, this stands: a proposal with a validRound carries its
 * prevotes, a prevote for nil those for validValue; a node whose round lasts twice as long as the timeouts of round 0 relays
 * what it knows; whoever relays at a decided height is told the values decided, with precommits. Where double votes have a price
 * (`economy.slashing`), all hand on a height's votes once it is decided, and blocks prove them as in CometBFT.
 */
import type { Certificate, NodeContext, NodeId, Protocol, Time, Value, ViewCause } from '../contract.js';
import { amnesiacs } from '../ledger/amnesia.js';
import { type Finalized, finalizedBytes } from '../ledger/finalized-chain.js';
import { THIRD_OF_STAKE, byzantineFaults } from '../ledger/quorum.js';
import { otherVote, type RoundVote, roundVote } from '../ledger/round-changes.js';
import { claimingValid, type Collected, type Prevote, roundBytes, type RoundProposal } from '../ledger/round-log.js';
import {
  livenessBound,
  type Options,
  options,
  patience,
  type Phase,
  PHASES,
  phaseTimeout,
} from '../ledger/tendermint/options.js';
import { type Gossip, gossipBytes, onGossip, tell, witness } from '../ledger/tendermint/double-votes.js';
import { votedByPower } from '../ledger/tendermint/powers.js';
import { NIL, Validator } from '../ledger/tendermint/validator.js';

type Messages = {
  proposal: RoundProposal;
  prevote: Prevote;
  precommit: RoundVote;
  relay: Collected & { readonly height: number; readonly round: number };
  finalized: Finalized;
  gossip: Gossip;
};
type Timers = Phase | 'relay' | 'commit';
type Me = NodeContext<Messages, Timers>;

// ——— Algorithm 1, lines 10 to 21 ———

function begin(s: Validator, me: Me): void {
  if (s.step !== 'idle' || (s.pool.waiting.size === 0 && s.log.heard < s.height)) return;
  if (me.now < s.nextAt) return me.setTimer('commit', s.nextAt - me.now);
  const round = s.log.reached(s.height);
  startRound(s, round, round > 0 ? 'timeout' : s.height === 1 ? 'start' : 'progress', me);
}

function startRound(s: Validator, round: number, cause: ViewCause, me: Me): void {
  me.mark('11');
  s.startRound(round);
  for (const phase of PHASES) me.cancelTimer(phase);
  me.setTimer('relay', patience(s.params));
  me.enterView(s.height, round, s.proposer(s), cause);
  if (s.proposer(s) !== me.id) return schedule(s, 'propose', me);
  const value =
    s.validRound >= 0 ? s.validValue : me.propose(s.pool.oldest(s.params.batch), s.doubles?.pending(s.height));
  me.broadcast('proposal', { height: s.height, round, value, validRound: s.validRound, proof: s.proof });
}

function schedule({ params, round }: Validator, phase: Phase, me: Me): void {
  me.setTimer(phase, phaseTimeout(params, phase, round));
}

function prevote(s: Validator, value: Value, me: Me): void {
  s.step = 'prevote';
  me.broadcast('prevote', { height: s.height, round: s.round, value, proof: value === NIL ? s.proof : null });
}

function precommit(s: Validator, value: Value, me: Me): void {
  s.step = 'precommit';
  me.broadcast('precommit', { height: s.height, round: s.round, value });
}

// ——— Algorithm 1, lines 22 to 54: each rule says whether it was carried out ———

function lines22To33(s: Validator, me: Me): boolean {
  if (s.step !== 'propose') return false;
  const m = s.proposals.find((one) => s.isProven(one));
  if (!m) return false;
  me.mark(m.validRound < 0 ? '22' : '28');
  prevote(s, s.isValid(m.value) && s.isFree(m) ? m.value : NIL, me);
  return true;
}

function lines36To43(s: Validator, me: Me): boolean {
  if (s.step === 'propose' || s.step === 'idle' || s.done.has(36)) return false;
  for (const { value } of s.proposals) {
    const quorum = s.prevotes(value);
    if (!quorum || !s.isValid(value)) continue;
    me.mark('36');
    s.done.add(36);
    s.setValid(quorum, me);
    if (s.step === 'prevote') {
      s.lock(value);
      me.lock(s.height, s.round, value);
      precommit(s, value, me);
    }
    return true;
  }
  return false;
}

function lines44To46(s: Validator, me: Me): boolean {
  if (s.step !== 'prevote' || !s.prevotes(NIL)) return false;
  me.mark('44');
  precommit(s, NIL, me);
  return true;
}

/** Comes after lines 36 and 44, which leave this timeout nothing to do. */
function lines34To35(s: Validator, me: Me): boolean {
  if (s.step !== 'prevote' || s.done.has(34) || !s.log.prevotes.hasEnoughVoters(s.height, s.round)) return false;
  me.mark('34');
  s.done.add(34);
  schedule(s, 'prevote', me);
  return true;
}

function lines49To54(s: Validator, me: Me): boolean {
  const quorum = s.decision;
  if (!quorum) return false;
  me.mark('49');
  decide(s, [quorum.value], quorum, me.now + s.params.timeoutCommit, me);
  return true;
}

/** CometBFT: 2f + 1 precommits for nil end the round at once. */
function skipOnNil(s: Validator, me: Me): boolean {
  if (!s.params.skipOnNil || s.step === 'idle' || !s.log.precommits.certificate(s.height, s.round, NIL)) return false;
  startRound(s, s.round + 1, 'timeout', me);
  return true;
}

function lines47To48(s: Validator, me: Me): boolean {
  if (s.step === 'idle' || s.done.has(47) || !s.log.precommits.hasEnoughVoters(s.height, s.round)) return false;
  me.mark('47');
  s.done.add(47);
  schedule(s, 'precommit', me);
  return true;
}

const RULES = [lines22To33, lines36To43, lines44To46, lines34To35, lines49To54, skipOnNil, lines47To48];

function act(s: Validator, me: Me): void {
  while (RULES.some((rule) => rule(s, me)));
}

function decide(s: Validator, values: readonly Value[], quorum: Certificate, next: Time, me: Me): void {
  if (s.doubles) tell(s.log.votes(s.height), [], me);
  s.credit(values);
  s.chain.finalize(values, quorum, s.pool, me);
  s.startHeight(s.chain.height + 1, next);
  for (const timer of [...PHASES, 'relay'] as const) me.cancelTimer(timer);
  begin(s, me);
}

// ——— Line 55, and what stands for gossip ———

/** Whether a message is of an open height; f + 1 of a later round start that round, f + 1 of a later height make haste. */
function isOpen(s: Validator, m: { height: number; round: number }, from: NodeId, me: Me): boolean {
  if (m.height < s.height) return false;
  s.log.heard = Math.max(s.log.heard, m.height);
  begin(s, me);
  const isLater = m.height > s.height;
  if ((!isLater && m.round <= s.round) || !s.log.hear(m.height, m.round, from)) return true;
  if (!isLater) skip(s, me);
  else if (!s.done.has(55)) me.setTimer('relay', s.params.timeoutPrecommit);
  if (isLater) s.done.add(55);
  return true;
}

function skip(s: Validator, me: Me): void {
  const round = s.log.reached(s.height);
  if (s.step === 'idle' || round <= s.round) return;
  me.mark('55');
  startRound(s, round, 'timeout', me);
  act(s, me);
}

/** What another node holds valid, if it is later than what this one does: gossip would have brought its prevotes in time. */
function learn(s: Validator, { height, view, value }: Certificate, me: Me): void {
  if (height !== s.height || view <= s.validRound || view >= s.round) return;
  const quorum = s.log.prevotes.certificate(height, view, value);
  if (quorum && value !== NIL && s.isValid(value)) s.setValid(quorum, me);
}

function relay(s: Validator, me: Me): void {
  const { height, round, validRound } = s;
  me.broadcast('relay', { height, round, ...s.log.collected(height, [validRound, round - 1, round]) });
  me.setTimer('relay', patience(s.params));
}

export const tendermint: Protocol<Validator, Messages, Timers, Options> = {
  name: 'tendermint',
  describe: 'Tendermint: a new proposer each round, votes by weight, and locks that a later quorum of prevotes opens',
  paper: 'Buchman, Kwon, Milosevic, The latest gossip on BFT consensus, arXiv 1807.04938, 2018, Algorithm 1',
  params: options,
  assumes: THIRD_OF_STAKE,
  staked: true,
  proves: true,
  finality: { by: 'decide' },
  threshold: 'blocking-third',
  faults: byzantineFaults,
  livenessBound,
  outstanding: () => 1,
  init: (me, params) => new Validator(me, params),

  input: {
    request(s, value, me) {
      s.pool.add(value);
      begin(s, me);
    },
    recover(s, me) {
      if (s.step === 'idle') return begin(s, me);
      me.setTimer('relay', patience(s.params));
      for (const phase of s.timed) schedule(s, phase, me);
    },
  },

  on: {
    proposal(s, m, from, me) {
      if (from !== s.proposer(m) || m.validRound >= m.round || !isOpen(s, m, from, me)) return;
      s.log.addProposal(m);
      act(s, me);
    },
    prevote(s, m, from, me) {
      witness(s, 'prevote', m, from, me);
      if (!isOpen(s, m, from, me)) return;
      const quorum = s.log.prevotes.add(m.height, m.round, m.value, from);
      if (m.proof && m.proof.height === m.height && m.proof.view < m.round) {
        s.log.prevotes.merge(m.proof);
        learn(s, m.proof, me);
      }
      if (quorum || m.proof) act(s, me);
      else lines34To35(s, me);
    },
    precommit(s, m, from, me) {
      witness(s, 'precommit', m, from, me);
      if (!isOpen(s, m, from, me)) return;
      const quorum = s.log.precommits.add(m.height, m.round, m.value, from);
      if (quorum) act(s, me);
      else lines47To48(s, me);
    },
    relay(s, m, from, me) {
      if (!isOpen(s, m, from, me)) {
        if (s.answers(me.id, from)) me.send(from, 'finalized', s.chain.from(m.height));
        return;
      }
      s.log.merge(m.height, m, me.n);
      for (const votes of m.votes) learn(s, votes, me);
      skip(s, me);
      act(s, me);
    },
    finalized(s, m, _from, me) {
      const news = s.chain.news(m, 'precommit', ({ voters, height }) => s.log.isQuorum(voters, height));
      if (news.length > 0) decide(s, news, m.certificate, me.now, me);
      act(s, me);
    },
    gossip: (s, m, _from, me) => onGossip(s, m, me),
  },

  // Lines 57 to 67
  timeout: {
    propose(s, _key, me) {
      if (s.step === 'propose') prevote(s, NIL, me);
      act(s, me);
    },
    prevote(s, _key, me) {
      if (s.step === 'prevote') precommit(s, NIL, me);
      act(s, me);
    },
    precommit(s, _key, me) {
      startRound(s, s.round + 1, 'timeout', me);
      act(s, me);
    },
    relay: (s, _key, me) => relay(s, me),
    commit(s, _key, me) {
      begin(s, me);
      act(s, me);
    },
  },

  bytes: { ...roundBytes, finalized: finalizedBytes, gossip: gossipBytes },
  votes: { proposal: roundVote, prevote: roundVote, precommit: roundVote },
  ...votedByPower,
  accountable: true,
  accuse: ({ height }, evidence) => amnesiacs(height, evidence),
  forge: { proposal: claimingValid, prevote: otherVote, precommit: otherVote },
};

export default tendermint;
