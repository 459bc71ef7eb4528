/**
 * Algorand: "Algorand Byzantine Fault Tolerance Protocol Specification" (Algorand Foundation), whose sections are named
 * below; its paper is Chen, Gorbunov, Micali, Vlachos, "Algorand Agreement", ePrint 2018/377. Round r makes block r, in
 * periods p = 0, 1, … of steps: propose 0, soft 1, cert 2, next_k = 3 + k; late, redo and down for fast recovery. Each has a
 * committee of its own, drawn by stake (`ledger/sortition.ts`); a vote carries its seats, which receivers recompute; a
 * bundle is a threshold of seats for one value; ⊥ is −1. Blocks are made whether requests wait or not.
 * All weights together stand for `stake` units, so that four equal nodes too share thousands of seats. With the specification's
 * sizes a step fails once in 200 when 80 % of the stake is honest, and mostly at 75 %: `faults` is floor(n/5), not the theory's third.
 * For one fault in four nodes choose committees such as 10000 and 6667.
 * Left out: λ₀ that follows observed arrivals, participation keys, old digests in the seed, equivocating votes that count for any
 * value, and relaying single votes: on a complete graph a lost vote is lost seats. A proposal and its block are one message; who
 * lacks a re-proposed block fetches it. Catching up is the implementations': a node that hears later rounds, or gives a next vote,
 * asks another for its newest cert bundle. As committees change, double votes alone name culprits, and judges know no `quorum`.
 */
import type { BlockId, Certificate, NodeContext, NodeId, Protocol, ViewCause } from '../contract.js';
import {
  bundleBytes,
  CERT,
  isWellFormed,
  LAST_NEXT,
  lastStepOf,
  NEXT,
  periodOf,
  PROPOSE,
  type Proposal,
  statements,
  stepOf,
  type Vote,
  type VoteKind,
} from '../ledger/algorand/bundles.js';
import { type Ask, askAhead, askAnyone, fetchFor, hasCaughtUp, hearAhead } from '../ledger/algorand/catching-up.js';
import { certSeats, type Header, isSound } from '../ledger/algorand/committees.js';
import { deadlineTimeout, fastTimeout, nextTimeout, type Options, options } from '../ledger/algorand/options.js';
import { BOTTOM, NOBODY, Player } from '../ledger/algorand/player.js';
import { HONEST_COMMITTEES, mostFaults } from '../ledger/committee-risk.js';
import { secondProposal } from '../ledger/equivocation.js';

type Messages = { [K in VoteKind]: Vote } & {
  propose: Proposal;
  repropose: Proposal;
  bundle: { readonly bundle: Certificate };
  ask: Ask;
};
type Timers = 'assemble' | 'step' | 'fast' | 'catchUp';
type Me = NodeContext<Messages, Timers>;

// ——— "Relay Rules": what is observed ———

function observe(kind: VoteKind, s: Player, m: Vote, voter: NodeId, me: Me): void {
  if (m.round > s.round) hearAhead(s, voter, me);
  if (!s.isFresh(m) || !isWellFormed(kind, m) || !s.isElected(m, m.step, voter)) return;
  const bundle = s.bundles.add(kind, m, voter);
  if (bundle) conclude(s, bundle, me);
}

/** A bundle has been observed. */
function conclude(s: Player, bundle: Certificate, me: Me): void {
  if (bundle.kind === 'cert') return commit(s, bundle, me);
  if (bundle.height > s.round) return void s.early.push(bundle);
  me.certify(bundle);
  if (bundle.value !== BOTTOM && !me.blocks.has(bundle.value)) fetchFor(bundle, me);
  const period = periodOf(bundle);
  if (bundle.kind !== 'soft') {
    s.bundles.conclude(bundle);
    if (period >= s.period) startPeriod(s, period + 1, me);
  } else if (period > s.period) startPeriod(s, period, me);
  else certVote(s, me);
}

function cast(s: Player, kind: VoteKind, value: BlockId, me: Me, step: number = stepOf[kind]): void {
  const { round, period } = s;
  // Something is committed that is not here yet ("Commitment").
  if (s.awaited && value !== BOTTOM) return;
  const seats = s.committee(round, period, step).seats[me.id]!;
  if (seats > 0) me.broadcast(kind, { round, period, step, value, seats });
}

// ——— "New Round", "New Period" ———

function startRound(s: Player, me: Me): void {
  s.startRound(me.blocks.height(s.tip) + 1, me.now);
  hasCaughtUp(s, me);
  begin(s, s.round === 1 ? 'start' : 'progress', me);
  propose(s, me);
  const { early } = s;
  s.early = [];
  for (const bundle of early) if (bundle.height === s.round) conclude(s, bundle, me);
}

function startPeriod(s: Player, period: number, me: Me): void {
  s.startPeriod(period, me.now);
  begin(s, 'timeout', me);
  resynchronize(s, me);
  propose(s, me);
  certVote(s, me);
}

function begin(s: Player, cause: ViewCause, me: Me): void {
  me.enterView(s.round, s.period, NOBODY, cause);
  me.setTimer('step', s.due - me.now);
  me.cancelTimer('fast');
  me.cancelTimer('assemble');
}

// ——— "Resynchronization Attempt", "Proposals" ———

function resynchronize(s: Player, me: Me): void {
  const bundle = s.freshest;
  if (bundle) me.broadcast('bundle', { bundle });
}

/** A new block in period 0 and after ⊥; else the block that ended the period before. */
function propose(s: Player, me: Me): void {
  const { round, period, carried } = s;
  const seats = s.committee(round, period, PROPOSE).seats[me.id]!;
  if (seats === 0) return;
  if (period === 0 || carried.bottom) me.setTimer('assemble', s.params.assembly);
  else if (carried.block !== undefined) me.broadcast('repropose', { round, period, block: carried.block, seats });
}

function assemble(s: Player, me: Me): void {
  const { round, period } = s;
  const contents = s.pool.oldest(s.params.blockTransactions);
  const block = me.mint(s.tip, { contents, header: { period, value: me.propose(contents) } satisfies Header });
  me.broadcast('propose', { round, period, block, seats: s.committee(round, period, PROPOSE).seats[me.id]! });
}

// ——— "Filtering", "Certifying", "Commitment" ———

/** What was carried over; else the leading proposal, unless it re-proposes what was not carried over. */
function softVote(s: Player, me: Me): void {
  const { carried, leading } = s;
  if (carried.block !== undefined && !carried.bottom) cast(s, 'soft', carried.block, me);
  else if (leading && (leading.isNew || leading.block === carried.block)) cast(s, 'soft', leading.block, me);
}

function certVote(s: Player, me: Me): void {
  if (s.hasCertVoted || s.step > CERT) return;
  const value = s.committable;
  if (value === undefined) return;
  s.hasCertVoted = true;
  me.lock(s.round, s.period, value);
  cast(s, 'cert', value, me);
}

/** Commits the block, and those below it, or waits for them. */
function commit(s: Player, bundle: Certificate, me: Me): void {
  const { blocks } = me;
  const { value: block, height } = bundle;
  if (height < s.round) return;
  if (!blocks.has(block)) {
    if (!s.awaited || s.awaited.height < height) s.awaited = bundle;
    return fetchFor(bundle, me);
  }
  const chain: BlockId[] = [];
  for (let at = block; blocks.height(at) >= s.round; at = blocks.parent(at)) chain.push(at);
  if (chain.length === 0 || blocks.parent(chain.at(-1)!) !== s.tip) return;
  me.certify(bundle);
  for (const at of chain.reverse()) me.decide(blocks.height(at), (blocks.header(at) as Header).value);
  s.pool.follow(blocks, s.tip, block);
  s.tip = block;
  s.proof = bundle;
  if (s.awaited && s.awaited.height <= height) s.awaited = undefined;
  me.adopt(block);
  startRound(s, me);
}

// ——— "Recovery", "Fast Recovery" ———

function nextVote(s: Player, me: Me): void {
  resynchronize(s, me);
  cast(s, 'next', s.committable ?? s.fallback, me, s.step);
}

function fastVote(s: Player, me: Me): void {
  resynchronize(s, me);
  const { committable, fallback } = s;
  if (committable !== undefined) cast(s, 'late', committable, me);
  else cast(s, fallback === BOTTOM ? 'down' : 'redo', fallback, me);
  for (const bundle of s.fastVotes) me.broadcast('bundle', { bundle });
}

function armFast(s: Player, me: Me): void {
  s.fastDue = s.started + fastTimeout(s.params, me.now - s.started, me.random());
  me.setTimer('fast', s.fastDue - me.now);
}

const on = (kind: VoteKind) => (s: Player, m: Vote, from: NodeId, me: Me) => observe(kind, s, m, from, me);
const forged = (m: Vote, salt: number): Vote => ({ ...m, value: m.value + salt });

export const algorand: Protocol<Player, Messages, Timers, Options> = {
  name: 'algorand',
  describe: 'Algorand: every step is voted on by a committee of its own, for which each node draws its seats by stake',
  paper: 'Algorand Foundation, ABFT specification; Chen, Gorbunov, Micali, Vlachos, ePrint 2018/377',
  params: options,
  assumes: HONEST_COMMITTEES,
  staked: true,
  finality: { by: 'decide' },
  severalPropose: true,
  threshold: 'blocking-third',
  voices: { certificates: 'cert', weigh: certSeats },
  faults: (n, { soft, cert, next }) => mostFaults(n, [soft, cert, next]),
  // Out of a standstill with the second fast recovery at the latest; then a dozen periods, of which each is spoilt by a
  // faulty proposer or a small committee with a probability of about f/n.
  livenessBound: (p, _n, delta) => 4 * p.fastRecovery + 12 * (p.bigLambda + 2 * p.lambda + 4 * delta) + p.assembly,
  outstanding: () => 1,

  init: (me, params) => new Player(me, params),

  input: {
    start: startRound,
    request: (s, value) => void s.pool.add(value),
    recover(s, me) {
      s.ahead = NOBODY;
      me.setTimer('step', Math.max(0, s.due - me.now));
      if (s.fastDue < Infinity) me.setTimer('fast', Math.max(0, s.fastDue - me.now));
      if (s.awaited) fetchFor(s.awaited, me);
      askAnyone(s, me);
    },
  },

  on: {
    propose(s, m, _from, me) {
      const { blocks } = me;
      if (!isSound(m.block, me, s.params)) return me.refuse(m.block);
      const { period } = blocks.header(m.block) as Header;
      if (m.round === blocks.height(m.block) && m.period === period) s.hear(m, blocks.producer(m.block), true);
      if (s.awaited && blocks.has(s.awaited.value) && s.isCertified(s.awaited)) commit(s, s.awaited, me);
      certVote(s, me);
    },
    repropose: (s, m, from) => (m.period > 0 ? s.hear(m, from, false) : undefined),
    soft: on('soft'),
    cert: on('cert'),
    next: on('next'),
    late: on('late'),
    redo: on('redo'),
    down: on('down'),

    bundle(s, { bundle }, from, me) {
      const { kind, height, value } = bundle;
      if (height < s.round || s.bundles.has(bundle)) return;
      if (kind === 'cert') {
        if (me.blocks.has(value)) return s.isCertified(bundle) ? commit(s, bundle, me) : undefined;
        if (!s.awaited || s.awaited.height < height) s.awaited = bundle;
        return me.fetch(value, from);
      }
      if (height > s.round) return hearAhead(s, from, me);
      const period = periodOf(bundle);
      if (period < s.period - 1) return;
      const observed = s.bundles.observe(bundle, s.committee(height, period, lastStepOf(bundle)).seats);
      if (observed) conclude(s, observed, me);
    },

    ask(s, { round }, from, me) {
      if (s.proof && s.round > round) me.send(from, 'bundle', { bundle: s.proof });
    },
  },

  timeout: {
    assemble: (s, _key, me) => assemble(s, me),

    step(s, _key, me) {
      if (s.step < CERT) {
        s.step = CERT;
        s.due = s.started + deadlineTimeout(s.params, s.period);
        softVote(s, me);
      } else {
        s.step = Math.max(NEXT, s.step + 1);
        s.due = s.started + nextTimeout(s.params, s.period, s.step, me.random());
        nextVote(s, me);
        askAnyone(s, me);
        if (s.fastDue === Infinity) armFast(s, me);
      }
      if (s.step < LAST_NEXT) me.setTimer('step', Math.max(0, s.due - me.now));
    },

    fast(s, _key, me) {
      fastVote(s, me);
      askAnyone(s, me);
      armFast(s, me);
    },

    catchUp: (s, _key, me) => askAhead(s, me),
  },

  carries: { propose: (m) => m.block },
  bytes: { bundle: ({ bundle }) => bundleBytes(bundle), ask: () => 100 },
  votes: statements,
  forge: {
    propose: (m, _salt, me) => ({ ...m, block: secondProposal(m.block, me) }),
    repropose: (m, salt) => ({ ...m, block: m.block + salt }),
    soft: forged,
    cert: forged,
    next: forged,
    late: forged,
    redo: forged,
  },
};

export default algorand;
