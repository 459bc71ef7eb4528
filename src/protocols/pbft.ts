/**
 * PBFT: Castro & Liskov, "Practical Byzantine Fault Tolerance", OSDI 1999, sections 4.2 (normal case), 4.3 (checkpoints
 * and watermarks), 4.4 (view changes), 4.5.2 (liveness), and the batching of section 5.1 of the TOCS 2002 version.
 * Quorums are written for general n: q = ceil((n + f + 1)/2), which is the paper's 2f + 1 at n = 3f + 1. Left out: client
 * replies, read-only and tentative execution, authenticators (certificates are taken for granted). Lost messages take three rules
 * here: a view change is repeated until a quorum has joined it; nodes send what was committed to one whose view change lacks it;
 * one that sees others commit ahead of it fetches that with its certificate. NEW-VIEW holds pre-prepares of waiting requests too.
 */
import { z } from 'zod';
import type { NodeContext, NodeId, Protocol, Time, Value } from '../contract.js';
import { type Checkpoint, Checkpoints, checkpointVote } from '../ledger/checkpoints.js';
import { type Certified, DecidedLog, anotherNode, certifiedBytes, helps } from '../ledger/decided-log.js';
import { type NewView, bytes, forgetful, lies, orderedVote, prePreparesIn, primaryVote } from '../ledger/new-view.js';
import { oracle } from '../ledger/oracle.js';
import { viewTimeout } from '../ledger/pacemaker.js';
import { patienceByLeader } from '../ledger/patience.js';
import { DECIDED_BY_MEMBERS, byzantineFaults, byzantineQuorum } from '../ledger/quorum.js';
import { RunningTimers, ending } from '../ledger/running-timers.js';
import { Sequencer } from '../ledger/sequencer.js';
import { type Ordered, type ViewChange, ViewChanges, highestStable, isSound, reissue } from '../ledger/view-changes.js';
import { type Slot, VoteLog } from '../ledger/vote-log.js';
import { Voters } from '../ledger/voters.js';
import { positiveDuration } from '../quantities.js';

const params = z.object({
  timeout: positiveDuration().prefault('2 s').describe('How long a backup waits for a request to be executed (T)'),
  timeoutCap: positiveDuration().prefault('10 min').describe('Longest view-change timeout that doubling leads to'),
  checkpoint: z.int().min(1).default(100).describe('Sequence numbers between checkpoints (K)'),
  window: z.int().min(2).default(200).describe('Sequence numbers between low and high watermark (L)'),
  batch: z.int().min(1).default(100).describe('Most requests in one batch'),
  pipeline: z.int().min(1).default(10).describe('Most sequence numbers under agreement at once'),
});
type Params = z.infer<typeof params>;

const NULL_REQUEST: Value = 0;

type Messages = Record<'prePrepare' | 'prepare' | 'commit', Ordered> & {
  checkpoint: Checkpoint;
  viewChange: ViewChange;
  newView: NewView;
  fetch: { readonly after: number };
  certified: Certified;
};
type Timers = 'request' | 'newView' | 'resend' | 'catchUp';
type Me = NodeContext<Messages, Timers>;

const init = (me: Me, params: Params) => ({
  params,
  q: byzantineQuorum(me.n, me.f),
  view: 0,
  /** False between sending a view change and entering the new view. */
  active: true,
  log: new VoteLog(me.n),
  sequencer: new Sequencer(),
  checkpoints: new Checkpoints(me.n),
  decided: new DecidedLog(),
  stateDigest: 0,
  /** Whether view changes bring P along; not in a variant that is broken on purpose. */
  showsPrepared: true,
  changes: new ViewChanges(),
  failuresInARow: 0,
  timers: new RunningTimers<Timers>(),
  heardAboveWindow: new Voters(me.n),
});
type State = ReturnType<typeof init>;

const primary = (view: number, n: number): NodeId => view % n;
const doubled = (params: Params, times: number): Time => viewTimeout({ ...params, growth: 2 }, times);

/** The slot of an ordered message of the present or a coming view, between the watermarks. */
function slotFor(s: State, m: Ordered, from: NodeId, me: Me): Slot | undefined {
  if (m.view < s.view || m.seq <= s.checkpoints.stable) return undefined;
  if (m.seq <= s.checkpoints.stable + s.params.window) return s.log.slot(m.view, m.seq);
  if (s.heardAboveWindow.add(from) && s.heardAboveWindow.size > me.f) awaitCatchUp(s, me);
  return undefined;
}

// ——— Normal case, section 4.2 ———

/** The primary orders what waits: one batch a sequence number, at most `pipeline` of them at once. */
function order(s: State, me: Me): void {
  if (!s.active || primary(s.view, me.n) !== me.id) return;
  for (const m of assign(s, me)) me.broadcast('prePrepare', m);
}

function assign({ view, params, decided, sequencer, checkpoints }: State, me: Me): Ordered[] {
  const last = Math.min(checkpoints.stable + params.window, decided.length + params.pipeline);
  return sequencer.assign(view, decided.length, last, params.batch, me);
}

function accept(s: State, m: Ordered, from: NodeId, me: Me): void {
  const slot = from === primary(m.view, me.n) ? slotFor(s, m, from, me) : undefined;
  if (!slot || slot.accepted !== undefined) return;
  slot.accepted = m.value;
  if (from !== me.id) me.broadcast('prepare', m);
  advance(s, m, slot, me);
}

/** Prepared and committed-local: the two conditions that several messages complete. */
function advance(s: State, m: Ordered, slot: Slot, me: Me): void {
  if (slot.accepted !== m.value || m.view !== s.view || !s.active) return;
  const ballot = slot.ballot(m.value);
  if (!slot.prepared && ballot.prepares >= s.q - 1) {
    s.log.notePrepared(slot, m);
    me.certify(ballot.preparedCertificate(m, primary(m.view, me.n)));
    me.lock(m.seq, m.view, m.value);
    me.broadcast('commit', m);
  }
  if (slot.prepared && !slot.committed && ballot.commits >= s.q) {
    slot.committed = true;
    me.certify(ballot.committedCertificate(m));
    slot.close();
    execute(s, me);
  }
}

/** Executes in the order of sequence numbers, as far as they are committed. */
function execute(s: State, me: Me): void {
  const before = s.decided.length;
  for (let slot; (slot = s.log.find(s.view, s.decided.length + 1))?.committed;) output(s, slot.accepted!, me);
  if (s.decided.length > before) afterProgress(s, me);
  else awaitCatchUp(s, me);
}

/**
 * No request is executed twice (section 4.1): a batch that one view change forgot and a later one brings back may hold what
 * has been ordered again meanwhile, and counts as the null request then.
 */
function output(s: State, value: Value, me: Me): void {
  const seq = s.decided.add(value);
  const isNew = s.sequencer.finish(me.contents(value), seq);
  s.stateDigest = oracle(s.stateDigest, value);
  me.decide(seq, isNew ? value : NULL_REQUEST);
  if (seq % s.params.checkpoint === 0) me.broadcast('checkpoint', { seq, state: s.stateDigest });
}

function afterProgress(s: State, me: Me): void {
  s.failuresInARow = 0;
  s.timers.stop(me, 'catchUp', 'request');
  // Who still waits for a NEW-VIEW has learnt of this from others, and must not wait for ever.
  if (s.active) s.timers.stop(me, 'newView');
  watch(s, me);
  order(s, me);
}

/** A node that holds an unexecuted request keeps a timer running; a primary too, for it may be the one that is cut off. */
function watch(s: State, me: Me): void {
  if (!s.active || s.sequencer.requests.size === 0) return;
  if (!s.timers.has('newView')) s.timers.startOnce('request', doubled(s.params, s.failuresInARow), me);
}

// ——— Catching up, section 4.3 ———

const awaitCatchUp = (s: State, me: Me): void => s.timers.startOnce('catchUp', s.params.timeout, me);

function sendCertified(s: State, to: NodeId, length: number, me: Me): void {
  const certified = s.decided.beyond(length);
  if (certified) me.send(to, 'certified', certified);
}

// ——— View changes, sections 4.4 and 4.5.2 ———

function changeView(s: State, view: number, me: Me): void {
  s.view = view;
  s.active = false;
  s.log.dropViewsBelow(view);
  s.changes.dropBelow(view);
  s.timers.stop(me, 'request', 'newView');
  sendViewChange(s, me);
}

function sendViewChange(s: State, me: Me): void {
  const prepared = s.showsPrepared ? s.log.allPrepared() : [];
  me.broadcast('viewChange', { view: s.view, stable: s.checkpoints.stable, prepared, executed: s.decided.length });
  s.timers.start('resend', doubled(s.params, s.failuresInARow), me);
}

/** Joins a view that f + 1 others are ahead in; waits no longer than a timeout once a quorum has left all views before. */
function countViewChange(s: State, m: ViewChange, from: NodeId, me: Me): void {
  s.changes.add(m.view, m, from);
  const ahead = s.changes.smallestAhead(s.view, me.f, me.n);
  if (ahead !== undefined) return changeView(s, ahead, me);
  if (s.active || s.changes.askers(s.view, me.n) < s.q) return;
  s.timers.stop(me, 'resend');
  s.timers.startOnce('newView', doubled(s.params, s.failuresInARow), me);
  const changes = s.changes.of(s.view);
  if (changes.size >= s.q && primary(s.view, me.n) === me.id) startNewView(s, changes, me);
}

function startNewView(s: State, changes: ReadonlyMap<NodeId, ViewChange>, me: Me): void {
  const reissued = reissue(s.view, changes);
  s.active = true;
  s.sequencer.restart(reissued, highestStable(changes), s.decided.length, me);
  me.broadcast('newView', { view: s.view, changes: new Map(changes), reissued, fresh: assign(s, me) });
}

export const pbft: Protocol<State, Messages, Timers, Params> = {
  name: 'pbft',
  describe: 'Practical Byzantine fault tolerance: three phases under a primary that is replaced when it fails',
  paper: 'Castro & Liskov, Practical Byzantine Fault Tolerance, OSDI 1999, section 4',
  params,
  ...DECIDED_BY_MEMBERS,
  voices: { certificates: 'commit' },
  livenessBound: (p, n, delta, healedAt) => patienceByLeader({ ...p, growth: 2 }, { n, delta, healedAt }),
  roles: { leader: () => [0] },
  init,

  input: {
    start: (_s, me) => me.enterView(0, 0, primary(0, me.n), 'start'),
    request(s, value, me) {
      s.sequencer.requests.add(value);
      watch(s, me);
      order(s, me);
    },
    recover(s, me) {
      s.timers.clear();
      awaitCatchUp(s, me);
      if (s.active) watch(s, me);
      else sendViewChange(s, me);
    },
  },

  on: {
    prePrepare: accept,
    prepare(s, m, from, me) {
      const slot = from === primary(m.view, me.n) ? undefined : slotFor(s, m, from, me);
      if (slot?.prepare(m.value, from, s.q - 1)) advance(s, m, slot, me);
    },
    commit(s, m, from, me) {
      const slot = slotFor(s, m, from, me);
      if (!slot?.commit(m.value, from, s.q)) return;
      advance(s, m, slot, me);
      if (!slot.committed) awaitCatchUp(s, me);
    },
    checkpoint(s, m, from, me) {
      const voters = s.checkpoints.add(m, from);
      if (!voters || voters.size < s.q) return;
      if (m.seq > s.decided.length) return awaitCatchUp(s, me);
      me.certify({ kind: 'checkpoint', height: m.seq, view: 0, value: m.state, voters: voters.copy() });
      s.checkpoints.makeStable(m.seq);
      s.log.dropUpTo(m.seq);
      order(s, me);
    },
    viewChange(s, m, from, me) {
      if (helps(from, me)) sendCertified(s, from, m.executed, me);
      if (m.view >= s.view) countViewChange(s, m, from, me);
    },
    newView(s, m, from, me) {
      if (from !== primary(m.view, me.n) || m.view < s.view || !isSound(m, s.q)) return;
      if (m.view === s.view && s.active && from !== me.id) return;
      s.view = m.view;
      s.active = true;
      me.enterView(0, m.view, from, 'timeout');
      s.timers.stop(me, 'resend');
      for (const proposal of [...m.reissued, ...m.fresh]) accept(s, proposal, from, me);
      if (s.sequencer.requests.size === 0) s.timers.stop(me, 'newView');
      watch(s, me);
      if (highestStable(m.changes) > s.decided.length) awaitCatchUp(s, me);
    },
    fetch: (s, m, from, me) => sendCertified(s, from, m.after, me),
    certified(s, m, _from, me) {
      const values = s.decided.continuedBy(m);
      if (values.length === 0) return;
      for (const value of values) output(s, value, me);
      s.heardAboveWindow = new Voters(me.n);
      afterProgress(s, me);
      if (s.log.find(s.view, s.decided.length + 1)?.committed) execute(s, me);
    },
  },

  timeout: ending<State, Timers>({
    request: (s, _key, me) => changeView(s, s.view + 1, me),
    newView(s, _key, me) {
      s.failuresInARow++;
      changeView(s, s.view + 1, me);
    },
    resend(s, _key, me) {
      if (!s.active) sendViewChange(s, me);
    },
    catchUp(s, _key, me) {
      if (me.n > 1) me.send(anotherNode(me), 'fetch', { after: s.decided.length });
    },
  }),

  bytes: { ...bytes, certified: certifiedBytes },
  votes: { prePrepare: primaryVote, prepare: orderedVote, commit: orderedVote, checkpoint: checkpointVote },
  holds: { newView: prePreparesIn },
  quorum: { enough: (votes, total) => votes >= byzantineQuorum(total, byzantineFaults(total)) },
  accountable: true,
  evidence: ['newView'],
  certificates: ['newView', 'certified'],
  accuse: forgetful,
  forge: { ...lies, checkpoint: (m, salt) => ({ ...m, state: m.state + salt }) },
};

export default pbft;
