/**
 * Fair rotation: a design of this project, for the promise that no one can gather the making of blocks by size. Rules, proofs
 * and what is left to an attacker: docs/fair-rotation.md; letters as there.
 *
 * 1. Tickets. An admitted identity has one ticket for each height, whatever it owns. n identities are active.
 * 2. Cool-down. Who has made one of the last c blocks of the chain has no ticket (c: half of the active, rounded down, unless
 *    set). So among any W blocks in a row at most ceil(W/(c+1)) are of one maker: two of its blocks lie at least c + 1 apart.
 *    No luck, grinding, secret chain or delay gets around it, for it is a rule of the chain that everyone checks.
 * 3. Draw. The tickets are ordered by H(seed of the parent, identity), those last whose holders let a turn pass in one of the
 *    last c blocks. The seed of a block is H(seed of its parent, maker): it stands for a verifiable random function, which leaves
 *    the maker nothing to choose but to keep silent. f silent identities cost at most f time-outs in c + 1 blocks.
 * 4. Turns. The owner of rank r may make the block from `interval + r · turnTimeout` after the parent on.
 * 5. Fork choice. The longest chain; among equals the tip made first; then the lower hash: a total order.
 * 6. Admission. A new identity registers, a block admits it, and it is active `admissionDelay` blocks later, but at most one
 *    is activated every `admissionInterval` blocks: the queue. What an identity costs is outside; see the behaviour `sybil`.
 * 7. Finality by depth. With c = floor(n/2), c + 1 blocks in a row are of c + 1 makers, a majority; a minority that is cut off
 *    makes at most as many blocks as it has members.
 *
 * Left out: how an identity is proven, leaving, and penalties; signatures are taken for granted.
 */
import { z } from 'zod';
import type { BlockId, BlockView, ChainFacts, NodeContext, NodeId, Protocol, Value } from '../contract.js';
import { Registry } from '../ledger/admission.js';
import { goesBefore } from '../ledger/earliest-tip.js';
import { secondBlock } from '../ledger/equivocation.js';
import { nearestLots } from '../ledger/lots.js';
import { Mempool, replays } from '../ledger/mempool.js';
import { oracle } from '../ledger/oracle.js';
import { ASK_BYTES, askAnyone, hearing, tellTip, type TipMessages } from '../ledger/tip-exchange.js';
import { TurnsByRank } from '../ledger/turns-by-rank.js';
import { positiveDuration } from '../quantities.js';

const [HEADER_BYTES, REGISTRATION_BYTES] = [300, 200];
/** Intervals after which an identity that no block has admitted registers again. */
const PATIENCE = 10;

const params = z.object({
  interval: positiveDuration().prefault('10 s').describe('Time from a block until the first in turn may make the next'),
  turnTimeout: positiveDuration().prefault('5 s').describe('Further time until the next in turn may'),
  coolDown: z
    .union([z.literal('half'), z.int().min(0)])
    .default('half')
    .describe('Blocks that a maker sits out after its own (c); `half`: half of the active, rounded down'),
  founders: z.int().min(1).optional().describe('Identities active from genesis on, by number; absent: all'),
  admissionDelay: z.int().min(0).default(50).describe('Blocks from the admission of an identity until it is active'),
  admissionInterval: z.int().min(1).default(10).describe('Least number of blocks between two activations'),
  confirmations: z.int().min(0).default(6).describe('Depth at which a block counts as final'),
  blockTransactions: z.int().min(0).default(1000).describe('Most transactions in one block'),
});
type Params = z.infer<typeof params>;

type Messages = TipMessages & {
  transaction: { readonly value: Value };
  /** The sender asks to be admitted. */
  register: Record<string, never>;
};
type Timers = 'turn' | 'register' | 'early';
type Me = NodeContext<Messages, Timers>;

interface Header {
  /** How many before it were passed over. */
  readonly rank: number;
  readonly admits: readonly NodeId[];
}
/** What the chain up to a block amounts to. */
interface Standing {
  readonly seed: number;
  readonly registry: Registry;
  readonly sound: boolean;
}
interface State {
  readonly params: Params;
  tip: BlockId;
  readonly pool: Mempool;
  /** Who has asked to be admitted; those whom the chain has admitted stay. */
  readonly applicants: Set<NodeId>;
}

// ——— The draw ———

/** Of one node on top of a block: no ticket, one, or one that is drawn after all those because it let a turn pass. */
const [NONE, FRESH, PASSED] = [0, 1, 2];

/** By node, for the block on top of `parent`: tickets of the active identities that are not cooling down. */
function tickets(blocks: BlockView, parent: BlockId, facts: ChainFacts, p: Params): Uint8Array {
  const { registry } = standing(blocks, parent, facts, p);
  const active = registry.activeAt(blocks.height(parent) + 1);
  const held = new Uint8Array(facts.weights.length);
  for (let i = 0; i < active; i++) held[registry.identities[i]!] = FRESH;
  const recent: BlockId[] = [];
  for (let at = parent; recent.length < coolDown(active, p) && blocks.height(at) > 0; at = blocks.parent(at)) {
    recent.push(at);
  }
  for (const block of recent) {
    const { rank } = blocks.header(block) as Header;
    if (rank === 0) continue;
    const order = turns.upTo(rank, blocks, blocks.parent(block), facts, p);
    for (let i = 0; i < rank; i++) if (held[order[i]!] !== NONE) held[order[i]!] = PASSED;
  }
  for (const block of recent) held[blocks.producer(block)] = NONE;
  return held;
}

/** c, never so long that nobody is left. */
function coolDown(active: number, p: Params): number {
  return Math.min(p.coolDown === 'half' ? Math.floor(active / 2) : p.coolDown, active - 1);
}

/** The first in turn on top of `parent`, at most so many. */
function draw(blocks: BlockView, parent: BlockId, facts: ChainFacts, p: Params, most: number): NodeId[] {
  const { seed } = standing(blocks, parent, facts, p);
  const held = tickets(blocks, parent, facts, p);
  const only = (sort: number) => held.map((ticket) => (ticket === sort ? 1 : 0));
  const order = nearestLots(seed, only(FRESH), most);
  return order.length === most ? order : [...order, ...nearestLots(seed, only(PASSED), most - order.length)];
}

export const turns = new TurnsByRank<Params>({
  draw,
  interval: ({ interval }) => interval,
  timeout: ({ turnTimeout }) => turnTimeout,
});

// ——— The rules of a block ———

function standing(blocks: BlockView, block: BlockId, facts: ChainFacts, p: Params): Standing {
  return blocks.derive('standing', block, () => {
    if (blocks.height(block) === 0) {
      const founders = facts.weights.map((_, node) => node).slice(0, p.founders);
      return { seed: facts.genesisSeed, registry: new Registry(founders), sound: true };
    }
    const before = standing(blocks, blocks.parent(block), facts, p);
    const { rank, admits } = blocks.header(block) as Header;
    return {
      // Numbers from n on: those below are the lots.
      seed: oracle(before.seed, facts.weights.length + blocks.producer(block)),
      registry: before.registry.with(admits, blocks.height(block), p),
      sound:
        before.sound &&
        before.registry.mayAdmit(admits, facts.weights.length) &&
        obeysRules(blocks, block, rank, facts, p),
    };
  });
}

function obeysRules(blocks: BlockView, block: BlockId, rank: number, facts: ChainFacts, p: Params): boolean {
  return (
    turns.isDue(blocks, block, rank, facts, p) &&
    blocks.contents(block).length <= p.blockTransactions &&
    !replays(blocks, block)
  );
}

// ——— What a node does ———

function make(s: State, rank: number, me: Me): void {
  const admits = standing(me.blocks, s.tip, me, s.params).registry.unknown(s.applicants);
  const header: Header = { rank, admits };
  const contents = s.pool.oldest(s.params.blockTransactions);
  const block = me.mint(s.tip, { contents, header, sizeBytes: HEADER_BYTES + REGISTRATION_BYTES * admits.length });
  adopt(s, block, me);
  me.broadcast('block', { block });
}

export function adopt(s: State, tip: BlockId, me: Me): void {
  s.pool.follow(me.blocks, s.tip, tip);
  s.tip = tip;
  me.adopt(tip);
  turns.await(s, 0, me);
}

/** Asks to be admitted, and again as long as no block says so. */
function register(s: State, me: Me): void {
  if (standing(me.blocks, s.tip, me, s.params).registry.unknown([me.id]).length === 0) return;
  me.broadcast('register', {});
  me.setTimer('register', PATIENCE * s.params.interval);
}

const heard = hearing<State, Me>({
  isSound: (s, block, me) => standing(me.blocks, block, me, s.params).sound,
  isBetter: (s, block, me) => goesBefore(block, s.tip, me),
  adopt,
});

export const fairRotation: Protocol<State, Messages, Timers, Params> = {
  name: 'fair-rotation',
  describe:
    'Fair rotation: one ticket for each admitted identity, and none for who has made one of the last c blocks; of W blocks in a row at most ceil(W/(c+1)) are of one maker',
  paper: 'our own; docs/fair-rotation.md',
  params,
  assumes: {
    identity: 'persons',
    network: 'Blocks reach everybody within the time given to a turn, by clocks that agree',
    honesty: 'More than half of the identities is honest, and whoever admits them sees to it that nobody has many',
  },
  finality: { by: 'depth', confirmations: (p) => p.confirmations },
  threshold: 'majority',
  requires({ coolDown: c }, { weights: { length: n } }) {
    if (c !== 'half' && c >= n) throw new RangeError(`expected coolDown below the number of nodes, ${n}, found ${c}`);
  },
  // Among those who are not cooling down one must be correct.
  faults(n, p) {
    const active = Math.min(n, p.founders ?? n);
    return Math.max(0, Math.min(Math.ceil(active / 2) - 1, active - 1 - coolDown(active, p)));
  },
  // As of lots by stake: at the worst the f faulty ones come first. Twice, as a chain that was cut off must be fetched first.
  livenessBound: (p, n, delta) => 2 * (p.interval + Math.ceil(n / 2) * p.turnTimeout) + 10 * delta,
  appointed: (blocks, parent, facts, p) => turns.first(blocks, parent, facts, p)[0]!,
  requests: 'one',

  init: (_me, p) => ({ params: p, tip: 0, pool: new Mempool(), applicants: new Set() }),

  input: {
    start(s, me) {
      turns.await(s, 0, me);
      register(s, me);
    },
    request: (_s, value, me) => me.broadcast('transaction', { value }),
    recover(s, me) {
      askAnyone(me);
      // Time for the answer, lest it build on what has long been built upon.
      turns.await(s, s.params.turnTimeout, me);
      register(s, me);
    },
  },

  on: {
    block: heard.block,

    transaction(s, m) {
      s.pool.add(m.value);
    },

    register(s, _m, from) {
      s.applicants.add(from);
    },

    ask: tellTip,
  },

  timeout: {
    turn(s, _key, me) {
      const rank = turns.due(s, me);
      if (rank !== undefined) make(s, rank, me);
    },

    register: (s, _key, me) => register(s, me),

    early: heard.early,
  },

  carries: { block: (m) => m.block },
  bytes: { transaction: (_m, facts) => facts.requestBytes, register: () => REGISTRATION_BYTES, ask: () => ASK_BYTES },

  forge: {
    block: (m, _salt, me) => ({ block: secondBlock(m.block, me) }),
  },
};

export default fairRotation;
