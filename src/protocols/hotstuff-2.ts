/**
 * HotStuff-2: Malkhi & Nayak, "HotStuff-2: Optimal Two-Phase Responsive BFT", IACR ePrint 2023/397, section 4.
 *
 * Two phases a view: a certificate C(B), on which replicas lock, and a double certificate C(C(B)), which commits B and its
 * ancestors; its votes go to the next leader, whose proposal passes it on. A leader that holds the certificate of the view
 * just before knows of the newest lock there can be, and proposes at once; any other waits until every honest lock has
 * reached it. The quorum is written for general n: q = ceil((n + f + 1)/2), which is 2f + 1 at n = 3f + 1.
 *
 * What the rules cost from n = 4 on, at constant delay δ, with timeout T and bound Δ (`delta`): 4(n − 1) messages a
 * block, a block every 4δ, certain to the next leader 4δ and to all 5δ after it was proposed, whatever T and Δ are. A
 * silent leader of the first view adds T + δ + 2Δ: responsive after an honest leader, not after a failed one.
 *
 * The pacemaker is left open; here it is the synchroniser by time-outs (Bravo, Chockler, Gotsman, DISC 2020): who gives
 * a view up tells all and repeats it; f + 1 such words make others join; q of them (TC) open the next view. Each
 * carries the certificate that opened its view, so that whoever lags can follow. Who enters by a TC reports its highest
 * certificate to the leader, and a leader that must wait announces the view with its TC: all honest nodes are in it Δ
 * later, and their locks have come after 2Δ, which is the wait, and is added to the timer of such a view. A view given
 * up is left alone: no votes in it, no lock from it. Blocks follow without pause, empty if nothing waits (a lone node
 * pauses for 1 ms). Left out: threshold signatures; linear view synchronisation.
 */
import { z } from 'zod';
import type { BlockId, Certificate, NodeContext, NodeId, Protocol } from '../contract.js';
import { extend, type Form, formOf, GENESIS, headerOf, isWellFormed } from '../ledger/certified-block.js';
import { DecidedChain } from '../ledger/decided-chain.js';
import { certifiedBlocks, lockBreakers } from '../ledger/forensics.js';
import { scheduledLeader, scheduleOption } from '../ledger/leaders.js';
import { olderThan, rivalOf } from '../ledger/lies.js';
import { pacemakerOptions, viewTimeout } from '../ledger/pacemaker.js';
import { LONE_PAUSE_US, patience } from '../ledger/patience.js';
import { DECIDED_BY_MEMBERS, byzantineFaults, byzantineQuorum } from '../ledger/quorum.js';
import { Tally } from '../ledger/tally.js';
import { type TimeoutCertificate, Timeouts } from '../ledger/timeouts.js';
import { positiveDuration } from '../quantities.js';

const params = z.object({
  leaders: scheduleOption(),
  ...pacemakerOptions('2 s'),
  delta: positiveDuration().prefault('500 ms').describe('Bound on delays (Δ): after a failed view a leader waits 2Δ'),
  batch: z.int().min(1).default(100).describe('Most requests in one block'),
});
type Params = z.infer<typeof params>;

type Vote = { readonly view: number; readonly block: BlockId };
type Messages = {
  proposal: Vote;
  vote: Vote;
  /** C(B). */
  prepare: Certificate;
  vote2: { readonly qc: Certificate };
  timeout: { readonly view: number; readonly opened: Certificate };
  /** The highest certificate of a node that has entered a view by a TC: its lock, if not a newer one. */
  newView: { readonly qc: Certificate; readonly tc: TimeoutCertificate };
};
type Timers = 'view' | 'wait';
type Me = NodeContext<Messages, Timers>;

interface State extends Form {
  readonly params: Params;
  /** Rules that a broken variant may lack: a leader waits where it must; nobody votes for what is older than its lock. */
  readonly rules: { readonly wait: boolean; readonly lock: boolean };
  view: number;
  /** The last view that it has voted in, given up, and, as leader, waited in and proposed in. */
  readonly last: { voted: number; left: number; waited: number; proposed: number };
  /** What opened the view. */
  opened: Certificate;
  lock: Certificate;
  highest: Certificate;
  /** The newest double certificate. */
  double: Certificate | undefined;
  readonly votes: Tally;
  readonly votes2: Tally;
  readonly timeouts: Timeouts;
  readonly chain: DecidedChain;
  failures: number;
}

// ——— Enter ———

function enter(s: State, view: number, opened: Certificate, me: Me): void {
  const failed = opened.kind === 'timeout';
  if (failed) me.certify(opened);
  if (failed) s.failures++;
  s.view = view;
  s.opened = opened;
  // Votes of the view before may still complete a double certificate.
  s.votes.dropViewsBelow(0, view);
  s.votes2.dropViewsBelow(0, view - 1);
  s.timeouts.dropBelow(view);
  me.enterView(0, view, s.leader(view), failed ? 'timeout' : 'progress');
  restartTimer(s, me);
}

function restartTimer(s: State, me: Me): void {
  const wait = s.opened.kind === 'timeout' ? 2 * s.params.delta : 0;
  me.setTimer('view', viewTimeout(s.params, s.failures) + wait);
}

function enterByTimeouts(s: State, tc: TimeoutCertificate, me: Me): void {
  enter(s, tc.view + 1, tc, me);
  const [leader, report] = [s.leader(s.view), { qc: s.highest, tc }];
  if (leader !== me.id) return me.send(leader, 'newView', report);
  if (s.highest.view === tc.view) return;
  me.broadcast('newView', report);
  me.setTimer('wait', 2 * s.params.delta);
}

/** Enters a view that a certificate of the view before, or of its own, shows to be open. */
function follow(s: State, view: number, opened: Certificate, from: NodeId, me: Me): void {
  if (!s.isSound(opened, opened.kind)) return;
  if (opened.kind === 'vote') learn(s, opened, from, me);
  if (opened.kind === 'vote2') commit(s, opened, from, me);
  if (view <= s.view || opened.view < view - 1) return;
  if (opened.kind === 'timeout') enterByTimeouts(s, opened as TimeoutCertificate, me);
  else enter(s, view, opened, me);
}

// ——— Propose ———

/** At once with the certificate of the view before; otherwise with the highest, once all honest locks must have come. */
function propose(s: State, me: Me): void {
  const { view, highest } = s;
  if (s.leader(view) !== me.id || s.last.proposed >= view || !me.blocks.has(highest.value)) return;
  if (highest.view !== view - 1 && s.last.waited !== view && s.rules.wait) return;
  if (me.n === 1 && s.last.waited !== view) return me.setTimer('wait', LONE_PAUSE_US);
  s.last.proposed = view;
  const tc = highest.view < view - 1 && s.opened.kind === 'timeout' ? (s.opened as TimeoutCertificate) : undefined;
  const header = { view, qc: highest, tc, news: s.double };
  me.broadcast('proposal', { view, block: extend(header, s.chain, s.params.batch, me) });
}

// ——— Vote and commit ———

function vote(s: State, block: BlockId, me: Me): void {
  const { view, qc } = headerOf(block, me.blocks);
  if (view !== s.view || view <= Math.max(s.last.voted, s.last.left)) return;
  if (qc.view < s.lock.view && s.rules.lock) return;
  s.last.voted = view;
  lock(s, qc, me);
  me.send(s.leader(view), 'vote', { view, block });
}

function commit(s: State, double: Certificate, from: NodeId, me: Me): void {
  if (double.view > (s.double?.view ?? 0)) me.certify((s.double = double));
  if (!me.blocks.has(double.value)) me.fetch(double.value, from);
  else if (s.chain.commit(double.value, me)) s.failures = 0;
}

// ——— Prepare and second vote ———

/** C(B), as somebody holds it; where B is missing, it is fetched. */
function learn(s: State, qc: Certificate, from: NodeId, me: Me): void {
  if (qc.view <= s.highest.view) return;
  me.certify((s.highest = qc));
  if (!me.blocks.has(qc.value)) me.fetch(qc.value, from);
}

function lock(s: State, qc: Certificate, me: Me): void {
  if (qc.view <= s.lock.view) return;
  s.lock = qc;
  me.lock(0, qc.view, qc.value);
}

function prepare(s: State, qc: Certificate, me: Me): void {
  if (qc.view > s.view) enter(s, qc.view, qc, me);
  if (qc.view !== s.view || s.last.left === s.view || qc.view === s.lock.view) return;
  lock(s, qc, me);
  if (me.blocks.has(qc.value)) me.send(s.leader(s.view + 1), 'vote2', { qc });
}

// ——— Time-outs ———

function giveUp(s: State, me: Me): void {
  s.last.left = s.view;
  me.broadcast('timeout', { view: s.view, opened: s.opened });
  restartTimer(s, me);
}

export const hotstuff2: Protocol<State, Messages, Timers, Params> = {
  name: 'hotstuff-2',
  describe: 'HotStuff in two phases: a leader after a failed view waits until all locks have reached it',
  paper: 'Malkhi & Nayak, HotStuff-2: Optimal Two-Phase Responsive BFT, IACR ePrint 2023/397',
  params,
  ...DECIDED_BY_MEMBERS,
  voices: { certificates: 'vote2' },
  livenessBound: (p, n, delta, healedAt) => patience(p, { n, delta, healedAt }, 8, 2 * p.delta),
  roles: { leader: (n, p) => [scheduledLeader(p.leaders, 1, n)] },
  carries: { proposal: (m) => m.block },

  init: (me, p) => {
    const q = byzantineQuorum(me.n, me.f);
    const enough = (votes: number): boolean => votes >= q;
    return {
      params: p,
      ...formOf(p.leaders, q, me.n),
      rules: { wait: true, lock: true },
      view: 1,
      last: { voted: 0, left: 0, waited: 0, proposed: 0 },
      opened: GENESIS,
      lock: GENESIS,
      highest: GENESIS,
      double: undefined,
      votes: new Tally({ kind: 'vote', n: me.n, enough }),
      votes2: new Tally({ kind: 'vote2', n: me.n, enough }),
      timeouts: new Timeouts(me.n, q),
      chain: new DecidedChain(),
      failures: 0,
    };
  },

  input: {
    start(s, me) {
      me.enterView(0, 1, s.leader(1), 'start');
      restartTimer(s, me);
      propose(s, me);
    },
    request: (s, value) => s.chain.add(value),
    recover(s, me) {
      restartTimer(s, me);
      me.setTimer('wait', 2 * s.params.delta);
    },
  },

  on: {
    proposal(s, { block }, _from, me) {
      if (!isWellFormed(block, me.blocks, s)) return me.refuse(block);
      const { view, qc, tc, news } = headerOf(block, me.blocks);
      const from = me.blocks.producer(block);
      learn(s, qc, from, me);
      if (news) commit(s, news, from, me);
      // The block may come after the double certificate that names it.
      if (s.double?.value === block) commit(s, s.double, from, me);
      if (view > s.view) enter(s, view, tc ?? qc, me);
      vote(s, block, me);
      propose(s, me);
    },
    vote(s, { view, block }, from, me) {
      if (view !== s.view || s.leader(view) !== me.id) return;
      const qc = s.votes.add(0, view, block, from);
      if (!qc) return;
      learn(s, qc, from, me);
      me.broadcast('prepare', qc);
    },
    prepare(s, qc, from, me) {
      if (!s.isSound(qc, 'vote')) return;
      learn(s, qc, from, me);
      prepare(s, qc, me);
      propose(s, me);
    },
    vote2(s, { qc }, from, me) {
      const { view, value } = qc;
      if (view < s.view - 1 || s.leader(view + 1) !== me.id || !s.isSound(qc, 'vote')) return;
      learn(s, qc, from, me);
      const double = s.votes2.add(0, view, value, from);
      if (double) follow(s, view + 1, double, from, me);
      propose(s, me);
    },
    timeout(s, { view, opened }, from, me) {
      follow(s, view, opened, from, me);
      if (view === s.view) {
        const tc = s.timeouts.add(view, from, 0);
        if (s.last.left < view && s.timeouts.size(view) > me.f) giveUp(s, me);
        if (tc) enterByTimeouts(s, tc, me);
      }
      propose(s, me);
    },
    newView(s, { qc, tc }, from, me) {
      follow(s, tc.view + 1, tc, from, me);
      if (s.isSound(qc, 'vote')) learn(s, qc, from, me);
      propose(s, me);
    },
  },

  timeout: {
    view: (s, _, me) => giveUp(s, me),
    wait: (s, _, me) => ((s.last.waited = s.view), propose(s, me)),
  },

  votes: {
    proposal: { view: (m) => m.view, value: (m) => m.block },
    vote: { view: (m) => m.view, value: (m) => m.block },
    vote2: { view: (m) => m.qc.view, value: (m) => m.qc.value },
    timeout: { view: (m) => m.view, value: () => -1 },
  },
  quorum: { enough: (votes, n) => votes >= byzantineQuorum(n, byzantineFaults(n)) },
  accountable: true,
  accuse: (fork, evidence) =>
    lockBreakers(fork, evidence, certifiedBlocks(evidence, 'vote2'), certifiedBlocks(evidence, 'vote')),
  forge: {
    proposal: ({ view, block }, _salt, me) => ({ view, block: rivalOf(block, me) }),
    vote: (m, salt) => ({ ...m, block: m.block + salt }),
    prepare: (qc, _salt, me) => olderThan(qc, me.blocks) ?? qc,
    newView: (m, _salt, me) => ({ ...m, qc: olderThan(m.qc, me.blocks) ?? m.qc }),
  },
};

export default hotstuff2;
