/**
 * Ethereum under proof of work: Wood, "Ethereum: A Secure Decentralised Generalised Transaction Ledger" (Yellow Paper, Byzantium
 * version), sections 4.3.4 (difficulty), 11.1 (ommers, called uncles here) and 11.3 (rewards); Homestead's difficulty after EIP-2,
 * Byzantium's after EIP-100. Letters of the paper: D difficulty, H a header, U an uncle.
 *
 * Fork choice is by total difficulty as deployed, which counts main blocks only: uncles pay, and weigh nothing. The option
 * `forkChoice: ghost` is the heaviest subtree that the design once named. Without delay between nodes there are no uncles.
 *
 * Left out: the difficulty bomb and the least difficulty; gas; how the target falls while a miner searches (the race runs at the
 * difficulty of the block mined upon, the block has that of its own time). An uncle is a block that reaches every node before
 * the block that names it, where real blocks bring their uncles' headers along.
 */
import { z } from 'zod';
import type { BlockId, BlockView, NodeContext, NodeId, Protocol, Time, Value } from '../contract.js';
import { SECURED_BY_WORK } from '../ledger/assumptions.js';
import { WITH_MESSAGES, WITH_REQUESTS } from '../ledger/conditions.js';
import { HeaviestSubtree } from '../ledger/heaviest-subtree.js';
import { Mempool, replays } from '../ledger/mempool.js';
import { poolView } from '../ledger/pool-view.js';
import { positiveDuration, size } from '../quantities.js';

type Messages = {
  block: { readonly block: BlockId };
  transaction: { readonly value: Value };
};
type Me = NodeContext<Messages, never>;

interface Params {
  interval: Time;
  confirmations: number;
  difficulty: 'constant' | 'homestead' | 'byzantium';
  forkChoice: 'total-difficulty' | 'ghost';
  ties: 'first-seen' | 'random';
  mostUncles: number;
  uncleDepth: number;
  uncleReward: 'by-distance' | 'half';
  blockSize: number;
  blockTransactions: number;
}
interface State {
  readonly params: Params;
  tip: BlockId;
  /** Under `forkChoice: ghost`. */
  readonly subtrees: HeaviestSubtree | undefined;
  /** Every block heard of, by height, as far down as an uncle may stand. */
  readonly heard: Map<number, BlockId[]>;
  readonly pool: Mempool;
}

const S = 1_000_000;
const HEADER_BYTES = 540;
/** What naming an uncle pays, in block rewards. */
const NEPHEW_REWARD = 1 / 32;

// ——— Difficulty (4.3.4) ———

/** D(H): moves by 1/2048 of the parent's for every step by which the block came too soon or too late. */
export function difficultyAt(blocks: BlockView, parent: BlockId, time: Time, params: Params): number {
  const before = difficultyOf(blocks, parent);
  if (params.difficulty === 'constant' || parent === 0) return before;
  const took = time - blocks.time(parent);
  const steps =
    params.difficulty === 'homestead'
      ? 1 - Math.floor(took / (10 * S))
      : (blocks.references(parent).length > 0 ? 2 : 1) - Math.floor(took / (9 * S));
  return before + (before / 2048) * Math.max(steps, -99);
}

/** Of a block itself; that of genesis is 1. */
function difficultyOf(blocks: BlockView, block: BlockId): number {
  return block === 0
    ? 1
    : blocks.derive('difficulty', block, (of) => blocks.totalWork(of) - blocks.totalWork(blocks.parent(of)));
}

// ——— Uncles (11.1) ———

/** Whether U may stand in a block on top of `parent`: a sibling of one of the last ancestors, not named before. */
export function isUncle(blocks: BlockView, uncle: BlockId, parent: BlockId, params: Params): boolean {
  const height = blocks.height(parent) + 1;
  const d = height - blocks.height(uncle);
  if (d < 1 || d > params.uncleDepth || uncle === 0) return false;
  if (!hasRightWork(blocks, uncle, params)) return false;
  let at = parent;
  for (; blocks.height(at) > blocks.height(uncle); at = blocks.parent(at)) {
    if (blocks.references(at).includes(uncle)) return false;
  }
  return at !== uncle && blocks.parent(at) === blocks.parent(uncle);
}

function hasRightWork(blocks: BlockView, block: BlockId, params: Params): boolean {
  const parent = blocks.parent(block);
  const work = difficultyAt(blocks, parent, blocks.time(block), params);
  return blocks.totalWork(block) === blocks.totalWork(parent) + work;
}

/** The right work for its place, few enough uncles that may all stand there, each once, and nothing confirmed before. */
function isValid(blocks: BlockView, block: BlockId, params: Params): boolean {
  return blocks.derive('sound', block, () => {
    const uncles = blocks.references(block);
    const parent = blocks.parent(block);
    return (
      hasRightWork(blocks, block, params) &&
      uncles.length <= params.mostUncles &&
      new Set(uncles).size === uncles.length &&
      uncles.every((uncle) => isUncle(blocks, uncle, parent, params)) &&
      !replays(blocks, block)
    );
  });
}

/** Its own blocks first, then those heard of first. */
function choose(s: State, me: Me): BlockId[] {
  const { params, heard, tip } = s;
  const height = me.blocks.height(tip) + 1;
  const candidates: BlockId[] = [];
  for (let d = params.uncleDepth; d >= 1; d--) candidates.push(...(heard.get(height - d) ?? []));
  return chosen(me.blocks, tip, candidates, me.id, params);
}

function chosen(blocks: BlockView, tip: BlockId, heard: readonly BlockId[], miner: NodeId, params: Params): BlockId[] {
  const fit = heard.filter((uncle) => isUncle(blocks, uncle, tip, params));
  const isOwn = (uncle: BlockId) => blocks.producer(uncle) === miner;
  return [...fit.filter(isOwn), ...fit.filter((uncle) => !isOwn(uncle))].slice(0, params.mostUncles);
}

/** What U at distance d is paid, in block rewards. */
export function uncleReward(d: number, params: Params): number {
  return params.uncleReward === 'half' ? 0.5 : (8 - d) / 8;
}

// ——— Fork choice (10) ———

export function observe(s: State, block: BlockId, me: Me): void {
  const { blocks } = me;
  const height = blocks.height(block);
  const level = s.heard.get(height);
  if (level?.includes(block)) return;
  if (level) level.push(block);
  else s.heard.set(height, [block]);
  const tip = s.subtrees ? s.subtrees.add(block) : prefers(s, block, me) ? block : s.tip;
  if (tip === s.tip) return;
  s.pool.follow(blocks, s.tip, tip);
  s.tip = tip;
  const lowest = blocks.height(tip) - s.params.uncleDepth;
  for (const old of s.heard.keys()) if (old < lowest) s.heard.delete(old);
  me.adopt(tip);
}

function prefers(s: State, block: BlockId, me: Me): boolean {
  const [there, here] = [me.blocks.totalWork(block), me.blocks.totalWork(s.tip)];
  return there > here || (there === here && s.params.ties === 'random' && me.random() < 0.5);
}

export const ethereumPow: Protocol<State, Messages, never, Params> = {
  name: 'ethereum-pow',
  describe:
    'Ethereum under proof of work: blocks name up to two recent stale blocks as uncles, whose miners are paid in part; the chain of most total difficulty wins. Secure like the longest chain, below β = (1 − β)/(1 + (1 − β)λΔ); selfish mining pays from 5 % (γ = ½) where difficulty counts main blocks only, 27 % where it counts uncles',
  paper:
    'Wood, Ethereum: A Secure Decentralised Generalised Transaction Ledger, Byzantium version, sections 4.3.4, 10, 11.1 and 11.3; EIP-2; EIP-100',
  params: z
    .object({
      interval: positiveDuration()
        .prefault('13 s')
        .describe(
          'Mean time between blocks at the genesis difficulty; homestead and byzantium then lead to one of their own',
        ),
      confirmations: z.int().min(0).default(12).describe('Depth at which a block counts as final'),
      difficulty: z
        .enum(['constant', 'homestead', 'byzantium'])
        .default('byzantium')
        .describe('Difficulty rule: none; by main blocks only; by blocks with uncles too'),
      forkChoice: z
        .enum(['total-difficulty', 'ghost'])
        .default('total-difficulty')
        .describe('The heaviest chain, as deployed, or the heaviest subtree'),
      ties: z
        .enum(['first-seen', 'random'])
        .default('first-seen')
        .describe('Between chains of equal difficulty: the first seen, or either at random, as later clients did'),
      mostUncles: z.int().min(0).default(2).describe('Most uncles that a block may name'),
      uncleDepth: z
        .int()
        .min(1)
        .default(6)
        .describe('Greatest distance in heights between an uncle and the block that names it'),
      uncleReward: z
        .enum(['by-distance', 'half'])
        .default('by-distance')
        .describe('What an uncle at distance d is paid: (8 − d)/8 of the block reward, or half of it always'),
      blockSize: size()
        .prefault('1500 B')
        .describe('Size of a block on the wire, beside uncles and the requests of a workload'),
      blockTransactions: z.int().min(0).default(200).describe('Most requests in one block'),
    })
    .refine(({ uncleDepth, uncleReward }) => uncleReward === 'half' || uncleDepth <= 7, {
      error: 'expected an uncleDepth of at most 7, beyond which (8 − d)/8 is nothing',
    }),
  beside: {
    ties: {
      what: 'forkChoice: total-difficulty',
      holds: ({ forkChoice }: Params) => forkChoice === 'total-difficulty',
    },
    uncleDepth: { what: 'mostUncles above 0', holds: ({ mostUncles }: Params) => mostUncles > 0 },
    uncleReward: {
      what: 'mostUncles above 0 and economy.reward',
      holds: ({ mostUncles }: Params, { rewards }) => mostUncles > 0 && rewards,
    },
    blockSize: WITH_MESSAGES,
    blockTransactions: WITH_REQUESTS,
  },
  ...SECURED_BY_WORK,
  // Whatever it begins with, a rule leads to an interval of less than 20 s.
  livenessBound: ({ interval, difficulty }, _n, delta) =>
    30 * (difficulty === 'constant' ? interval : Math.max(interval, 20 * S)) + 10 * delta,
  mining: {
    difficulty: (blocks, tip) => difficultyOf(blocks, tip),
    interval: (params) => params.interval,
    retargets: (params) => params.difficulty !== 'constant',
    reach: ({ uncleDepth }) => uncleDepth + 2,
  },

  forkChoice: 'most-work',
  naming: {
    when: ({ forkChoice, ties }) => forkChoice === 'total-difficulty' && ties === 'first-seen',
    work: (blocks, parent, time, params) => difficultyAt(blocks, parent, time, params),
    names: chosen,
  },

  /** 11.3: one reward and 1/32 for every uncle to the miner, and to that of an uncle what its distance says. */
  pays(blocks, block, pay, params) {
    const miner = blocks.producer(block);
    const uncles = blocks.references(block);
    pay.issue(miner, 1 + uncles.length * NEPHEW_REWARD);
    for (const uncle of uncles) {
      pay.issue(blocks.producer(uncle), uncleReward(blocks.height(block) - blocks.height(uncle), params));
    }
    pay.fees(miner, block, 1);
  },

  init: (me, params) => ({
    params,
    tip: 0,
    subtrees: params.forkChoice === 'ghost' ? new HeaviestSubtree(me.blocks) : undefined,
    heard: new Map(),
    pool: new Mempool(),
  }),

  input: {
    request: (_s, value, me) => me.broadcast('transaction', { value }),
    mined(s, me) {
      const references = choose(s, me);
      const block = me.mint(s.tip, {
        work: difficultyAt(me.blocks, s.tip, me.now, s.params),
        contents: s.pool.oldest(s.params.blockTransactions),
        references,
        sizeBytes: s.params.blockSize + HEADER_BYTES * references.length,
      });
      observe(s, block, me);
      me.broadcast('block', { block });
    },
  },

  on: {
    block(s, m, _from, me) {
      if (!isValid(me.blocks, m.block, s.params)) return me.refuse(m.block);
      observe(s, m.block, me);
    },
    transaction(s, m) {
      s.pool.add(m.value);
    },
  },

  views: { pool: poolView },
  carries: { block: (m) => m.block },
  bytes: { transaction: (_m, facts) => facts.requestBytes },
  forge: {},
};

export default ethereumPow;
