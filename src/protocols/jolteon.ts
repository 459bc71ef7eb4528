/**
 * Jolteon, also DiemBFT v4: Gelashvili, Kokoris-Kogias, Sonnino, Spiegelman, Xiang, "Jolteon and Ditto: Network-Adaptive
 * Efficient Consensus with Asynchronous Fallback", Financial Cryptography 2022 (arXiv 2106.10362), section 4 and figure 2.
 *
 * A chain of blocks, each with the certificate (QC) of its parent; votes go to the leader of the next round; a block is
 * final once it and its child of the very next round are certified. Leaving a failed round takes a quorum of time-outs
 * (TC), which proves how new a certificate the next block must extend.
 * The quorum is written for general n: q = ceil((n + f + 1)/2), which is the paper's 2f + 1 at n = 3f + 1.
 *
 * What the rules cost from n = 4 on, at constant delay δ and timeout T, whose next value is T': 2(n − 1) messages a block, a
 * block every 2δ, each final at all nodes 5δ after it was proposed, whatever T is. A silent leader of the first round adds
 * T + δ. One of a later round r also swallows the votes of round r − 1, whose block is lost: that is two time-outs, and adds
 * T + T' − δ. A failed round costs n − 1 messages for each live node's time-out, and a TC to the next leader from each other
 * live node.
 *
 * Said by the implementations rather than the paper: a TC lists the rounds of the QCs that its signers knew, not the QCs;
 * time-outs are repeated while the round lasts, and carry the TC by which it was entered, so that whoever lags can follow
 * (DiemBFT v4); T grows with every round given up since the last commit. Blocks follow one another without pause, empty when
 * nothing waits (a node that is alone pauses for 1 ms). Left out: signatures and their aggregation; the fallback of Ditto.
 */
import { z } from 'zod';
import type { BlockId, Certificate, Evidence, Fork, NodeContext, NodeId, Protocol } from '../contract.js';
import { extend, type Form, formOf, GENESIS, headerOf, isWellFormed, timeoutBytes } from '../ledger/certified-block.js';
import { DecidedChain } from '../ledger/decided-chain.js';
import { certifiedBlocks, firstConflict, isSideOf, votersOf } from '../ledger/forensics.js';
import { scheduledLeader, scheduleOption } from '../ledger/leaders.js';
import { olderThan, rivalOf } from '../ledger/lies.js';
import { pacemakerOptions, viewTimeout } from '../ledger/pacemaker.js';
import { LONE_PAUSE_US, patience } from '../ledger/patience.js';
import { DECIDED_BY_MEMBERS, byzantineFaults, byzantineQuorum } from '../ledger/quorum.js';
import { Tally } from '../ledger/tally.js';
import { type TimeoutCertificate, Timeouts } from '../ledger/timeouts.js';

const params = z.object({
  leaders: scheduleOption(),
  ...pacemakerOptions('2 s'),
  batch: z.int().min(1).default(100).describe('Most requests in one block'),
});
type Params = z.infer<typeof params>;

type Vote = { readonly round: number; readonly block: BlockId };
type Messages = {
  proposal: Vote;
  vote: Vote;
  timeout: { readonly round: number; readonly qcHigh: Certificate; readonly tc: TimeoutCertificate | undefined };
  tc: TimeoutCertificate;
};
type Timers = 'round' | 'alone';
type Me = NodeContext<Messages, Timers>;

interface State extends Form {
  readonly params: Params;
  /** Rules that a broken variant may lack. */
  readonly rules: {
    /** A commit takes two consecutive rounds. */
    readonly consecutive: boolean;
    /** A block after a TC extends a QC no older than any that the TC lists. */
    readonly listed: boolean;
    /** Who has given a round up votes in it no more. */
    readonly silenced: boolean;
  };
  /** r_cur. */
  round: number;
  /** r_vote, the last round voted in or given up. */
  lastVoted: number;
  lastProposed: number;
  qcHigh: Certificate;
  /** The last TC that this node went on with. */
  tc: TimeoutCertificate | undefined;
  readonly votes: Tally;
  readonly timeouts: Timeouts;
  readonly chain: DecidedChain;
  /** Rounds given up since the last commit. */
  failures: number;
}

// ——— Propose, figure 2 ———

/** The leader extends the highest QC as soon as it is in its round and has the block. */
function propose(s: State, me: Me): void {
  const { round, qcHigh } = s;
  if (s.lastProposed >= round || s.leader(round) !== me.id || !me.blocks.has(qcHigh.value)) return;
  s.lastProposed = round;
  if (me.n === 1) me.setTimer('alone', LONE_PAUSE_US);
  else multicast(s, me);
}

function multicast(s: State, me: Me): void {
  const { round, qcHigh: qc, tc } = s;
  const justified = { view: round, qc, tc: qc.view === round - 1 ? undefined : tc };
  me.broadcast('proposal', { round, block: extend(justified, s.chain, s.params.batch, me) });
}

// ——— Vote ———

function vote(s: State, block: BlockId, me: Me): void {
  const { view: round, qc, tc } = headerOf(block, me.blocks);
  if (round !== s.round || round <= s.lastVoted) return;
  const follows = qc.view === round - 1;
  const isNewEnough = tc?.view === round - 1 && (qc.view >= tc.highest || !s.rules.listed);
  if (!follows && !isNewEnough) return;
  s.lastVoted = round;
  me.send(s.leader(round + 1), 'vote', { round, block });
}

// ——— Lock, commit, advance round: what every certificate does, wherever it comes from ———

function learn(s: State, qc: Certificate, tc: TimeoutCertificate | undefined, from: NodeId, me: Me): void {
  if (!s.isSound(qc, 'vote') || (tc && !s.isSound(tc, 'timeout'))) return;
  lock(s, qc, from, me);
  commit(s, qc, me);
  if (tc && tc.view >= s.round && tc.view > qc.view) {
    me.certify((s.tc = tc));
    s.failures++;
    enterRound(s, tc.view + 1, 'timeout', me);
    if (s.leader(s.round) !== from) me.send(s.leader(s.round), 'tc', tc);
  } else if (qc.view >= s.round) enterRound(s, qc.view + 1, 'progress', me);
}

function lock(s: State, qc: Certificate, from: NodeId, me: Me): void {
  if (qc.view <= s.qcHigh.view) return;
  s.qcHigh = qc;
  me.certify(qc);
  me.lock(0, qc.view, qc.value);
  if (!me.blocks.has(qc.value)) me.fetch(qc.value, from);
}

/** Two adjacent certified blocks of consecutive rounds commit the first. */
function commit(s: State, qc: Certificate, me: Me): void {
  if (qc.view === 0 || !me.blocks.has(qc.value)) return;
  const { view: round, qc: parent } = headerOf(qc.value, me.blocks);
  if (round !== parent.view + 1 && s.rules.consecutive) return;
  if (s.chain.commit(parent.value, me)) s.failures = 0;
}

function enterRound(s: State, round: number, cause: 'progress' | 'timeout', me: Me): void {
  s.round = round;
  // Votes of the round before may still complete a QC.
  s.votes.dropViewsBelow(0, round - 1);
  s.timeouts.dropBelow(round);
  me.enterView(0, round, s.leader(round), cause);
  me.setTimer('round', viewTimeout(s.params, s.failures));
}

// ——— Timer and time-out ———

function giveUp(s: State, me: Me): void {
  const { round, qcHigh, tc } = s;
  if (s.rules.silenced) s.lastVoted = Math.max(s.lastVoted, round);
  me.broadcast('timeout', { round, qcHigh, tc: tc?.view === round - 1 ? tc : undefined });
  me.setTimer('round', viewTimeout(s.params, s.failures));
}

/**
 * BFT Protocol Forensics (Sheng et al., CCS 2021), section on DiemBFT. Let b of round r be locked by the certificate of
 * round r + 1, and c be the first block certified from round r on that conflicts with b. If c shares a round with either
 * certificate, whoever voted for both is to blame. Else the QC in c is older than r. Either no TC allows that, and all who
 * voted for c are to blame; or those are who both voted in r + 1 and signed in that TC that they knew of nothing so new.
 */
function accuse(fork: Fork, evidence: Evidence): readonly NodeId[] {
  const { blocks, n } = evidence;
  const certified = certifiedBlocks(evidence, 'vote');
  for (const child of certified) {
    if (!isSideOf(fork, child.block, blocks)) continue;
    const b = headerOf(child.block, blocks).qc;
    const c = b.view === child.view - 1 ? firstConflict(b.value, b.view, certified, blocks) : undefined;
    if (!c) continue;
    if (c.view <= child.view) return votersOf(c.view === b.view ? b.voters : child.voters, c.voters, n);
    const { qc, tc } = headerOf(c.block, blocks);
    if (tc?.view !== c.view - 1 || tc.highest > qc.view) return votersOf(c.voters, c.voters, n);
    return votersOf(child.voters, tc.voters, n);
  }
  return [];
}

export const jolteon: Protocol<State, Messages, Timers, Params> = {
  name: 'jolteon',
  describe:
    'HotStuff with a 2-chain commit: certified blocks in two consecutive rounds, quadratic only to leave a round',
  paper: 'Gelashvili et al., Jolteon and Ditto, Financial Cryptography 2022, section 4',
  params,
  ...DECIDED_BY_MEMBERS,
  voices: { certificates: 'vote' },
  livenessBound: (p, n, delta, healedAt) => patience(p, { n, delta, healedAt }, 6),
  roles: { leader: (n, p) => [scheduledLeader(p.leaders, 1, n)] },
  carries: { proposal: (m) => m.block },

  init: (me, p) => {
    const q = byzantineQuorum(me.n, me.f);
    return {
      params: p,
      ...formOf(p.leaders, q, me.n),
      rules: { consecutive: true, listed: true, silenced: true },
      round: 1,
      lastVoted: 0,
      lastProposed: 0,
      qcHigh: GENESIS,
      tc: undefined,
      votes: new Tally({ kind: 'vote', n: me.n, enough: (votes) => votes >= q }),
      timeouts: new Timeouts(me.n, q),
      chain: new DecidedChain(),
      failures: 0,
    };
  },

  input: {
    start(s, me) {
      me.enterView(0, 1, s.leader(1), 'start');
      me.setTimer('round', viewTimeout(s.params, 0));
      propose(s, me);
    },
    request: (s, value) => s.chain.add(value),
    recover(s, me) {
      me.setTimer('round', viewTimeout(s.params, s.failures));
      if (me.n === 1) me.setTimer('alone', LONE_PAUSE_US);
    },
  },

  on: {
    proposal(s, { block }, _from, me) {
      if (!isWellFormed(block, me.blocks, s)) return me.refuse(block);
      const { qc, tc } = headerOf(block, me.blocks);
      learn(s, qc, tc, me.blocks.producer(block), me);
      // The block may come after the QC that names it.
      if (s.qcHigh.value === block) commit(s, s.qcHigh, me);
      vote(s, block, me);
      propose(s, me);
    },

    vote(s, { round, block }, from, me) {
      if (round < s.round - 1 || s.leader(round + 1) !== me.id) return;
      const qc = s.votes.add(0, round, block, from);
      if (!qc) return;
      learn(s, qc, undefined, from, me);
      propose(s, me);
    },

    timeout(s, { round, qcHigh, tc }, from, me) {
      learn(s, qcHigh, tc, from, me);
      if (round >= s.round) {
        const formed = s.timeouts.add(round, from, qcHigh.view);
        if (formed) learn(s, qcHigh, formed, me.id, me);
      }
      propose(s, me);
    },

    tc(s, tc, from, me) {
      learn(s, GENESIS, tc, from, me);
      propose(s, me);
    },
  },

  timeout: {
    round: (s, _key, me) => giveUp(s, me),
    alone: (s, _key, me) => multicast(s, me),
  },

  votes: {
    proposal: { view: (m) => m.round, value: (m) => m.block },
    vote: { view: (m) => m.round, value: (m) => m.block },
    timeout: { view: (m) => m.round, value: () => -1 },
  },
  quorum: { enough: (votes, n) => votes >= byzantineQuorum(n, byzantineFaults(n)) },

  accountable: true,
  accuse,
  bytes: {
    timeout: ({ tc }) => 200 + timeoutBytes(tc),
    tc: (tc) => 100 + timeoutBytes(tc),
  },
  forge: {
    proposal: ({ round, block }, _salt, me) => ({ round, block: rivalOf(block, me) }),
    vote: (m, salt) => ({ ...m, block: m.block + salt }),
    timeout: (m, _salt, me) => ({ ...m, qcHigh: olderThan(m.qcHigh, me.blocks) ?? m.qcHigh }),
  },
};

export default jolteon;
