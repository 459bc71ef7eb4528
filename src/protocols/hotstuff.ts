/**
 * Basic HotStuff: Yin, Malkhi, Reiter, Gueta, Abraham, "HotStuff: BFT Consensus with Linearity and Responsiveness",
 * PODC 2019 (arXiv 1803.05069), section 4 (Algorithm 1: utilities, Algorithm 2: the protocol).
 *
 * Blocks are proposed all the time, empty when no request waits. A certificate stands for itself: a node that missed the
 * message before it goes on with it. Votes are cast in the order of views and phases, in any view that a node has reached,
 * not only in the one that its timer is in: that may have been ahead of the network.
 *
 * The pacemaker, which the paper leaves open, is `ViewSynchroniser`'s. Under `certificate` a time-out message carries what
 * NEW-VIEW would: who gathers a quorum of them may propose at once. Left out: client replies, and threshold signatures
 * (certificates are taken for granted and have the size of one signature).
 */
import { z } from 'zod';
import type { BlockId, Certificate, NodeContext, NodeId, Protocol, ViewCause, VoteFacts } from '../contract.js';
import { genesisCertificate, isSoundCertificate } from '../ledger/certificate.js';
import { DecidedChain } from '../ledger/decided-chain.js';
import { secondProposal } from '../ledger/equivocation.js';
import { certifiedBlocks, lockBreakers } from '../ledger/forensics.js';
import type { JustifiedHeader, Placed } from '../ledger/justified-block.js';
import { extendsFrom, headerOf, isWellPlaced } from '../ledger/justified-block.js';
import { leaderOf } from '../ledger/leaders.js';
import { DECIDED_BY_MEMBERS, byzantineFaults } from '../ledger/quorum.js';
import { Tally } from '../ledger/tally.js';
import type { NewView, TimeOut, ViewSynchronisation } from '../ledger/view-synchroniser.js';
import { isNear, progressBound, viewSynchronisationOptions, ViewSynchroniser } from '../ledger/view-synchroniser.js';

type Justified = Pick<NewView, 'justify'>;
type Messages = {
  newView: NewView;
  prepare: Placed;
  prepareVote: Placed;
  preCommit: Justified;
  preCommitVote: Placed;
  commit: Justified;
  commitVote: Placed;
  decide: Justified;
  timeout: TimeOut;
};
type Timers = 'view' | 'interval';
type Me = NodeContext<Messages, Timers>;

/** The votes of each phase, and what their certificate is sent with. */
const PHASES = ['prepareVote', 'preCommitVote', 'commitVote'] as const;
const ANNOUNCEMENTS = ['preCommit', 'commit', 'decide'] as const;
type Phase = 0 | 1 | 2;

type Params = ViewSynchronisation & { readonly batch: number };
interface State {
  readonly params: Params;
  readonly q: number;
  readonly rules: { readonly lock: boolean; readonly keepsLock: boolean };
  readonly pace: ViewSynchroniser;
  readonly chain: DecidedChain;
  readonly votes: readonly Tally[];
  prepareQC: Certificate;
  /** What lockedQC is for. */
  locked: Placed;
  /** The commit certificate of the highest view. */
  committed: Certificate;
  /** The last vote: 3 · view + phase. */
  voted: number;
}

const placedFacts: VoteFacts<Placed> = { view: (m) => m.view, value: (m) => m.block };
const GENESIS = genesisCertificate('prepareVote');
const UNLOCKED: Placed = { view: 0, block: 0 };

// ——— Algorithm 1: utilities ———

const isCertificate = (s: State, qc: Certificate, phase: Phase): boolean => isSoundCertificate(qc, PHASES[phase], s.q);

/** safeNode: it extends the lock (safety), or has a certificate newer than the lock (liveness). */
function isSafe(s: State, block: BlockId, me: Me): boolean {
  const { locked, rules } = s;
  if (!rules.lock || headerOf(block, me.blocks).justify.view > locked.view) return true;
  return extendsFrom(block, locked.block, me.blocks);
}

function cast(s: State, phase: Phase, m: Placed, me: Me): void {
  const step = 3 * m.view + phase;
  if (step <= s.voted) return;
  s.voted = step;
  me.send(s.pace.leader(m.view), PHASES[phase], m);
}

// ——— Algorithm 2: as a leader ———

function propose(s: State, me: Me): void {
  const parent = s.prepareQC.value;
  if (!me.blocks.has(parent) || !s.pace.beats(false, me)) return;
  const { view } = s.pace;
  for (const votes of s.votes) votes.dropViewsBelow(0, view);
  const contents = s.chain.batch(parent, s.params.batch, me);
  const header: JustifiedHeader = { view, justify: s.prepareQC, value: me.propose(contents) };
  me.broadcast('prepare', { view, block: me.mint(parent, { contents, header }) });
}

function count(s: State, phase: Phase, m: Placed, from: NodeId, me: Me): void {
  if (m.view !== s.pace.proposed) return;
  const justify = s.votes[phase]!.add(0, m.view, m.block, from);
  if (justify) me.broadcast(ANNOUNCEMENTS[phase], { justify });
}

// ——— Algorithm 2: as a replica ———

function votePrepare(s: State, m: Placed, me: Me): void {
  const { pace } = s;
  if (3 * m.view <= s.voted || me.now - me.blocks.time(m.block) > pace.patience) return;
  if (m.view > pace.top) return pace.hold(m);
  if (!isSafe(s, m.block, me)) return;
  if (pace.follows(m.view)) enter(s, m.view, 'progress', me);
  cast(s, 0, m, me);
}

/** Takes over a newer prepareQC. */
function learn(s: State, qc: Certificate, from: NodeId, me: Me): void {
  if (qc.view <= s.prepareQC.view || !isCertificate(s, qc, 0)) return;
  s.prepareQC = qc;
  rely(s, qc, from, me);
}

/** The votes in a certificate of view v prove that the network has come to view v. */
function rely(s: State, qc: Certificate, from: NodeId, me: Me): void {
  me.certify(qc);
  me.fetch(qc.value, from);
  if (qc.view > s.pace.view) enter(s, qc.view, 'progress', me);
}

function lock(s: State, { view, value: block }: Certificate, me: Me): void {
  s.locked = { view, block };
  me.lock(0, view, block);
}

function execute(s: State, me: Me): void {
  const { value } = s.committed;
  if (me.blocks.has(value) && s.chain.commit(value, me)) s.pace.succeed();
}

// ——— The nextView interrupt, and the pacemaker ———

function enter(s: State, view: number, cause: ViewCause, me: Me): void {
  if (!s.rules.keepsLock) s.locked = UNLOCKED;
  const proposal = s.pace.enter(view, cause, me);
  if (proposal) votePrepare(s, proposal, me);
  propose(s, me);
}

function nextView(s: State, view: number, cause: ViewCause, me: Me): void {
  enter(s, view, cause, me);
  me.send(s.pace.leader(view), 'newView', { view, justify: s.prepareQC });
}

/** Tells a node of the last decision that it seems not to have heard of: its leader may be hiding things from it. */
function help(s: State, behind: NodeId, { justify }: NewView, me: Me): void {
  if (justify.view < s.committed.view - 1) me.send(behind, 'decide', { justify: s.committed });
}

/** More than f nodes have left the present view: because it had done its work, or because it failed. */
function follow(s: State, from: NodeId, view: number, me: Me): void {
  const ahead = s.pace.hear(from, view);
  if (ahead !== undefined) nextView(s, ahead, s.prepareQC.view >= ahead - 1 ? 'progress' : 'timeout', me);
}

export const hotstuff: Protocol<State, Messages, Timers, Params> = {
  name: 'hotstuff',
  describe: 'Basic HotStuff: three phases of votes to a leader, and a view change that costs no more than a phase',
  paper: 'Yin, Malkhi, Reiter, Gueta, Abraham, HotStuff, PODC 2019, section 4',
  params: z.object({
    ...viewSynchronisationOptions('4 s', 'rotating'),
    batch: z.int().min(1).default(100).describe('Most requests in one block'),
  }),
  ...DECIDED_BY_MEMBERS,
  voices: { certificates: 'commitVote' },
  livenessBound: (params, n, delta) => progressBound(params, byzantineFaults(n), delta),
  roles: { leader: (n, params) => [leaderOf(params.leaders, 1, n)] },

  init: (me, params) => {
    const q = me.n - me.f;
    const tally = (kind: string) => new Tally({ kind, n: me.n, enough: (votes) => votes >= q });
    return {
      params,
      q,
      rules: { lock: true, keepsLock: true },
      pace: new ViewSynchroniser(params, q, me),
      chain: new DecidedChain(),
      votes: PHASES.map(tally),
      prepareQC: GENESIS,
      locked: UNLOCKED,
      committed: GENESIS,
      voted: 0,
    };
  },

  input: {
    start: (s, me) => nextView(s, 1, 'start', me),
    request: (s, value) => s.chain.add(value),
    recover(s, me) {
      s.pace.recover(me);
      for (const { value, view } of [s.committed, s.prepareQC]) me.fetch(value, s.pace.leader(view));
      propose(s, me);
    },
  },

  on: {
    prepareVote: (s, m, from, me) => count(s, 0, m, from, me),
    preCommitVote: (s, m, from, me) => count(s, 1, m, from, me),
    commitVote: (s, m, from, me) => count(s, 2, m, from, me),

    newView(s, m, from, me) {
      help(s, from, m, me);
      if (m.view <= s.pace.proposed || s.pace.leader(m.view) !== me.id) return;
      learn(s, m.justify, from, me);
      const gathered = s.pace.gather(m, from);
      follow(s, from, m.view, me);
      if (gathered && m.view > s.pace.view) enter(s, m.view, 'timeout', me);
      propose(s, me);
    },

    prepare(s, m, from, me) {
      const { justify } = headerOf(m.block, me.blocks);
      const isSound = isWellPlaced(m, s.pace.leader(m.view), me.blocks) && isCertificate(s, justify, 0);
      if (!isSound) return me.refuse(m.block);
      learn(s, justify, from, me);
      votePrepare(s, m, me);
      execute(s, me);
      follow(s, me.blocks.producer(m.block), m.view, me);
      propose(s, me);
    },

    preCommit(s, { justify }, from, me) {
      if (!isCertificate(s, justify, 0) || from !== s.pace.leader(justify.view)) return;
      learn(s, justify, from, me);
      cast(s, 1, { view: justify.view, block: justify.value }, me);
    },

    commit(s, { justify }, from, me) {
      if (!isCertificate(s, justify, 1) || from !== s.pace.leader(justify.view)) return;
      rely(s, justify, from, me);
      if (justify.view > s.locked.view) lock(s, justify, me);
      cast(s, 2, { view: justify.view, block: justify.value }, me);
    },

    decide(s, { justify }, from, me) {
      if (justify.view <= s.committed.view || !isCertificate(s, justify, 2)) return;
      s.committed = justify;
      rely(s, justify, from, me);
      execute(s, me);
      if (s.pace.follows(justify.view + 1)) nextView(s, justify.view + 1, 'progress', me);
    },

    timeout(s, m, from, me) {
      if (isNear(me, from)) help(s, from, m, me);
      learn(s, m.justify, from, me);
      const view = s.pace.count(m, from, me);
      if (view !== undefined) enter(s, view, 'timeout', me);
    },
  },

  timeout: {
    view(s, _key, me) {
      const view = s.pace.expire(s.prepareQC, me);
      if (view !== undefined) nextView(s, view, 'timeout', me);
    },
    interval: (s, _key, me) => propose(s, me),
  },

  carries: { prepare: (m) => m.block },
  votes: {
    prepare: placedFacts,
    prepareVote: placedFacts,
    preCommitVote: placedFacts,
    commitVote: placedFacts,
    timeout: { view: (m) => m.view, value: () => -1 },
  },
  quorum: { enough: (votes, total) => votes >= total - byzantineFaults(total) },

  // ——— Forensics: Sheng et al., CCS 2021 ———

  accountable: true,
  // Whoever voted to commit had locked.
  accuse: (fork, evidence) =>
    lockBreakers(fork, evidence, certifiedBlocks(evidence, 'commitVote'), certifiedBlocks(evidence, 'prepareVote')),

  forge: {
    newView: (m) => ({ ...m, justify: GENESIS }),
    prepare: (m, _salt, me) => ({ ...m, block: secondProposal(m.block, me) }),
    prepareVote: (m, salt) => ({ ...m, block: m.block + salt }),
    preCommitVote: (m, salt) => ({ ...m, block: m.block + salt }),
    commitVote: (m, salt) => ({ ...m, block: m.block + salt }),
    timeout: (m) => ({ ...m, justify: GENESIS }),
  },
};

export default hotstuff;
