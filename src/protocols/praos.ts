/**
 * Ouroboros Praos: David, Gaži, Kiayias, Russell, "Ouroboros Praos: An Adaptively-Secure, Semi-synchronous Proof-of-Stake
 * Blockchain", Eurocrypt 2018, section 3 (static stake), figure 4, and section 5 (epochs).
 *
 * Time is cut into slots sl = 1, 2, …; genesis has slot 0. In each, a party with a share α of the stake leads if its verifiable
 * random function says so, with probability φ_f(α) = 1 − (1 − f)^α, whatever the others draw: a slot has no leader, one, or
 * several, and whoever splits its stake leads as often as before. A leader extends its chain and tells all. maxvalid: the
 * longest valid chain, of those that do not fork from its own by more than k blocks; its own on a tie, or whichever tip has
 * the lower output of the function (`ties`), as Cardano has it.
 *
 * Epochs of R slots (section 5): leaders of epoch j are drawn with the nonce η_j = H(η_{j−1} ‖ j ‖ v), v being what the function
 * gave for the blocks of epoch j − 1 but its last `frozenSlots` slots, and by the stakes as they were at the last block of epoch
 * j − 2. What a block gives to the nonce depends on its slot and its leader alone, not on its contents: all that a leader can do
 * about it is to keep silent.
 *
 * `rule: maxvalid-bg` is Ouroboros Genesis (Badertscher, Gaži, Kiayias, Russell, Zikas, CCS 2018): of chains that part more than k
 * blocks ago the one with more blocks in the s slots after the fork, however long they are. Whoever joins needs nothing but
 * genesis: a chain that a minority makes by itself is thin where it leaves the public one, though it may become the longer one.
 *
 * Whoever joins listens for `listenSlots` first: it takes any chain that is better than the one it has heard of, and builds on none.
 *
 * `randomness: block` is the other end of a family (Bagaria et al., "Proof-of-Stake Longest Chain Protocols: Security vs
 * Predictability", 2022; Fan & Zhou, "iChing", 2017): every block renews the randomness, so that nobody can tell leaders far
 * ahead, but every tip gives a leader a new draw.
 *
 * Left out: forward-secure signatures, key evolution and proofs, which are taken for granted: nobody else makes a party's blocks
 * (what is gained by old keys is another matter: see the behaviour `long-range`); Δ, which the protocol does not know.
 */
import type { BlockId, NodeContext, Protocol, Seen, Value } from '../contract.js';
import { drawBlockSize } from '../ledger/block-sizes.js';
import { secondBlock } from '../ledger/equivocation.js';
import { densityAfterFork, forksWithin } from '../ledger/fork-depth.js';
import { Mempool, replays } from '../ledger/mempool.js';
import {
  epochOf,
  epochOn,
  genesisSlots,
  extended,
  firstTurn,
  genesisDraws,
  leads,
  nextTurn,
  nonceWindow,
  slotAt,
  type Draws,
  type Epoch,
} from '../ledger/praos/draws.js';
import { options, type Options } from '../ledger/praos/options.js';
import { minority } from '../ledger/quorum.js';

type Messages = {
  block: { readonly block: BlockId };
  transaction: { readonly value: Value };
  /** What is your tip? Answered by a block. */
  ask: Record<string, never>;
};
type Timers = 'slot' | 'early' | 'join';
type Me = NodeContext<Messages, Timers>;

interface Header {
  readonly slot: number;
}
/** What the chain up to a block amounts to. */
interface Standing {
  readonly draws: Draws;
  readonly sound: boolean;
}
interface State {
  readonly params: Options;
  tip: BlockId;
  /** The epoch by which its next turn was found. */
  epoch: Epoch | undefined;
  readonly pool: Mempool;
  /** Blocks of chains that part deep and are the thinner ones there, of maxvalid-bg. */
  readonly thin: Set<BlockId>;
  /** False while it listens first. */
  joined: boolean;
}

// ——— Valid chains ———

function standing(block: BlockId, seen: Seen, params: Options): Standing {
  const { blocks } = seen;
  return blocks.derive('standing', block, () => {
    if (blocks.height(block) === 0) return { draws: genesisDraws(seen), sound: true };
    const { draws, sound } = standing(blocks.parent(block), seen, params);
    const { slot } = blocks.header(block) as Header;
    const leader = blocks.producer(block);
    // Nothing is asked of what is built on a block without a place.
    if (!sound || !Number.isSafeInteger(slot) || slot <= draws.slot) return { draws, sound: false };
    return {
      draws: extended(draws, leader, slot, seen, params, block),
      sound:
        leads(draws, leader, slot, seen, params) &&
        blocks.contents(block).length <= params.blockTransactions &&
        !replays(blocks, block),
    };
  });
}

/** maxvalid-mc, "moving checkpoint": whether to go over to a valid chain. */
function isBetter(s: State, block: BlockId, k: number, me: Me): boolean {
  const { blocks } = me;
  const longer = blocks.height(block) - blocks.height(s.tip);
  if (longer < 0 || (longer === 0 && !winsTie(s, block, me))) return false;
  return forksWithin(blocks, s.tip, block, k);
}

/** maxvalid-bg, "bootstrap from genesis". */
function isPreferred(s: State, block: BlockId, k: number, me: Me): boolean {
  const { params, tip, thin } = s;
  const { blocks } = me;
  if (params.rule === 'maxvalid-mc') return isBetter(s, block, k, me);
  if (thin.has(blocks.parent(block))) {
    thin.add(block);
    return false;
  }
  const slotOf = (of: BlockId) => standing(of, me, params).draws.slot;
  const density = densityAfterFork(blocks, [tip, block], params.k, { slots: genesisSlots(params), slotOf });
  if (!density) return isBetter(s, block, k, me);
  if (density.isDenser) thin.clear();
  else if (density.isFinal) thin.add(block);
  return density.isDenser;
}

function winsTie({ tip, params }: State, block: BlockId, me: Me): boolean {
  if (params.ties === 'first-seen') return false;
  const output = (of: BlockId) => standing(of, me, params).draws.output;
  return output(block) < output(tip);
}

// ——— What a party does ———

function awaitTurn(s: State, me: Me): void {
  const { params, tip } = s;
  const next = slotAt(me.now, params) + 1;
  const { draws } = standing(tip, me, params);
  s.epoch = epochOn(draws, epochOf(next, params), me);
  const turn = nextTurn(draws, me.id, next, me, params);
  me.setTimer('slot', turn * params.slot - me.now);
}

function adopt(s: State, tip: BlockId, me: Me): void {
  const { params } = s;
  s.pool.follow(me.blocks, s.tip, tip);
  s.tip = tip;
  if (!s.joined) return;
  me.adopt(tip);
  const { draws } = standing(tip, me, params);
  const next = slotAt(me.now, params) + 1;
  // Most blocks change nothing about who leads when.
  if (params.randomness === 'epoch' && epochOn(draws, epochOf(next, params), me) === s.epoch) return;
  awaitTurn(s, me);
}

/** Hears of a block, once its slot has come; `k` is how deep a fork may be. */
export function hear(s: State, block: BlockId, k: number, me: Me): void {
  const { blocks } = me;
  if (block === s.tip) return;
  const { draws, sound } = standing(block, me, s.params);
  if (!sound) return me.refuse(block);
  const early = draws.slot * s.params.slot - me.now;
  if (early > 0) return me.setTimer('early', early, block);
  const leader = blocks.producer(block);
  const { slot } = standing(s.tip, me, s.params).draws;
  if (slot === draws.slot && leader === blocks.producer(s.tip)) me.blame(leader, 'two blocks in one slot');
  if (isPreferred(s, block, s.joined ? k : Infinity, me)) adopt(s, block, me);
}

export const praos: Protocol<State, Messages, Timers, Options> = {
  name: 'praos',
  describe:
    'Ouroboros Praos: private leaders by slots, several or none in one, with probability 1 − (1 − f)^stake; the longest chain, no deeper fork than k',
  paper:
    'David, Gaži, Kiayias, Russell, Ouroboros Praos: An Adaptively-Secure, Semi-synchronous Proof-of-Stake Blockchain, Eurocrypt 2018',
  assumes: {
    identity: 'stake',
    network: 'Delays short against the time between slots with leaders, clocks that agree on the slot',
    honesty: 'Most of the stake, of now and of long ago: nothing is at stake, and old keys may be used again',
  },
  params: options,
  finality: { by: 'depth', confirmations: (params) => params.confirmations },
  threshold: 'majority',
  faults: minority,
  // Half of the stake without a block for 30 of its mean intervals: probability e^−30.
  livenessBound: ({ slot, f }, _n, delta) => Math.ceil((30 * slot) / -Math.expm1(0.5 * Math.log1p(-f))) + 10 * delta,
  staked: true,
  slots: {
    length: (params) => params.slot,
    chance: (share, { f }) => -Math.expm1(share * Math.log1p(-f)),
    slotOf: (block, seen, params) => standing(block, seen, params).draws.slot,
    draws: (block, seen, params) => standing(block, seen, params).draws,
    extended: (draws: Draws, leader, slot, seen, params) => extended(draws, leader, slot, seen, params),
    turn: firstTurn,
    window: nonceWindow,
    mint: (me, parent, slot) => me.mint(parent, { header: { slot } satisfies Header }),
    tell: (me, block) => me.broadcast('block', { block }),
  },
  requests: 'one',

  init(me, params) {
    if (!me.weights.some((weight) => weight > 0)) throw new RangeError('praos: nobody has a stake');
    return { params, tip: 0, epoch: undefined, pool: new Mempool(), thin: new Set(), joined: true };
  },

  input: {
    start: awaitTurn,
    request: (_s, value, me) => me.broadcast('transaction', { value }),
    recover(s, me) {
      if (me.n > 1) me.send((me.id + 1 + Math.floor(me.random() * (me.n - 1))) % me.n, 'ask', {});
      const { slot, listenSlots } = s.params;
      s.joined = s.tip !== 0 || listenSlots === 0;
      if (s.joined) awaitTurn(s, me);
      else me.setTimer('join', listenSlots * slot);
    },
  },

  timeout: {
    slot(s, _key, me) {
      const { params, tip } = s;
      const slot = slotAt(me.now, params);
      const { draws } = standing(tip, me, params);
      if (leads(draws, me.id, slot, me, params)) {
        const header: Header = { slot };
        const contents = s.pool.oldest(params.blockTransactions);
        const sizeBytes = drawBlockSize(params.blockSize, () => me.random());
        const block = me.mint(tip, { contents, header, sizeBytes });
        adopt(s, block, me);
        me.broadcast('block', { block });
      }
      awaitTurn(s, me);
    },

    early: (s, block, me) => hear(s, block, s.params.k, me),

    join(s, _key, me) {
      s.joined = true;
      adopt(s, s.tip, me);
      awaitTurn(s, me);
    },
  },

  on: {
    block: (s, m, _from, me) => hear(s, m.block, s.params.k, me),
    transaction(s, m) {
      s.pool.add(m.value);
    },
    ask(s, _m, from, me) {
      if (s.tip !== 0) me.send(from, 'block', { block: s.tip });
    },
  },

  carries: { block: (m) => m.block },
  bytes: { transaction: (_m, facts) => facts.requestBytes, ask: () => 100 },

  forge: {
    block: (m, _salt, me) => ({ block: secondBlock(m.block, me) }),
  },
};

export default praos;
