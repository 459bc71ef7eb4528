/**
 * Proof of stake by lots, corrected: "Proof-of-Stake-in-Python" and "Decentralized-Blockchain-Python" (GitHub, 2022; one
 * protocol). Each staked coin is a lot, the hash of its owner and the last block's seed, and whoever holds the lot
 * nearest to a reference forges.
 *
 * The lots by their exact law. Lots are independent uniform values, so the distances of single lots to the reference
 * are independent with one continuous law F, whatever the metric, and the nearest of s lots lies beyond x with
 * probability (1 − F(x))^s. Hence −ln(1 − F) of it is distributed as Exp(1)/s, and as this map is increasing, the order
 * of the stakers is that of −ln(1 − u_i)/s_i with u_i uniform: one number a staker instead of one hash a coin. Staker i is
 * first with probability s_i/Σs. The form holds for fractional stakes too, splitting a stake changes nothing, and a
 * staker without stake never forges.
 *
 * Corrections. (1) A block's seed is made from its parent's seed and its forger alone, so the forger cannot grind it by
 * contents, time or order; what is left to him is to forge or to keep silent. (2) When a forger is silent the
 * next-nearest lot's owner may forge too: the one of rank r from `interval + r · forgerTimeout` after the parent on.
 * (3) Blocks are checked, and no transaction is confirmed twice. (4) Fork choice: the longest chain; among equals the
 * tip that was made first; then the lower hash. It is a total order, so nodes that have seen the same blocks stand on the
 * same tip, whatever came first. An early block of a far rank cannot win, for its turn had not come; and a late one of
 * a near rank cannot push the next turn back, for going over at one height only ever leads to an earlier tip.
 *
 * `seed` takes the first correction back. `contents`: the published rule, where the seed is the hash of the last block, which its
 * forger can make as often as he likes until he is drawn again (the behaviour `grinding`). `constant`: lots are drawn once, at
 * genesis, for whole coins, and only the reference changes (`ledger/frozen-lots.ts`): right on average over seeds, and wrong for
 * as long as one seed lasts.
 *
 * `lots: account` is SL-PoS, NXT's rule: one lot an account, over its stake, which favours the large (Huang et al., 2021).
 * Left out: accounts, STAKE transactions, signatures (taken for granted), slashing; nothing is at stake.
 */
import { z } from 'zod';
import type {
  BlockDraft,
  BlockId,
  BlockView,
  ChainFacts,
  NodeContext,
  NodeId,
  Protocol,
  Time,
  Value,
} from '../contract.js';
import { goesBefore } from '../ledger/earliest-tip.js';
import { secondBlock } from '../ledger/equivocation.js';
import { FrozenLots, requireLasting } from '../ledger/frozen-lots.js';
import { nearestLots } from '../ledger/lots.js';
import { Mempool, replays } from '../ledger/mempool.js';
import { oracle, unitOf } from '../ledger/oracle.js';
import { minority } from '../ledger/quorum.js';
import { stakesAfter } from '../ledger/stakes.js';
import { ASK_BYTES, askAnyone, hearing, tellTip, type TipMessages } from '../ledger/tip-exchange.js';
import { TurnsByRank } from '../ledger/turns-by-rank.js';
import { positiveDuration } from '../quantities.js';

const HEADER_BYTES = 300;

type Messages = TipMessages & { transaction: { readonly value: Value } };
type Timers = 'turn' | 'early';
type Me = NodeContext<Messages, Timers>;

interface Params {
  interval: Time;
  forgerTimeout: Time;
  confirmations: number;
  blockTransactions: number;
  seed: 'forger' | 'contents' | 'constant';
  lots: 'coin' | 'account';
}
interface Header {
  /** How many owners of nearer lots were passed over. */
  readonly rank: number;
  /** Of no meaning, but for a seed that is made from contents; absent: 0. */
  readonly salt?: number;
}
/** What the chain up to a block amounts to. */
interface Standing {
  readonly seed: number;
  readonly sound: boolean;
}
interface State {
  readonly params: Params;
  tip: BlockId;
  readonly pool: Mempool;
}

// ——— The lottery ———

const turns = new TurnsByRank<Params>({
  draw(blocks, parent, facts, params, most) {
    const { seed } = standing(blocks, parent, facts, params);
    return ownersOf(seed, blocks, parent, most, facts, params);
  },
  interval: ({ interval }) => interval,
  timeout: ({ forgerTimeout }) => forgerTimeout,
});

/** Owners of the lots nearest to what a seed names, by the stakes after a block. */
function ownersOf(
  seed: number,
  blocks: BlockView,
  block: BlockId,
  most: number,
  facts: ChainFacts,
  params: Params,
): NodeId[] {
  const stakes = stakesAfter(blocks, block, facts);
  if (params.seed !== 'constant') return nearestLots(seed, stakes, most, params.lots);
  return blocks.derive('frozen lots', 0, () => new FrozenLots(facts.genesisSeed, stakes)).nearest(unitOf(seed), most);
}

function seedAfter(
  seed: number,
  forger: NodeId,
  { contents = [], header }: BlockDraft,
  facts: ChainFacts,
  params: Params,
): number {
  // Numbers from n on: those below are the lots.
  const byForger = oracle(seed, facts.weights.length + forger);
  if (params.seed !== 'contents') return byForger;
  return contents.reduce(oracle, oracle(byForger, (header as Header).salt ?? 0));
}

// ——— The rules of a block ———

function standing(blocks: BlockView, block: BlockId, facts: ChainFacts, params: Params): Standing {
  return blocks.derive('standing', block, () => {
    if (blocks.height(block) === 0) return { seed: facts.genesisSeed, sound: true };
    const before = standing(blocks, blocks.parent(block), facts, params);
    const header = blocks.header(block) as Header;
    const { rank } = header;
    const draft = { header, contents: blocks.contents(block) };
    return {
      seed: seedAfter(before.seed, blocks.producer(block), draft, facts, params),
      sound: before.sound && obeysRules(blocks, block, rank, facts, params),
    };
  });
}

function obeysRules(blocks: BlockView, block: BlockId, rank: number, facts: ChainFacts, params: Params): boolean {
  return (
    turns.isDue(blocks, block, rank, facts, params) &&
    blocks.contents(block).length <= params.blockTransactions &&
    !replays(blocks, block)
  );
}

// ——— What a node does ———

function awaitTurn(s: State, atLeast: Time, me: Me): void {
  if (me.weights[me.id]! > 0) turns.await(s, atLeast, me);
}

function forge(s: State, rank: number, me: Me): void {
  const contents = s.pool.oldest(s.params.blockTransactions);
  const header: Header = { rank };
  const block = me.mint(s.tip, { contents, header, sizeBytes: HEADER_BYTES });
  adopt(s, block, me);
  me.broadcast('block', { block });
}

export function adopt(s: State, tip: BlockId, me: Me): void {
  s.pool.follow(me.blocks, s.tip, tip);
  s.tip = tip;
  me.adopt(tip);
  awaitTurn(s, 0, me);
}

const heard = hearing<State, Me>({
  isSound: (s, block, me) => standing(me.blocks, block, me, s.params).sound,
  isBetter: (s, block, me) => goesBefore(block, s.tip, me),
  adopt,
});

export const posLots: Protocol<State, Messages, Timers, Params> = {
  name: 'pos-lots',
  describe: 'Proof of stake by lots: the staker with the lot nearest to a reference forges, then the next-nearest',
  paper: 'Proof-of-Stake-in-Python and Decentralized-Blockchain-Python, GitHub, 2022 (hash lots), corrected',
  params: z.object({
    interval: positiveDuration().prefault('10 s').describe('Time from a block until the first forger of the next one'),
    forgerTimeout: positiveDuration().prefault('5 s').describe('Further time until the next-nearest lot may forge'),
    confirmations: z.int().min(0).default(6).describe('Depth at which a block counts as final'),
    blockTransactions: z.int().min(0).default(1000).describe('Most transactions in one block'),
    seed: z
      .enum(['forger', 'contents', 'constant'])
      .default('forger')
      .describe(
        'What lots are drawn from: the last seed and who forged, the whole last block as published, or genesis alone',
      ),
    lots: z
      .enum(['coin', 'account'])
      .default('coin')
      .describe('A lot for every staked coin; or one for every account, its distance over the stake (SL-PoS, as NXT)'),
  }),
  assumes: {
    identity: 'stake',
    network: 'Blocks reach everybody within the time given to a forger, by clocks that agree',
    honesty: 'Holders of more than half of the stake forge on one chain only, though it costs nothing to forge on all',
  },
  staked: true,
  lottery: { when: ({ seed, lots }) => seed !== 'constant' && lots === 'coin', interval: ({ interval }) => interval },
  finality: { by: 'depth', confirmations: (params) => params.confirmations },
  threshold: 'majority',
  faults: minority,
  // At the worst the f faulty owners come first, and each costs a forger's time-out; then the owner of rank f forges, on
  // a tip that it may have had a delay later. Twice, as a chain that was cut off must be fetched and gone over to first.
  livenessBound: (params, n, delta) => 2 * (params.interval + Math.ceil(n / 2) * params.forgerTimeout) + 10 * delta,
  appointed: (blocks, parent, facts, params) => turns.first(blocks, parent, facts, params)[0]!,
  ground: {
    when: ({ seed }) => seed === 'contents',
    salted: (draft, salt) => ({ ...draft, header: { ...(draft.header as Header), salt } }),
    next(blocks, parent, maker, draft, facts, params) {
      const seed = seedAfter(standing(blocks, parent, facts, params).seed, maker, draft, facts, params);
      return ownersOf(seed, blocks, parent, 1, facts, params)[0]!;
    },
  },
  requests: 'one',

  requires({ seed, lots }, world) {
    if (seed !== 'constant') return;
    if (lots !== 'coin') throw new RangeError('expected a lot for every coin (lots: coin) where lots are drawn once');
    requireLasting(world);
  },

  init(me, params) {
    if (!me.weights.some((weight) => weight > 0)) throw new RangeError('pos-lots: nobody has a stake');
    posLots.requires!(params, me);
    return { params, tip: 0, pool: new Mempool() };
  },

  input: {
    start: (s, me) => awaitTurn(s, 0, me),
    request: (_s, value, me) => me.broadcast('transaction', { value }),
    recover(s, me) {
      askAnyone(me);
      // Time for the answer, lest it forge on top of what has long been built upon.
      awaitTurn(s, s.params.forgerTimeout, me);
    },
  },

  on: {
    block: heard.block,

    transaction(s, m) {
      s.pool.add(m.value);
    },

    ask: tellTip,
  },

  timeout: {
    turn(s, _key, me) {
      const rank = turns.due(s, me);
      if (rank !== undefined) forge(s, rank, me);
    },

    early: heard.early,
  },

  carries: { block: (m) => m.block },
  bytes: { transaction: (_m, facts) => facts.requestBytes, ask: () => ASK_BYTES },

  forge: {
    block: (m, _salt, me) => ({ block: secondBlock(m.block, me) }),
  },
};

export default posLots;
