/**
 * Dolev & Strong, "Authenticated Algorithms for Byzantine Agreement", SIAM Journal on Computing 12 (1983): broadcast of one
 * value by signed messages, in f + 1 rounds of Δ that all clocks count together. Here one broadcast after another, one
 * a height, by every node in turn.
 *
 * Any f < n may be set. Each faulty node costs a round, and beyond a minority nobody outside could tell which of the nodes'
 * outputs is true; so the default is the largest minority.
 * A value is passed on by everybody, once, to everybody, also to those who must have it; in the last round by nobody, for
 * no round is left in which it could count. So a correct sender costs (n − 1) + (n − 1)² messages (n − 1 with f = 0),
 * and any sender at most (n − 1)² more, as two values show its fault as well as three.
 *
 * Model: what correct nodes send comes within Δ, always. Messages that come too late for their round are refused, as they
 * must be; where the network loses them or is slower than Δ, some nodes output a value and others none, and nothing mends
 * it: partitions, loss and a stabilisation time are outside of what is promised. For the paper a node that crashes is faulty
 * for good. Here it takes part again from the next height on, and takes what it has missed from f + 1 others who say the
 * same, who are sure to be there when f < n/2.
 * Signatures are no certificates here as judges know them: a correct node signs two values if it must, so that its signature
 * is no vote for one thing, and how many are enough depends on the round.
 * Left out: the algorithms of the paper with fewer messages through relays; signatures are taken for granted.
 */
import { z } from 'zod';
import type { NodeContext, NodeId, Protocol, SizeFacts, Time, Value } from '../contract.js';
import { minority } from '../ledger/quorum.js';
import { Tally } from '../ledger/tally.js';
import { ValueSet } from '../ledger/value-set.js';
import { positiveDuration } from '../quantities.js';

const SIGNATURE_BYTES = 64;
/** The value of a sender that sent none, or two. */
const NULL: Value = 0;
/** Two values are proof enough that the sender is faulty. */
const MOST_VALUES = 2;
const MOST_ANSWERED = 500;

interface Signed {
  readonly height: number;
  readonly value: Value;
}
type Messages = {
  propose: Signed;
  /** With the signatures of those whose hands it went through: the sender's first, that of whoever passes it on last. */
  relay: Signed & { readonly signers: readonly NodeId[] };
  fetch: { readonly after: number };
  /** What was decided from height `first` on. */
  decided: { readonly first: number; readonly values: readonly Value[] };
};
type Timers = 'round' | 'close' | 'open';
type Me = NodeContext<Messages, Timers>;

interface Params {
  delta: Time;
  faulty?: number | undefined;
  batch: number;
}
interface State {
  readonly params: Params;
  /** f + 1. */
  readonly rounds: number;
  height: number;
  round: number;
  /** Values of this height with j or more signatures in round j, and whether they were passed on. */
  accepted: { readonly value: Value; readonly signers: readonly NodeId[]; relayed: boolean }[];
  /** The first height that this node has followed from its first round on. */
  wholeFrom: number;
  /** Outcomes above the decided heights. */
  readonly outcomes: Map<number, Value>;
  /** decided[h − 1] is the value of height h. */
  readonly decided: Value[];
  /** What others say was decided at heights that this node has missed. */
  readonly answers: Tally;
  readonly waiting: Set<Value>;
  readonly done: ValueSet;
}

const senderOf = (height: number, n: number): NodeId => (height - 1) % n;
const faultsOf = (n: number, { faulty = minority(n) }: Params): number => Math.min(faulty, n - 1);
const batchBytes = (m: Signed, facts: SizeFacts): number => facts.contents(m.value).length * facts.requestBytes;

// ——— Rounds ———

/** Takes up the clock's height and round: at the start, or after an absence, in the middle of a height. */
function join(s: State, me: Me): void {
  const { delta } = s.params;
  const elapsed = me.now % (s.rounds * delta);
  s.height = Math.floor(me.now / (s.rounds * delta)) + 1;
  s.round = Math.floor(elapsed / delta) + 1;
  s.accepted = [];
  me.setTimer('round', delta - (elapsed % delta));
  if (me.now === 0) return me.setTimer('open', 0);
  s.wholeFrom = s.height + 1;
  catchUp(s, me);
}

/** Round 1: the sender sends its value, which may be an empty batch; it must not repeat what it has not heard of. */
function open(s: State, me: Me): void {
  const { height } = s;
  const sender = senderOf(height, me.n);
  me.enterView(height, 1, sender, 'start');
  if (sender !== me.id) return;
  const knowsAll = s.decided.length === height - 1;
  const batch = knowsAll ? [...s.waiting].slice(0, s.params.batch) : [];
  me.broadcast('propose', { height, value: me.propose(batch) });
}

/** The end of a round, when all that came in it has been heard. */
function close(s: State, me: Me): void {
  me.setTimer('round', s.params.delta);
  if (s.round < s.rounds) {
    s.round++;
    me.enterView(s.height, s.round, senderOf(s.height, me.n), 'progress');
    return relay(s, me);
  }
  const [only, second] = s.accepted;
  if (s.height >= s.wholeFrom) s.outcomes.set(s.height, only && !second ? only.value : NULL);
  decide(s, me);
  s.height++;
  s.round = 1;
  s.accepted = [];
  catchUp(s, me);
  // After the requests that these decisions bring.
  me.setTimer('open', 0);
}

// ——— Signatures ———

/** In round j a value counts that j nodes have signed, the sender first. */
function accept(s: State, m: Signed, signers: readonly NodeId[], from: NodeId, me: Me): void {
  if (m.height !== s.height || m.height < s.wholeFrom) return;
  if (s.accepted.length === MOST_VALUES || s.accepted.some(({ value }) => value === m.value)) return;
  const sender = senderOf(m.height, me.n);
  if (signers.length < s.round || signers[0] !== sender || signers.at(-1) !== from) return;
  if (new Set(signers).size < signers.length) return;
  s.accepted.push({ value: m.value, signers, relayed: signers.includes(me.id) });
  if (s.accepted.length === MOST_VALUES) me.blame(sender, 'two values at one height');
}

/** What was accepted in the round that is over goes to all, with this node's signature. */
function relay(s: State, me: Me): void {
  for (const held of s.accepted) {
    if (held.relayed) continue;
    held.relayed = true;
    me.broadcast('relay', { height: s.height, value: held.value, signers: [...held.signers, me.id] });
  }
}

// ——— Decisions, in the order of heights ———

function decide(s: State, me: Me): void {
  for (let height = s.decided.length + 1, outcome; (outcome = s.outcomes.get(height)) !== undefined; height++) {
    s.outcomes.delete(height);
    const requests = me.contents(outcome);
    // A batch with a request that was output before is worth nothing: a liar's replay.
    const fresh = new Set(requests).size === requests.length && !requests.some((request) => s.done.has(request));
    const value = fresh ? outcome : NULL;
    s.decided.push(value);
    for (const request of me.contents(value)) {
      s.done.add(request);
      s.waiting.delete(request);
    }
    me.decide(height, value);
  }
}

/** Whoever was away asks all for what was decided meanwhile, at the end of each height until it knows. */
function catchUp(s: State, me: Me): void {
  if (s.decided.length < s.wholeFrom - 1) me.broadcast('fetch', { after: s.decided.length });
}

export const dolevStrong: Protocol<State, Messages, Timers, Params> = {
  name: 'dolev-strong',
  describe: 'Dolev–Strong broadcast by every node in turn: signatures are gathered for f + 1 synchronous rounds',
  paper: 'Dolev & Strong, Authenticated Algorithms for Byzantine Agreement, SIAM Journal on Computing 12, 1983',
  params: z.object({
    delta: positiveDuration().prefault('1 s').describe('Length of a round: what no message may exceed (Δ)'),
    faulty: z
      .int()
      .min(0)
      .optional()
      .describe(
        'Faulty nodes that it is set up for (f, below n), a round each and one more; absent: the largest minority',
      ),
    batch: z.int().min(1).default(100).describe('Most requests in one value'),
  }),
  assumes: {
    identity: 'members',
    network: 'What an honest member sends arrives within Δ, always, and all clocks count the same rounds (synchrony)',
    honesty: 'At most f members lie, any f of them; signatures cannot be forged; who is a member is given',
  },
  finality: { by: 'decide' },
  timing: 'synchronous',
  threshold: 'majority',
  faults: faultsOf,
  // The height under way, those of f faulty senders in a row, and that of a correct one.
  livenessBound(params, n, delta) {
    const f = faultsOf(n, params);
    return (f + 2) * (f + 1) * params.delta + delta;
  },
  roles: { leader: () => [0] },
  outstanding: () => 1,

  init: (me, params) => ({
    params,
    rounds: me.f + 1,
    height: 1,
    round: 1,
    accepted: [],
    wholeFrom: 1,
    outcomes: new Map(),
    decided: [],
    answers: new Tally({ kind: 'decided', n: me.n, enough: (answers) => answers > me.f }),
    waiting: new Set(),
    done: new ValueSet(),
  }),

  input: {
    start: (s, me) => join(s, me),
    request: (s, value) => void s.waiting.add(value),
    recover: (s, me) => join(s, me),
  },

  on: {
    propose: (s, m, from, me) => accept(s, m, [from], from, me),
    relay: (s, m, from, me) => accept(s, m, m.signers, from, me),

    fetch(s, m, from, me) {
      const values = s.decided.slice(m.after, m.after + MOST_ANSWERED);
      if (from !== me.id && values.length > 0) me.send(from, 'decided', { first: m.after + 1, values });
    },

    decided(s, m, from, me) {
      m.values.forEach((value, place) => {
        const height = m.first + place;
        if (height <= s.decided.length || height >= s.wholeFrom) return;
        if (s.answers.add(height, 0, value, from)) s.outcomes.set(height, value);
      });
      decide(s, me);
      s.answers.dropHeightsBelow(s.decided.length + 1);
    },
  },

  timeout: {
    // What comes at the very end of a round still counts for it.
    round: (_s, _key, me) => me.setTimer('close', 0),
    close: (s, _key, me) => close(s, me),
    open: (s, _key, me) => open(s, me),
  },

  bytes: {
    propose: (m, facts) => 200 + SIGNATURE_BYTES + batchBytes(m, facts),
    relay: (m, facts) => 200 + SIGNATURE_BYTES * m.signers.length + batchBytes(m, facts),
    decided: (m) => 200 + 32 * m.values.length,
  },
  votes: { propose: { height: (m) => m.height, view: () => 1, value: (m) => m.value } },

  forge: {
    /** Another value. What others have signed cannot be altered, so that a relay can only be kept back. */
    propose: (m, _salt, me) => ({ ...m, value: me.propose(me.contents(m.value)) }),
    decided: (m, salt) => ({ ...m, values: m.values.map((value) => value + salt) }),
  },
};

export default dolevStrong;
