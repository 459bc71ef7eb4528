/**
 * PBFT: Castro & Liskov, "Practical Byzantine Fault Tolerance", OSDI 1999, sections 4.2 (normal case), 4.3 (checkpoints
 * and watermarks), 4.4 (view changes), 4.5.2 (liveness), and the batching of section 5.1 of the TOCS 2002 version.
 *
 * Quorums are written for general n: q = ceil((n + f + 1)/2), which is the paper's 2f + 1 at n = 3f + 1.
 * Left out: client replies, read-only and tentative execution, authenticators (a signature is taken for granted; the
 * kernel stamps the sender). The paper's retransmission of lost messages stands here as three rules: a view change is
 * repeated until a quorum has joined it; who is asked for a view by a node that lags sends it what was committed; and a
 * node that sees others commit ahead of it fetches what it lacks, with its commit certificate. A new primary sends the
 * pre-prepares of waiting requests inside NEW-VIEW, which saves n − 1 messages.
 */
import { z } from 'zod';
import type { NodeContext, NodeId, Protocol, Time, Value } from '../contract.js';
import { oracle } from '../ledger/oracle.js';
import { byzantineFaults, byzantineQuorum } from '../ledger/quorum.js';
import { Voters } from '../ledger/voters.js';
import { positiveDuration } from '../quantities.js';

const NULL_REQUEST: Value = 0;
const MOST_CERTIFIED = 500;

interface Ordered {
  readonly view: number;
  readonly seq: number;
  readonly value: Value;
}
interface ViewChange {
  readonly view: number;
  /** h: the last stable checkpoint. */
  readonly stable: number;
  /** P: per sequence number above h, what this node prepared in the highest view. */
  readonly prepared: readonly Ordered[];
  readonly executed: number;
}
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

interface Tally {
  readonly value: Value;
  readonly prepares: Voters;
  readonly commits: Voters;
}
/** What a node knows of one sequence number in one view. */
interface Slot {
  accepted: Value | undefined;
  prepared: boolean;
  committed: boolean;
  tallies: Tally[];
}
interface State {
  readonly params: Params;
  readonly q: number;
  view: number;
  /** False between sending a view change and entering the new view. */
  active: boolean;
  slots: Map<number, Slot>;
  readonly slotsOfView: Map<number, Map<number, Slot>>;
  /** The next sequence number that this node would assign as primary. */
  next: number;
  stable: number;
  readonly states: number[];
  /** decided[s − 1] is the value executed with sequence number s. */
  readonly decided: Value[];
  readonly prepared: Map<number, Ordered>;
  readonly waiting: Set<Value>;
  /** Requests that this primary has put in a batch. */
  readonly proposed: Set<Value>;
  readonly checkpoints: Map<number, Map<number, Voters>>;
  readonly changes: Map<number, Map<NodeId, ViewChange>>;
  /** Failed views since the last progress. */
  failures: number;
  requestTimer: boolean;
  newViewTimer: boolean;
  catchUpTimer: boolean;
  ahead: Voters;
}

const primary = (view: number, n: number): NodeId => view % n;
const isPrimary = (s: State, me: Me): boolean => s.active && primary(s.view, me.n) === me.id;
const patience = (s: State): Time => doubled(s.params, s.failures);
const doubled = (params: Params, times: number): Time =>
  Math.min(params.timeoutCap, params.timeout * (1 << Math.min(times, 30)));

function slotsOf(s: State, view: number): Map<number, Slot> {
  let slots = s.slotsOfView.get(view);
  if (!slots) s.slotsOfView.set(view, (slots = new Map()));
  return slots;
}

/** The slot of an ordered message that is in the present or a coming view and between the watermarks. */
function slotFor(s: State, m: Ordered, from: NodeId, me: Me): Slot | undefined {
  if (m.view < s.view) return undefined;
  if (m.seq <= s.stable) return undefined;
  if (m.seq > s.stable + s.params.window) {
    if (s.ahead.add(from) && s.ahead.size > me.f) awaitCatchUp(s, me);
    return undefined;
  }
  const slots = m.view === s.view ? s.slots : slotsOf(s, m.view);
  let slot = slots.get(m.seq);
  if (!slot) slots.set(m.seq, (slot = { accepted: undefined, prepared: false, committed: false, tallies: [] }));
  return slot;
}

function tallyOf(slot: Slot, value: Value, n: number): Tally {
  for (const tally of slot.tallies) if (tally.value === value) return tally;
  const tally = { value, prepares: new Voters(n), commits: new Voters(n) };
  slot.tallies.push(tally);
  return tally;
}

// ——— Normal case, section 4.2 ———

/** The primary orders what waits: one batch a sequence number, at most `pipeline` of them at once. */
function order(s: State, me: Me): void {
  while (isPrimary(s, me) && mayAssign(s)) {
    const m = assign(s, me);
    if (!m) return;
    me.broadcast('prePrepare', m);
  }
}

function mayAssign(s: State): boolean {
  return s.next <= s.stable + s.params.window && s.next <= s.decided.length + s.params.pipeline;
}

function assign(s: State, me: Me): Ordered | undefined {
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

/** Prepared, committed-local: the two conditions that several messages complete. */
function advance(s: State, m: Ordered, slot: Slot, me: Me): void {
  if (slot.accepted !== m.value || m.view !== s.view || !s.active) return;
  const tally = tallyOf(slot, m.value, me.n);
  if (!slot.prepared && tally.prepares.size >= s.q - 1) {
    slot.prepared = true;
    s.prepared.set(m.seq, m);
    me.broadcast('commit', m);
  }
  if (slot.prepared && !slot.committed && tally.commits.size >= s.q) {
    slot.committed = true;
    execute(s, me);
  }
}

function execute(s: State, me: Me): void {
  let progress = false;
  for (;;) {
    const slot = s.slots.get(s.decided.length + 1);
    if (!slot?.committed) break;
    slot.tallies = [];
    output(s, slot.accepted!, me);
    progress = true;
  }
  if (progress) afterProgress(s, me);
  else awaitCatchUp(s, me);
}

function output(s: State, value: Value, me: Me): void {
  s.decided.push(value);
  const seq = s.decided.length;
  for (const request of me.contents(value)) {
    s.waiting.delete(request);
    s.proposed.delete(request);
  }
  s.states[seq % s.params.window] = oracle(s.states[(seq - 1) % s.params.window] ?? 0, value);
  me.decide(seq, value);
  if (seq % s.params.checkpoint === 0) {
    me.broadcast('checkpoint', { seq, state: s.states[seq % s.params.window]! });
  }
}

function afterProgress(s: State, me: Me): void {
  s.failures = 0;
  if (s.newViewTimer) me.cancelTimer('newView');
  s.newViewTimer = false;
  if (s.catchUpTimer) me.cancelTimer('catchUp');
  s.catchUpTimer = false;
  if (s.requestTimer) me.cancelTimer('request');
  s.requestTimer = false;
  if (s.next <= s.decided.length) s.next = s.decided.length + 1;
  watch(s, me);
  order(s, me);
}

/** A backup that holds an unexecuted request keeps a timer running. */
function watch(s: State, me: Me): void {
  if (!s.active || s.requestTimer || s.waiting.size === 0 || primary(s.view, me.n) === me.id) return;
  s.requestTimer = true;
  me.setTimer('request', patience(s));
}

// ——— Checkpoints and catching up, section 4.3 ———

function makeStable(s: State, seq: number): void {
  s.stable = seq;
  for (const slots of s.slotsOfView.values()) for (const at of slots.keys()) if (at <= seq) slots.delete(at);
  for (const at of s.prepared.keys()) if (at <= seq) s.prepared.delete(at);
  for (const at of s.checkpoints.keys()) if (at <= seq) s.checkpoints.delete(at);
}

function awaitCatchUp(s: State, me: Me): void {
  if (s.catchUpTimer) return;
  s.catchUpTimer = true;
  me.setTimer('catchUp', s.params.timeout);
}

function sendCertified(s: State, to: NodeId, after: number, me: Me): void {
  if (after >= s.decided.length) return;
  me.send(to, 'certified', { first: after + 1, values: s.decided.slice(after, after + MOST_CERTIFIED) });
}

// ——— View changes, section 4.4 ———

function changeView(s: State, view: number, me: Me): void {
  s.view = view;
  s.active = false;
  s.slots = slotsOf(s, view);
  for (const old of s.slotsOfView.keys()) if (old < view) s.slotsOfView.delete(old);
  for (const old of s.changes.keys()) if (old < view) s.changes.delete(old);
  for (const timer of ['request', 'newView'] as const) me.cancelTimer(timer);
  s.requestTimer = s.newViewTimer = false;
  sendViewChange(s, me);
}

function sendViewChange(s: State, me: Me): void {
  const prepared = [...s.prepared.values()].sort((a, b) => a.seq - b.seq);
  me.broadcast('viewChange', { view: s.view, stable: s.stable, prepared, executed: s.decided.length });
  me.setTimer('resend', patience(s));
}

/** O: for every sequence number between the highest stable and the highest prepared one, what must be proposed again. */
function reissue(view: number, changes: ReadonlyMap<NodeId, ViewChange>): Ordered[] {
  let low = 0;
  let high = 0;
  const best = new Map<number, Ordered>();
  for (const change of changes.values()) {
    low = Math.max(low, change.stable);
    for (const p of change.prepared) {
      high = Math.max(high, p.seq);
      if (p.view > (best.get(p.seq)?.view ?? -1)) best.set(p.seq, p);
    }
  }
  const reissued: Ordered[] = [];
  for (let seq = low + 1; seq <= high; seq++) {
    reissued.push({ view, seq, value: best.get(seq)?.value ?? NULL_REQUEST });
  }
  return reissued;
}

function startNewView(s: State, changes: ReadonlyMap<NodeId, ViewChange>, me: Me): void {
  const reissued = reissue(s.view, changes);
  s.active = true;
  s.proposed.clear();
  for (const m of reissued) for (const request of me.contents(m.value)) s.proposed.add(request);
  s.next = Math.max(s.decided.length, s.stable, ...reissued.map((m) => m.seq), ...stables(changes)) + 1;
  const fresh: Ordered[] = [];
  while (mayAssign(s)) {
    const m = assign(s, me);
    if (!m) break;
    fresh.push(m);
  }
  me.broadcast('newView', { view: s.view, changes: new Map(changes), reissued, fresh });
}

const stables = (changes: ReadonlyMap<NodeId, ViewChange>): number[] => [...changes.values()].map((c) => c.stable);

function isSound(s: State, m: NewView): boolean {
  if (m.changes.size < s.q) return false;
  for (const change of m.changes.values()) if (change.view !== m.view) return false;
  const expected = reissue(m.view, m.changes);
  return (
    expected.length === m.reissued.length &&
    expected.every((e, i) => e.seq === m.reissued[i]!.seq && e.value === m.reissued[i]!.value)
  );
}

/** Counts a view change, joins it when f + 1 are ahead, and acts when a quorum has asked for this node's own view. */
function countViewChange(s: State, m: ViewChange, from: NodeId, me: Me): void {
  let changes = s.changes.get(m.view);
  if (!changes) s.changes.set(m.view, (changes = new Map()));
  changes.set(from, m);
  const ahead = new Voters(me.n);
  let smallest = Infinity;
  for (const [view, asking] of s.changes) {
    if (view <= s.view) continue;
    for (const node of asking.keys()) ahead.add(node);
    smallest = Math.min(smallest, view);
  }
  if (ahead.size > me.f) return changeView(s, smallest, me);
  if (m.view !== s.view || s.active || changes.size < s.q || s.newViewTimer) return;
  s.newViewTimer = true;
  me.cancelTimer('resend');
  me.setTimer('newView', patience(s));
  if (primary(s.view, me.n) === me.id) startNewView(s, changes, me);
}

export const pbft: Protocol<State, Messages, Timers, Params> = {
  name: 'pbft',
  describe: 'Practical Byzantine fault tolerance: three phases under a primary that is replaced when it fails',
  paper: 'Castro & Liskov, Practical Byzantine Fault Tolerance, OSDI 1999, section 4',
  params: z.object({
    timeout: positiveDuration().default(2_000_000).describe('How long a backup waits for a request to be executed (T)'),
    timeoutCap: positiveDuration().default(600_000_000).describe('Longest view-change timeout that doubling leads to'),
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

  init: (me, params) => {
    const slots = new Map<number, Slot>();
    return {
      params,
      q: byzantineQuorum(me.n, me.f),
      view: 0,
      active: true,
      slots,
      slotsOfView: new Map([[0, slots]]),
      next: 1,
      stable: 0,
      states: [0],
      decided: [],
      prepared: new Map(),
      waiting: new Set(),
      proposed: new Set(),
      checkpoints: new Map(),
      changes: new Map(),
      failures: 0,
      requestTimer: false,
      newViewTimer: false,
      catchUpTimer: false,
      ahead: new Voters(me.n),
    };
  },

  input: {
    request(s, value, me) {
      s.waiting.add(value);
      watch(s, me);
      order(s, me);
    },
    recover(s, me) {
      s.requestTimer = s.newViewTimer = s.catchUpTimer = false;
      awaitCatchUp(s, me);
      if (s.active) watch(s, me);
      else sendViewChange(s, me);
    },
  },

  on: {
    prePrepare(s, m, from, me) {
      if (from !== primary(m.view, me.n)) return;
      accept(s, m, from, me);
    },

    prepare(s, m, from, me) {
      if (from === primary(m.view, me.n)) return;
      const slot = slotFor(s, m, from, me);
      if (!slot || slot.prepared) return;
      const { prepares } = tallyOf(slot, m.value, me.n);
      if (prepares.add(from) && prepares.size >= s.q - 1) advance(s, m, slot, me);
    },

    commit(s, m, from, me) {
      const slot = slotFor(s, m, from, me);
      if (!slot || slot.committed) return;
      const { commits } = tallyOf(slot, m.value, me.n);
      if (!commits.add(from) || commits.size < s.q) return;
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
      if (from !== primary(m.view, me.n) || m.view < s.view || !isSound(s, m)) return;
      if (m.view === s.view && s.active && from !== me.id) return;
      if (m.view > s.view) s.slots = slotsOf(s, m.view);
      s.view = m.view;
      s.active = true;
      me.mark(`view ${m.view}`);
      me.cancelTimer('resend');
      for (const proposal of m.reissued) accept(s, proposal, from, me);
      for (const proposal of m.fresh) accept(s, proposal, from, me);
      if (s.waiting.size === 0 && s.newViewTimer) {
        me.cancelTimer('newView');
        s.newViewTimer = false;
      }
      if (!s.newViewTimer) watch(s, me);
      if (Math.max(0, ...stables(m.changes)) > s.decided.length) awaitCatchUp(s, me);
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
      execute(s, me);
    },
  },

  timeout: {
    request(s, _key, me) {
      s.requestTimer = false;
      changeView(s, s.view + 1, me);
    },
    newView(s, _key, me) {
      s.newViewTimer = false;
      s.failures++;
      changeView(s, s.view + 1, me);
    },
    resend(s, _key, me) {
      if (s.active) return;
      sendViewChange(s, me);
    },
    catchUp(s, _key, me) {
      s.catchUpTimer = false;
      if (me.n === 1) return;
      me.send((me.id + 1 + Math.floor(me.random() * (me.n - 1))) % me.n, 'fetch', { after: s.decided.length });
    },
  },

  bytes: {
    viewChange: (m) => 200 + 300 * m.prepared.length,
    newView: (m) => 200 + 300 * m.changes.size + 100 * (m.reissued.length + m.fresh.length),
    certified: (m, n) => 200 + m.values.length * (100 + 64 * byzantineQuorum(n, byzantineFaults(n))),
  },

  forge: {
    prePrepare: (m, _salt, me) => ({ ...m, value: me.propose(me.contents(m.value)) }),
    prepare: (m, salt) => ({ ...m, value: m.value + salt }),
    commit: (m, salt) => ({ ...m, value: m.value + salt }),
    checkpoint: (m, salt) => ({ ...m, state: m.state + salt }),
    viewChange: (m) => ({ ...m, prepared: [] }),
  },
};

export default pbft;
