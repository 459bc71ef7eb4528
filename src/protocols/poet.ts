/**
 * Proof of elapsed time: the PoET 1.0 specification of Hyperledger Sawtooth (Intel, 2016 on; sawtooth-poet, docs/source/
 * architecture/poet.rst, CC BY 4.0). Every validator's enclave draws how long it must wait on the head; the shortest wait wins.
 *
 * Election. On a head with certificate id w an enclave draws u in (0, 1) by a key that never leaves it, fixed for (platform, w), and
 * the duration is minimumWaitTime − localMean · ln(u). When it is over, the enclave certifies the wait, and the block goes out.
 * The id of a certificate holds a nonce that the enclave draws: here a hash of the parent's id and the maker.
 * Population and local mean. population = Σ localMean / Σ (duration − minimumWaitTime) over the last sampleLength certificates;
 * localMean = targetWaitTime · population. Before there are so many, with r = blocks/sampleLength, targetWaitTime (1 − r²) +
 * initialWaitTime r² as printed and implemented; `reversed` begins with initialWaitTime, as the text around it seems to mean.
 * A certificate is checked for: its local mean; a wait that began after the parent and is over; the c-test (a key waits c =
 * min(blockClaimDelay, validators − 1) blocks after its sign-up, once the chain is that long); the K-test (a key claims at most
 * K blocks, then its owner must sign up with a new one, which a block of anybody must carry); the z-test. Nobody can check u.
 * z-test. Back from the head: at each win of the maker beyond zMinimumWins of them, is z = (wins − expected)/√(b p (1 − p)) above
 * zMax? b counts the blocks, expected adds 1/population for each, p = expected/b. Blocks of the start are left out.
 * Fork choice, as implemented: of two blocks on one parent the shorter wait; else the higher sum of local means; else the hash.
 *
 * A clock that is ahead certifies waits that end after the time of the block: others refuse it, and its maker stands on it alone.
 * Left out: attestation, revocation, and the time-out T_WT on an expired timer, as a block needs no transactions here.
 */
import { z } from 'zod';
import type { BlockId, BlockView, ChainFacts, NodeContext, NodeId, Protocol, Time, Value } from '../contract.js';
import { secondBlock } from '../ledger/equivocation.js';
import { Mempool, replays } from '../ledger/mempool.js';
import { oracle } from '../ledger/oracle.js';
import { exhaustedAfter, keyOf, overWins, type Key, type Win } from '../ledger/over-wins.js';
import { minority } from '../ledger/quorum.js';
import { ASK_BYTES, askAnyone, hearing, tellTip, type TipMessages } from '../ledger/tip-exchange.js';
import { positiveDuration } from '../quantities.js';

const [HEADER_BYTES, SIGNUP_BYTES] = [1000, 2000];
const LONGEST: Time = 1e15; // Thirty years: as good as for ever.
const SIGNUP_PATIENCE = 20; // Blocks after which a sign-up that no block carries is said again.

const params = z.object({
  target: positiveDuration().prefault('20 s').describe('Mean wait of the winner that is aimed at (targetWaitTime)'),
  initial: positiveDuration().prefault('3000 s').describe('Local mean that the start blends in (initialWaitTime)'),
  minimum: positiveDuration().prefault('1 s').describe('Least duration of a wait (minimumWaitTime)'),
  sampleLength: z.int().min(2).default(50).describe('Blocks of the start, and of each estimate of the population'),
  blend: z
    .enum(['published', 'reversed'])
    .default('published')
    .describe('Local mean at the start: from target to initial, as printed, or from initial to target'),
  keyClaims: z.int().min(1).default(250).describe('Blocks that one key may claim (K)'),
  blockClaimDelay: z.int().min(0).default(1).describe('Blocks from a sign-up until the key may claim (c)'),
  zMax: z
    .union([z.number().min(0), z.literal('none')])
    .default(3.075)
    .describe(
      'Deviation above which a win is refused: 1.645, 2.325, 2.575, 3.075 for 5, 1, 0.5, 0.1 %; `none`: no test',
    ),
  zMinimumWins: z.int().min(0).default(3).describe('Wins of a key that are never tested'),
  confirmations: z.int().min(0).default(6).describe('Depth at which a block counts as final'),
  blockTransactions: z.int().min(0).default(1000).describe('Most transactions in one block'),
});
type Params = z.infer<typeof params>;

/** A wait certificate, asked for at some time, and the sign-ups that the block carries. */
interface Header {
  readonly requestTime: Time;
  readonly duration: number;
  readonly localMean: number;
  readonly signups: readonly NodeId[];
}
type Messages = TipMessages & {
  transaction: { readonly value: Value };
  /** The sender has a new key. */
  signup: Record<string, never>;
};
type Timers = 'wait' | 'quiet' | 'early';
type Me = NodeContext<Messages, Timers>;

/** What the chain up to a block amounts to: sums over all of its certificates, and the win that it is. */
interface Standing extends Win {
  readonly id: number;
  readonly sumMeans: number;
  readonly sumWaits: number;
  readonly exhausted: readonly NodeId[]; // Whose keys have claimed all they may.
  readonly sound: boolean;
}
interface State {
  readonly params: Params;
  tip: BlockId;
  readonly pool: Mempool;
  readonly signups: Set<NodeId>;
  announced: number; // The height at which this node last said that it has a new key.
}

// ——— Population and local mean ———

/** The local mean of a certificate on top of `parent`. */
export function localMean(blocks: BlockView, parent: BlockId, facts: ChainFacts, p: Params): number {
  const height = blocks.height(parent);
  if (height >= p.sampleLength) return p.target * population(blocks, parent, facts, p);
  const ratio = height / p.sampleLength;
  const [from, to] = p.blend === 'published' ? [p.target, p.initial] : [p.initial, p.target];
  return from * (1 - ratio * ratio) + to * ratio * ratio;
}

/** The estimate by the last `sampleLength` certificates up to a block. */
export function population(blocks: BlockView, block: BlockId, facts: ChainFacts, p: Params): number {
  return blocks.derive('population', block, () => {
    const now = standing(blocks, block, facts, p);
    const before = standing(blocks, blocks.ancestor(block, blocks.height(block) - p.sampleLength), facts, p);
    return (now.sumMeans - before.sumMeans) / (now.sumWaits - before.sumWaits);
  });
}

// ——— The tests of a certificate ———

function keyOn(blocks: BlockView, parent: BlockId, node: NodeId, facts: ChainFacts, p: Params): Key {
  const win = (block: BlockId) => standing(blocks, block, facts, p);
  return keyOf(blocks, parent, node, win, (block) => (blocks.header(block) as Header).signups);
}

/** Whether a key may claim the block on top of `parent`: c-test, K-test, z-test. */
function mayClaim(blocks: BlockView, parent: BlockId, key: Key, facts: ChainFacts, p: Params): boolean {
  const height = blocks.height(parent);
  const c = Math.min(p.blockClaimDelay, facts.weights.length - 1);
  if (key.claims >= p.keyClaims || (height > c && height - key.since < c)) return false;
  if (p.zMax === 'none' || height < p.sampleLength) return true;
  const share = 1 / population(blocks, parent, facts, p);
  const candidate = { last: key.last, share, after: p.sampleLength, least: p.zMinimumWins };
  return overWins(blocks, parent, candidate, (block) => standing(blocks, block, facts, p)) <= p.zMax;
}

const GENESIS = { sumMeans: 0, sumWaits: 0, expected: 0, claims: 0, since: 0, last: 0, exhausted: [], sound: true };

function standing(blocks: BlockView, block: BlockId, facts: ChainFacts, p: Params): Standing {
  return blocks.derive('standing', block, () => {
    if (blocks.height(block) === 0) return { id: facts.genesisSeed, ...GENESIS };
    const before = standing(blocks, blocks.parent(block), facts, p);
    const maker = blocks.producer(block);
    const header = blocks.header(block) as Header;
    const key = keyOn(blocks, blocks.parent(block), maker, facts, p);
    return {
      id: oracle(before.id, maker),
      sumMeans: before.sumMeans + header.localMean,
      sumWaits: before.sumWaits + header.duration - p.minimum,
      expected: before.expected + (blocks.height(block) > p.sampleLength ? p.target / header.localMean : 0),
      claims: key.claims + 1,
      since: key.since,
      last: key.last,
      exhausted: exhaustedAfter(before.exhausted, header.signups, key.claims + 1 >= p.keyClaims ? maker : undefined),
      sound: before.sound && isCertified(blocks, block, header, key, facts, p),
    };
  });
}

function isCertified(blocks: BlockView, block: BlockId, h: Header, key: Key, facts: ChainFacts, p: Params): boolean {
  const parent = blocks.parent(block);
  const { exhausted } = standing(blocks, parent, facts, p);
  return (
    h.localMean === localMean(blocks, parent, facts, p) &&
    h.duration >= p.minimum &&
    h.requestTime >= blocks.time(parent) &&
    blocks.time(block) >= h.requestTime + h.duration &&
    mayClaim(blocks, parent, key, facts, p) &&
    h.signups.every((node) => exhausted.includes(node)) &&
    blocks.contents(block).length <= p.blockTransactions &&
    !replays(blocks, block)
  );
}

function isBetter(a: BlockId, b: BlockId, s: State, me: Me): boolean {
  const { blocks } = me;
  if (blocks.height(b) === 0) return true;
  if (blocks.parent(a) === blocks.parent(b)) {
    const shorter = (blocks.header(b) as Header).duration - (blocks.header(a) as Header).duration;
    if (shorter !== 0) return shorter > 0;
  } else {
    const more = standing(blocks, a, me, s.params).sumMeans - standing(blocks, b, me, s.params).sumMeans;
    if (more !== 0) return more > 0;
  }
  return oracle(me.genesisSeed, a) > oracle(me.genesisSeed, b);
}

// ——— What a node does ———

/** Time without a new head after which a node asks for one. */
const patience = (p: Params): Time => 10 * (p.minimum + p.target);
/** The enclave draws; the same head gives the same duration again. */
function createWaitTimer(s: State, me: Me): void {
  me.setTimer('wait', Math.min(Math.ceil(durationOn(s, me)), LONGEST));
  me.setTimer('quiet', patience(s.params));
}

function durationOn(s: State, me: Me): number {
  const u = me.trustedDraw(standing(me.blocks, s.tip, me, s.params).id);
  return s.params.minimum - localMean(me.blocks, s.tip, me, s.params) * Math.log(u);
}

function claim(s: State, me: Me): void {
  const { blocks } = me;
  const { params: p, tip } = s;
  const duration = durationOn(s, me);
  const signups = standing(blocks, tip, me, p).exhausted.filter((node) => s.signups.has(node));
  const requestTime = me.now - Math.ceil(duration);
  const header: Header = { requestTime, duration, localMean: localMean(blocks, tip, me, p), signups };
  const contents = s.pool.oldest(p.blockTransactions);
  const block = me.mint(tip, { contents, header, sizeBytes: HEADER_BYTES + SIGNUP_BYTES * signups.length });
  adopt(s, block, me);
  me.broadcast('block', { block });
}

export function adopt(s: State, tip: BlockId, me: Me): void {
  const { blocks } = me;
  s.pool.follow(blocks, s.tip, tip);
  s.tip = tip;
  me.adopt(tip);
  createWaitTimer(s, me);
  for (const node of (blocks.header(tip) as Header).signups) s.signups.delete(node);
  const height = blocks.height(tip);
  if (!standing(blocks, tip, me, s.params).exhausted.includes(me.id)) s.announced = -SIGNUP_PATIENCE;
  else if (height - s.announced >= SIGNUP_PATIENCE) {
    s.announced = height;
    me.broadcast('signup', {});
  }
}

const heard = hearing<State, Me>({
  isSound: (s, block, me) => standing(me.blocks, block, me, s.params).sound,
  isBetter: (s, block, me) => isBetter(block, s.tip, s, me),
  adopt,
});

export const poet: Protocol<State, Messages, Timers, Params> = {
  name: 'poet',
  describe:
    'Proof of elapsed time: trusted enclaves draw waits, the shortest makes the block; wins beyond what the population explains are refused (z-test)',
  paper: 'Hyperledger Sawtooth, PoET 1.0 Specification',
  params,
  assumes: {
    identity: 'hardware',
    network: 'A block reaches everybody in a small part of the mean wait, else two win',
    honesty:
      'No enclave is broken, or few are and the z-test caps what they win; whoever attests them sells no second one',
  },
  finality: { by: 'depth', confirmations: (p) => p.confirmations },
  threshold: 'majority',
  faults: minority,
  // The longest of very many waits is 40 of the mean, which the population estimate may miss twofold; at the start it is given.
  livenessBound: (p, n, delta) =>
    Math.ceil(40 * (p.minimum + 3 * p.target + (2 * Math.max(p.initial, p.target)) / n) + 20 * delta),
  requests: 'one',

  init: (_me, p) => ({ params: p, tip: 0, pool: new Mempool(), signups: new Set(), announced: -SIGNUP_PATIENCE }),

  input: {
    start: (s, me) => createWaitTimer(s, me),
    request: (_s, value, me) => me.broadcast('transaction', { value }),
    recover(s, me) {
      askAnyone(me);
      createWaitTimer(s, me);
    },
  },

  on: {
    block: heard.block,

    transaction(s, m) {
      s.pool.add(m.value);
    },

    signup(s, _m, from) {
      s.signups.add(from);
    },

    ask: tellTip,
  },

  timeout: {
    wait(s, _key, me) {
      const key = keyOn(me.blocks, s.tip, me.id, me, s.params);
      if (mayClaim(me.blocks, s.tip, key, me, s.params)) claim(s, me);
    },

    quiet(s, _key, me) {
      askAnyone(me);
      me.setTimer('quiet', patience(s.params));
    },

    early: heard.early,
  },

  carries: { block: (m) => m.block },
  bytes: { transaction: (_m, facts) => facts.requestBytes, signup: () => SIGNUP_BYTES, ask: () => ASK_BYTES },

  forge: {
    block: (m, _salt, me) => ({ block: secondBlock(m.block, me) }),
  },
};

export default poet;
