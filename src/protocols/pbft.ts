/**
 * PBFT: Castro & Liskov, "Practical Byzantine Fault Tolerance", OSDI 1999, sections 4.2 (normal case), 4.3 (checkpoints
 * and watermarks), 4.4 (view changes), 4.5.2 (liveness), and the batching of section 5.1 of the TOCS 2002 version.
 *
 * Quorums are written for general n: q = ceil((n + f + 1)/2), which is the paper's 2f + 1 at n = 3f + 1.
 * Left out: client replies, read-only and tentative execution, authenticators (signatures and certificates are taken for
 * granted; the kernel stamps the sender). The paper's retransmission of lost messages stands here as three rules: a view
 * change is repeated until a quorum has joined it; nodes send what was committed to one whose view change shows that it
 * lacks it; and a node that sees others commit ahead of it fetches what it lacks, with its commit certificate. A new
 * primary sends the pre-prepares of waiting requests inside NEW-VIEW, which saves n − 1 messages.
 */
import { z } from 'zod';
import type { NodeContext, NodeId, Protocol, SizeFacts, Time, Value, VoteFacts } from '../contract.js';
import { oracle } from '../ledger/oracle.js';
import { byzantineFaults, byzantineQuorum } from '../ledger/quorum.js';
import { type Ordered, type ViewChange, ViewChanges, highestStable, isSound, reissue } from '../ledger/view-changes.js';
import { type Slot, VoteLog } from '../ledger/vote-log.js';
import { Voters } from '../ledger/voters.js';
import { positiveDuration } from '../quantities.js';

const MOST_CERTIFIED = 500;

interface NewView {
  readonly view: number;
  /** V: a quorum of view changes, by sender. */
  readonly changes: ReadonlyMap<NodeId, ViewChange>;
  /** O, recomputed by every backup. */
  readonly reissued: readonly Ordered[];
  readonly fresh: readonly Ordered[];
}
type Messages = {
  prePrepare: Ordered;
  prepare: Ordered;
  commit: Ordered;
  checkpoint: { readonly seq: number; readonly state: number };
  viewChange: ViewChange;
  newView: NewView;
  fetch: { readonly after: number };
  /** Values with their commit certificates, from sequence number `first` on. */
  certified: { readonly first: number; readonly values: readonly Value[] };
};
type Timers = 'request' | 'newView' | 'resend' | 'catchUp';
type Me = NodeContext<Messages, Timers>;

interface Params {
  timeout: Time;
  timeoutCap: Time;
  checkpoint: number;
  window: number;
  batch: number;
  pipeline: number;
}
interface State {
  readonly params: Params;
  readonly q: number;
  view: number;
  /** False between sending a view change and entering the new view. */
  active: boolean;
  readonly log: VoteLog;
  /** The next sequence number that this node would assign as primary. */
  next: number;
  /** Nothing new is ordered below this many executions: it might have been executed already. */
  base: number;
  /** h, the low watermark: the last stable checkpoint. */
  stable: number;
  /** Digest of the state after the last executed request. */
  state: number;
  /** decided[s − 1] is the value executed with sequence number s. */
  readonly decided: Value[];
  /** P: per sequence number above h, what was prepared in the highest view. */
  readonly prepared: Map<number, Ordered>;
  readonly waiting: Set<Value>;
  /** Requests that this primary has put in a batch. */
  readonly proposed: Set<Value>;
  /** Votes for a state, by sequence number and digest. */
  readonly checkpoints: Map<number, Map<number, Voters>>;
  readonly changes: ViewChanges;
  /** Failed views since the last progress. */
  failures: number;
  readonly running: Set<Timers>;
  /** Nodes heard above the high watermark. */
  ahead: Voters;
}

const ORDERED: VoteFacts<Ordered> = { height: (m) => m.seq, view: (m) => m.view, value: (m) => m.value };
const STATE: VoteFacts<Messages['checkpoint']> = { height: (m) => m.seq, view: () => 0, value: (m) => m.state };
const batchBytes = (m: Ordered, facts: SizeFacts): number => facts.contents(m.value).length * facts.requestBytes;
const primary = (view: number, n: number): NodeId => view % n;
const isPrimary = (s: State, me: Me): boolean => s.active && primary(s.view, me.n) === me.id;
const doubled = (params: Params, times: number): Time =>
  Math.min(params.timeoutCap, params.timeout * (1 << Math.min(times, 30)));

function run(s: State, timer: Timers, delay: Time, me: Me): void {
  s.running.add(timer);
  me.setTimer(timer, delay);
}

function halt(s: State, timer: Timers, me: Me): void {
  if (s.running.delete(timer)) me.cancelTimer(timer);
}

/** The slot of an ordered message of the present or a coming view, between the watermarks. */
function slotFor(s: State, m: Ordered, from: NodeId, me: Me): Slot | undefined {
  if (m.view < s.view || m.seq <= s.stable) return undefined;
  if (m.seq <= s.stable + s.params.window) return s.log.slot(m.view, m.seq);
  if (s.ahead.add(from) && s.ahead.size > me.f) awaitCatchUp(s, me);
  return undefined;
}

// ——— Normal case, section 4.2 ———

/** The primary orders what waits: one batch a sequence number, at most `pipeline` of them at once. */
function order(s: State, me: Me): void {
  if (!isPrimary(s, me)) return;
  for (let m = assign(s, me); m; m = assign(s, me)) me.broadcast('prePrepare', m);
}

function assign(s: State, me: Me): Ordered | undefined {
  const { window, pipeline } = s.params;
  if (s.decided.length < s.base || s.next > s.stable + window || s.next > s.decided.length + pipeline) return undefined;
  const batch: Value[] = [];
  for (const request of s.waiting) {
    if (batch.length === s.params.batch) break;
    if (!s.proposed.has(request)) batch.push(request);
  }
  if (batch.length === 0) return undefined;
  for (const request of batch) s.proposed.add(request);
  return { view: s.view, seq: s.next++, value: me.propose(batch) };
}

function accept(s: State, m: Ordered, from: NodeId, me: Me): void {
  const slot = slotFor(s, m, from, me);
  if (!slot || slot.accepted !== undefined) return;
  slot.accepted = m.value;
  if (primary(m.view, me.n) !== me.id) me.broadcast('prepare', m);
  advance(s, m, slot, me);
}

/** Prepared and committed-local: the two conditions that several messages complete. */
function advance(s: State, m: Ordered, slot: Slot, me: Me): void {
  if (slot.accepted !== m.value || m.view !== s.view || !s.active) return;
  const ballot = slot.ballot(m.value);
  if (!slot.prepared && ballot.prepares >= s.q - 1) {
    slot.prepared = true;
    s.prepared.set(m.seq, m);
    me.broadcast('commit', m);
  }
  if (slot.prepared && !slot.committed && ballot.commits >= s.q) {
    slot.committed = true;
    me.certify({ kind: 'commit', height: m.seq, view: m.view, value: m.value, voters: ballot.committers() });
    execute(s, me);
  }
}

/** Executes in the order of sequence numbers, as far as they are committed. */
function execute(s: State, me: Me): void {
  const before = s.decided.length;
  for (let slot; (slot = s.log.find(s.view, s.decided.length + 1))?.committed;) {
    slot.close();
    output(s, slot.accepted!, me);
  }
  if (s.decided.length > before) afterProgress(s, me);
  else awaitCatchUp(s, me);
}

function output(s: State, value: Value, me: Me): void {
  s.decided.push(value);
  const seq = s.decided.length;
  for (const request of me.contents(value)) {
    s.waiting.delete(request);
    s.proposed.delete(request);
  }
  s.state = oracle(s.state, value);
  me.decide(seq, value);
  if (seq % s.params.checkpoint === 0) me.broadcast('checkpoint', { seq, state: s.state });
}

function afterProgress(s: State, me: Me): void {
  s.failures = 0;
  for (const timer of ['newView', 'catchUp', 'request'] as const) halt(s, timer, me);
  s.next = Math.max(s.next, s.decided.length + 1);
  watch(s, me);
  order(s, me);
}

/** A backup that holds an unexecuted request keeps a timer running. */
function watch(s: State, me: Me): void {
  if (!s.active || s.waiting.size === 0 || primary(s.view, me.n) === me.id) return;
  if (!s.running.has('request') && !s.running.has('newView')) run(s, 'request', doubled(s.params, s.failures), me);
}

// ——— Checkpoints and catching up, section 4.3 ———

function makeStable(s: State, seq: number): void {
  s.stable = seq;
  s.log.dropUpTo(seq);
  for (const at of s.prepared.keys()) if (at <= seq) s.prepared.delete(at);
  for (const at of s.checkpoints.keys()) if (at <= seq) s.checkpoints.delete(at);
}

function awaitCatchUp(s: State, me: Me): void {
  if (!s.running.has('catchUp')) run(s, 'catchUp', s.params.timeout, me);
}

function sendCertified(s: State, to: NodeId, after: number, me: Me): void {
  const values = s.decided.slice(after, after + MOST_CERTIFIED);
  if (values.length > 0) me.send(to, 'certified', { first: after + 1, values });
}

// ——— View changes, sections 4.4 and 4.5.2 ———

function changeView(s: State, view: number, me: Me): void {
  s.view = view;
  s.active = false;
  s.log.dropViewsBelow(view);
  s.changes.dropBelow(view);
  halt(s, 'request', me);
  halt(s, 'newView', me);
  sendViewChange(s, me);
}

function sendViewChange(s: State, me: Me): void {
  const prepared = [...s.prepared.values()].sort((a, b) => a.seq - b.seq);
  me.broadcast('viewChange', { view: s.view, stable: s.stable, prepared, executed: s.decided.length });
  run(s, 'resend', doubled(s.params, s.failures), me);
}

/** Joins a view that f + 1 others are ahead in; acts when a quorum has asked for this node's own view. */
function countViewChange(s: State, m: ViewChange, from: NodeId, me: Me): void {
  s.changes.add(m.view, m, from);
  const ahead = s.changes.smallestAhead(s.view, me.f, me.n);
  if (ahead !== undefined) return changeView(s, ahead, me);
  if (m.view !== s.view || s.active || s.running.has('newView')) return;
  const changes = s.changes.of(s.view);
  if (changes.size < s.q) return;
  halt(s, 'resend', me);
  run(s, 'newView', doubled(s.params, s.failures), me);
  if (primary(s.view, me.n) === me.id) startNewView(s, changes, me);
}

function startNewView(s: State, changes: ReadonlyMap<NodeId, ViewChange>, me: Me): void {
  const reissued = reissue(s.view, changes);
  s.active = true;
  s.proposed.clear();
  for (const m of reissued) for (const request of me.contents(m.value)) s.proposed.add(request);
  s.base = highestStable(changes);
  s.next = Math.max(s.decided.length, s.base, reissued.at(-1)?.seq ?? 0) + 1;
  const fresh: Ordered[] = [];
  for (let m = assign(s, me); m; m = assign(s, me)) fresh.push(m);
  me.broadcast('newView', { view: s.view, changes: new Map(changes), reissued, fresh });
}

export const pbft: Protocol<State, Messages, Timers, Params> = {
  name: 'pbft',
  describe: 'Practical Byzantine fault tolerance: three phases under a primary that is replaced when it fails',
  paper: 'Castro & Liskov, Practical Byzantine Fault Tolerance, OSDI 1999, section 4',
  params: z.object({
    timeout: positiveDuration().prefault('2 s').describe('How long a backup waits for a request to be executed (T)'),
    timeoutCap: positiveDuration().prefault('10 min').describe('Longest view-change timeout that doubling leads to'),
    checkpoint: z.int().min(1).default(100).describe('Sequence numbers between checkpoints (K)'),
    window: z.int().min(2).default(200).describe('Sequence numbers between low and high watermark (L)'),
    batch: z.int().min(1).default(100).describe('Most requests in one batch'),
    pipeline: z.int().min(1).default(10).describe('Most sequence numbers under agreement at once'),
  }),
  finality: { by: 'decide' },
  threshold: 'blocking-third',
  faults: byzantineFaults,
  // Each of f faulty primaries costs a timeout that doubles, and the view after them decides within its own.
  livenessBound: (params, n, delta) =>
    2 * (byzantineFaults(n) + 2) * doubled(params, byzantineFaults(n) + 2) + 20 * delta,
  roles: { leader: () => [0] },
  outstanding: () => 1,

  init: (me, params) => ({
    params,
    q: byzantineQuorum(me.n, me.f),
    view: 0,
    active: true,
    log: new VoteLog(me.n),
    next: 1,
    base: 0,
    stable: 0,
    state: 0,
    decided: [],
    prepared: new Map(),
    waiting: new Set(),
    proposed: new Set(),
    checkpoints: new Map(),
    changes: new ViewChanges(),
    failures: 0,
    running: new Set(),
    ahead: new Voters(me.n),
  }),

  input: {
    start: (_s, me) => me.enterView(0, 0, primary(0, me.n), 'start'),
    request(s, value, me) {
      s.waiting.add(value);
      watch(s, me);
      order(s, me);
    },
    recover(s, me) {
      s.running.clear();
      awaitCatchUp(s, me);
      if (s.active) watch(s, me);
      else sendViewChange(s, me);
    },
  },

  on: {
    prePrepare(s, m, from, me) {
      if (from === primary(m.view, me.n)) accept(s, m, from, me);
    },

    prepare(s, m, from, me) {
      if (from === primary(m.view, me.n)) return;
      const slot = slotFor(s, m, from, me);
      if (!slot || slot.prepared) return;
      const ballot = slot.ballot(m.value);
      if (ballot.prepare(from) && ballot.prepares >= s.q - 1) advance(s, m, slot, me);
    },

    commit(s, m, from, me) {
      const slot = slotFor(s, m, from, me);
      if (!slot || slot.committed) return;
      const ballot = slot.ballot(m.value);
      if (!ballot.commit(from) || ballot.commits < s.q) return;
      advance(s, m, slot, me);
      if (!slot.committed) awaitCatchUp(s, me);
    },

    checkpoint(s, m, from, me) {
      if (m.seq <= s.stable) return;
      let byState = s.checkpoints.get(m.seq);
      if (!byState) s.checkpoints.set(m.seq, (byState = new Map()));
      let voters = byState.get(m.state);
      if (!voters) byState.set(m.state, (voters = new Voters(me.n)));
      if (!voters.add(from) || voters.size < s.q) return;
      if (m.seq > s.decided.length) return awaitCatchUp(s, me);
      me.certify({ kind: 'checkpoint', height: m.seq, view: 0, value: m.state, voters: voters.copy() });
      makeStable(s, m.seq);
      order(s, me);
    },

    viewChange(s, m, from, me) {
      const behind = from !== me.id && m.executed < s.decided.length;
      // The f + 1 nodes after the one that lags answer it: at least one of them is correct.
      if (behind && (me.id - from + me.n) % me.n <= me.f + 1) sendCertified(s, from, m.executed, me);
      if (m.view >= s.view) countViewChange(s, m, from, me);
    },

    newView(s, m, from, me) {
      if (from !== primary(m.view, me.n) || m.view < s.view || !isSound(m, s.q)) return;
      if (m.view === s.view && s.active && from !== me.id) return;
      s.view = m.view;
      s.active = true;
      me.enterView(0, m.view, from, 'timeout');
      halt(s, 'resend', me);
      for (const proposal of [...m.reissued, ...m.fresh]) accept(s, proposal, from, me);
      if (s.waiting.size === 0) halt(s, 'newView', me);
      watch(s, me);
      for (const change of m.changes.values()) if (change.stable > s.decided.length) awaitCatchUp(s, me);
    },

    fetch(s, m, from, me) {
      sendCertified(s, from, m.after, me);
    },

    certified(s, m, _from, me) {
      const skip = s.decided.length + 1 - m.first;
      if (skip < 0 || skip >= m.values.length) return;
      for (const value of m.values.slice(skip)) output(s, value, me);
      s.ahead = new Voters(me.n);
      afterProgress(s, me);
      if (s.log.find(s.view, s.decided.length + 1)?.committed) execute(s, me);
    },
  },

  timeout: {
    request(s, _key, me) {
      s.running.delete('request');
      changeView(s, s.view + 1, me);
    },
    newView(s, _key, me) {
      s.running.delete('newView');
      s.failures++;
      changeView(s, s.view + 1, me);
    },
    resend(s, _key, me) {
      s.running.delete('resend');
      if (!s.active) sendViewChange(s, me);
    },
    catchUp(s, _key, me) {
      s.running.delete('catchUp');
      if (me.n === 1) return;
      const other = (me.id + 1 + Math.floor(me.random() * (me.n - 1))) % me.n;
      me.send(other, 'fetch', { after: s.decided.length });
    },
  },

  bytes: {
    prePrepare: (m, facts) => 200 + batchBytes(m, facts),
    viewChange: (m) => 200 + 300 * m.prepared.length,
    newView: (m, facts) =>
      200 + 300 * m.changes.size + [...m.reissued, ...m.fresh].reduce((sum, p) => sum + 100 + batchBytes(p, facts), 0),
    certified: (m, { n }) => 200 + m.values.length * (100 + 64 * byzantineQuorum(n, byzantineFaults(n))),
  },

  votes: { prePrepare: ORDERED, prepare: ORDERED, commit: ORDERED, checkpoint: STATE },
  quorum: { enough: (votes, total) => votes >= byzantineQuorum(total, byzantineFaults(total)) },
  certificates: ['newView', 'certified'],

  forge: {
    prePrepare: (m, _salt, me) => ({ ...m, value: me.propose(me.contents(m.value)) }),
    prepare: (m, salt) => ({ ...m, value: m.value + salt }),
    commit: (m, salt) => ({ ...m, value: m.value + salt }),
    checkpoint: (m, salt) => ({ ...m, state: m.state + salt }),
    viewChange: (m) => ({ ...m, prepared: [] }),
    newView: (m, _salt, me) => ({
      ...m,
      fresh: m.fresh.map((p) => ({ ...p, value: me.propose(me.contents(p.value)) })),
    }),
  },
};

export default pbft;
