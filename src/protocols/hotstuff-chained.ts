/**
 * Chained HotStuff: Yin, Malkhi, Reiter, Gueta, Abraham, "HotStuff: BFT Consensus with Linearity and Responsiveness",
 * PODC 2019 (arXiv 1803.05069), section 5 (Algorithm 3) and section 6 (Algorithms 4 and 5: safety and pacemaker apart).
 *
 * Votes on the block of view v go to the leader of view v + 1; that is the same node under stable leaders, until a view of
 * theirs fails. A block's certificate is for its parent, so the direct links that the paper gets from dummy nodes are here
 * consecutive views. Blocks are proposed all the time, empty when no request waits. As in Algorithm 4 a node votes for any
 * view above the last one it voted in, if it has reached that view: its timer may have been ahead of the network.
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
import { type Certified, certifiedBlocks, lockBreakers } from '../ledger/forensics.js';
import type { JustifiedHeader, Placed } from '../ledger/justified-block.js';
import { extendsFrom, headerOf, isWellPlaced } from '../ledger/justified-block.js';
import { leaderOf } from '../ledger/leaders.js';
import { DECIDED_BY_MEMBERS, byzantineFaults } from '../ledger/quorum.js';
import { Tally } from '../ledger/tally.js';
import type { NewView, TimeOut, ViewSynchronisation } from '../ledger/view-synchroniser.js';
import { isNear, progressBound, viewSynchronisationOptions, ViewSynchroniser } from '../ledger/view-synchroniser.js';

type Messages = {
  proposal: Placed;
  vote: Placed;
  newView: NewView;
  timeout: TimeOut;
};
type Timers = 'view' | 'interval';
type Me = NodeContext<Messages, Timers>;

type Params = ViewSynchronisation & { readonly batch: number };
interface State {
  readonly params: Params;
  readonly q: number;
  readonly rules: { readonly lock: boolean; readonly consecutive: boolean };
  readonly pace: ViewSynchroniser;
  readonly chain: DecidedChain;
  readonly votes: Tally;
  /** qc_high: the newest certificate known. */
  high: Certificate;
  /** b_lock: nothing that conflicts with this block gets a vote, but on a newer certificate. */
  locked: Placed;
  /** vheight: the last view voted in. */
  voted: number;
}

const placedFacts: VoteFacts<Placed> = { view: (m) => m.view, value: (m) => m.block };
const GENESIS = genesisCertificate('vote');
const isCertificate = (s: State, qc: Certificate): boolean => isSoundCertificate(qc, 'vote', s.q);

// ——— Safety: Algorithm 4 ———

/** safeNode: it extends the lock (safety), or has a certificate newer than the lock (liveness). */
function isSafe(s: State, block: BlockId, me: Me): boolean {
  const { locked, rules } = s;
  if (!rules.lock || headerOf(block, me.blocks).justify.view > locked.view) return true;
  return extendsFrom(block, locked.block, me.blocks);
}

function vote(s: State, m: Placed, me: Me): void {
  const { pace } = s;
  if (m.view <= s.voted || me.now - me.blocks.time(m.block) > pace.patience) return;
  if (m.view > pace.top) return pace.hold(m);
  if (!isSafe(s, m.block, me)) return;
  if (pace.follows(m.view)) enter(s, m.view, 'progress', me);
  s.voted = m.view;
  me.send(pace.leader(m.view + 1), 'vote', m);
}

/** update(b*), with b* → b″ → b′ → b: locks b′, and decides b if all are of consecutive views. */
function update(s: State, block: BlockId, me: Me): void {
  const two = headerOf(block, me.blocks).justify;
  if (two.view === 0) return;
  const one = headerOf(two.value, me.blocks).justify;
  if (one.view === 0) return;
  if (one.view > s.locked.view) {
    s.locked = { view: one.view, block: one.value };
    me.lock(0, one.view, one.value);
  }
  const zero = headerOf(one.value, me.blocks).justify;
  const consecutive = two.view === one.view + 1 && one.view === zero.view + 1;
  if (zero.view === 0 || (s.rules.consecutive && !consecutive)) return;
  if (s.chain.commit(zero.value, me)) s.pace.succeed();
}

// ——— Liveness: Algorithm 5 and the pacemaker ———

/** updateQCHigh; a certificate of view v is also proof that the network has come to view v + 1. */
function learn(s: State, qc: Certificate, from: NodeId, me: Me): void {
  if (qc.view <= s.high.view || !isCertificate(s, qc)) return;
  s.high = qc;
  me.certify(qc);
  me.fetch(qc.value, from);
  if (qc.view >= s.pace.view) enter(s, qc.view + 1, 'progress', me);
}

function enter(s: State, view: number, cause: ViewCause, me: Me): void {
  const proposal = s.pace.enter(view, cause, me);
  if (proposal) vote(s, proposal, me);
  propose(s, me);
}

/** onNextSyncView */
function giveUp(s: State, view: number, me: Me): void {
  enter(s, view, 'timeout', me);
  me.send(s.pace.leader(view), 'newView', { view, justify: s.high });
}

/** Tells a node that knows of nothing as new as the last decision what is: its leader may be hiding things from it. */
function help(s: State, behind: NodeId, { justify }: NewView, me: Me): void {
  const { tip } = s.chain;
  if (tip === 0 || justify.view >= headerOf(tip, me.blocks).view) return;
  me.send(behind, 'newView', { view: s.pace.view, justify: s.high });
}

function follow(s: State, from: NodeId, view: number, me: Me): void {
  const ahead = s.pace.hear(from, view);
  if (ahead !== undefined) giveUp(s, ahead, me);
}

/** onPropose */
function propose(s: State, me: Me): void {
  const parent = s.high.value;
  const { view } = s.pace;
  if (!me.blocks.has(parent) || !s.pace.beats(s.high.view === view - 1, me)) return;
  s.votes.dropViewsBelow(0, view - 1);
  const contents = s.chain.batch(parent, s.params.batch, me);
  const header: JustifiedHeader = { view, justify: s.high, value: me.propose(contents) };
  me.broadcast('proposal', { view, block: me.mint(parent, { contents, header }) });
}

export const hotstuffChained: Protocol<State, Messages, Timers, Params> = {
  name: 'hotstuff-chained',
  describe: 'Chained HotStuff: each block certifies its parent, and three in a row decide',
  paper: 'Yin, Malkhi, Reiter, Gueta, Abraham, HotStuff, PODC 2019, sections 5 and 6',
  params: z.object({
    ...viewSynchronisationOptions('2 s', 'stable'),
    batch: z.int().min(1).default(100).describe('Most requests in one block'),
  }),
  ...DECIDED_BY_MEMBERS,
  voices: { certificates: 'vote' },
  livenessBound: (params, n, delta) => progressBound(params, byzantineFaults(n), delta),
  roles: { leader: (n, params) => [leaderOf(params.leaders, 1, n)] },

  init: (me, params) => {
    const q = me.n - me.f;
    const tally = (kind: string) => new Tally({ kind, n: me.n, enough: (votes) => votes >= q });
    return {
      params,
      q,
      rules: { lock: true, consecutive: true },
      pace: new ViewSynchroniser(params, q, me),
      chain: new DecidedChain(),
      votes: tally('vote'),
      high: GENESIS,
      locked: { view: 0, block: 0 },
      voted: 0,
    };
  },

  input: {
    start: (s, me) => enter(s, 1, 'start', me),
    request: (s, value) => s.chain.add(value),
    recover(s, me) {
      s.pace.recover(me);
      me.fetch(s.high.value, s.pace.leader(s.high.view + 1));
      propose(s, me);
    },
  },

  on: {
    proposal(s, m, from, me) {
      const { justify } = headerOf(m.block, me.blocks);
      if (!isWellPlaced(m, s.pace.leader(m.view), me.blocks) || !isCertificate(s, justify)) return me.refuse(m.block);
      learn(s, justify, from, me);
      vote(s, m, me);
      update(s, m.block, me);
      follow(s, me.blocks.producer(m.block), m.view, me);
      propose(s, me);
    },

    vote(s, m, from, me) {
      if (m.view < s.pace.proposed || s.pace.leader(m.view + 1) !== me.id) return;
      const qc = s.votes.add(0, m.view, m.block, from);
      if (qc) learn(s, qc, from, me);
    },

    newView(s, m, from, me) {
      help(s, from, m, me);
      learn(s, m.justify, from, me);
      if (m.view <= s.pace.proposed || s.pace.leader(m.view) !== me.id) return;
      const gathered = s.pace.gather(m, from);
      follow(s, from, m.view, me);
      if (gathered && m.view > s.pace.view) enter(s, m.view, 'timeout', me);
      propose(s, me);
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
      const view = s.pace.expire(s.high, me);
      if (view !== undefined) giveUp(s, view, me);
    },
    interval: (s, _key, me) => propose(s, me),
  },

  carries: { proposal: (m) => m.block },
  votes: {
    proposal: placedFacts,
    vote: placedFacts,
    timeout: { view: (m) => m.view, value: () => -1 },
  },
  quorum: { enough: (votes, total) => votes >= total - byzantineFaults(total) },

  // ——— Forensics: Sheng et al., CCS 2021 ———

  accountable: true,
  // Whoever voted for the third certified block in a row had locked the first.
  accuse(fork, evidence) {
    const certified = certifiedBlocks(evidence, 'vote');
    const parentOf = (child: Certified) =>
      certified.find(({ view, block }) => view === child.view - 1 && block === evidence.blocks.parent(child.block));
    const locks = certified.flatMap((third) => {
      const second = parentOf(third);
      const first = second && parentOf(second);
      return first ? [{ ...first, voters: third.voters }] : [];
    });
    return lockBreakers(fork, evidence, locks, certified);
  },

  forge: {
    proposal: (m, _salt, me) => ({ ...m, block: secondProposal(m.block, me) }),
    vote: (m, salt) => ({ ...m, block: m.block + salt }),
    newView: (m) => ({ ...m, justify: GENESIS }),
    timeout: (m) => ({ ...m, justify: GENESIS }),
  },
};

export default hotstuffChained;
