/**
 * Bitcoin-NG: Eyal, Gencer, Sirer & van Renesse, "Bitcoin-NG: A Scalable Blockchain Protocol", NSDI 2016, sections 4 and 5. A key
 * block takes proof of work and makes its miner leader until the next one; a leader confirms transactions in microblocks, which
 * take none and weigh nothing, at most one each microInterval. The chain of most key blocks wins, the first seen on a tie. Fees
 * of an epoch go to its leader (r = 40 %) and to the next one. A leader that forks its own microblocks can be poisoned: a later
 * leader shows a pruned one beside the one that stands, the cheater loses what its key block brought, and the poisoner gets 5 %.
 *
 * Attacks on mining count key blocks alone: a coalition's microblocks are told with the key block that they build on, and no double
 * spend among microblocks is tried. Left out: retargets, of which the paper says nothing new; the key in a key block, for no block can be signed by another; the
 * maturity of coinbases as a time in which nobody can spend (a poison must come within it). Heights count blocks of both sorts.
 */
import { z } from 'zod';
import type { BlockId, BlockView, NodeContext, NodeId, Payment, Protocol, Time, Value } from '../contract.js';
import { SECURED_BY_WORK } from '../ledger/assumptions.js';
import { WITH_FEES, WITH_REQUESTS } from '../ledger/conditions.js';
import { Mempool, replays } from '../ledger/mempool.js';
import { poolView } from '../ledger/pool-view.js';
import { positiveDuration, share, size } from '../quantities.js';

type Messages = {
  key: { readonly block: BlockId };
  micro: { readonly block: BlockId };
  transaction: { readonly value: Value };
};
type Timers = 'micro';
type Me = NodeContext<Messages, Timers>;

interface Params {
  interval: Time;
  microInterval: Time;
  leaderShare: number;
  maturity: number;
  confirmations: number;
  keySize: number;
  microSize: number;
  microTransactions: number;
}
interface State {
  readonly params: Params;
  tip: BlockId;
  /** By block: the first microblock that came on top of it; of the last epochs. */
  readonly first: Map<BlockId, BlockId>;
  /** Two microblocks of one leader on one block. */
  frauds: (readonly [BlockId, BlockId])[];
  readonly pool: Mempool;
}

const POISONER_SHARE = 0.05;

// ——— The chain (4.1, 4.2) ———

export function isKey(blocks: BlockView, block: BlockId): boolean {
  return block > 0 && blocks.totalWork(block) > blocks.totalWork(blocks.parent(block));
}

/** The last key block up to this block; genesis, which leads nobody, before the first. */
function keyOf(blocks: BlockView, block: BlockId): BlockId {
  if (block === 0 || isKey(blocks, block)) return block;
  return blocks.derive('key', block, () => keyOf(blocks, blocks.parent(block)));
}

function leaderOf(blocks: BlockView, block: BlockId): NodeId {
  const key = keyOf(blocks, block);
  return key === 0 ? -1 : blocks.producer(key);
}

/** One proof of work for a key block; for a microblock its leader, and enough time since the block before. */
function isValid(blocks: BlockView, block: BlockId, params: Params): boolean {
  return blocks.derive('sound', block, () => {
    const parent = blocks.parent(block);
    const key = isKey(blocks, block);
    const placed = key
      ? blocks.totalWork(block) === blocks.totalWork(parent) + 1 && blocks.contents(block).length === 0
      : blocks.producer(block) === leaderOf(blocks, parent) &&
        blocks.time(block) - blocks.time(parent) >= params.microInterval &&
        blocks.contents(block).length <= params.microTransactions;
    const poisons = blocks.references(block);
    return (
      placed &&
      poisons.length <= 1 &&
      poisons.every((pruned) => isPoison(blocks, pruned, parent, blocks.producer(block), params)) &&
      !replays(blocks, block)
    );
  });
}

// ——— Fraud (4.5) ———

/** Whether a pruned microblock proves, to the chain that ends in `parent`, that its leader forked, and nobody has shown it yet. */
export function isPoison(blocks: BlockView, pruned: BlockId, parent: BlockId, by: NodeId, params: Params): boolean {
  const fork = blocks.parent(pruned);
  const above = blocks.height(fork) + 1;
  const key = keyOf(blocks, fork);
  if (isKey(blocks, pruned) || key === 0 || blocks.producer(pruned) !== blocks.producer(key)) return false;
  if (blocks.producer(key) === by || blocks.height(parent) < above) return false;
  if (blocks.totalWork(parent) - blocks.totalWork(key) > params.maturity) return false;
  const standing = blocks.ancestor(parent, above);
  if (standing === pruned || blocks.parent(standing) !== fork || isKey(blocks, standing)) return false;
  for (let at = parent; at !== key; at = blocks.parent(at)) {
    if (blocks.references(at).some((other) => keyOf(blocks, other) === key)) return false;
  }
  return true;
}

function poisons(s: State, me: Me): BlockId[] {
  if (s.frauds.length === 0) return [];
  const { blocks } = me;
  const oldest = blocks.totalWork(s.tip) - s.params.maturity;
  s.frauds = s.frauds.filter(([one]) => blocks.totalWork(one) >= oldest);
  const found = s.frauds.flat().find((pruned) => isPoison(blocks, pruned, s.tip, me.id, s.params));
  return found === undefined ? [] : [found];
}

function watch(s: State, micro: BlockId, me: Me): void {
  const parent = me.blocks.parent(micro);
  const first = s.first.get(parent);
  if (first === undefined) s.first.set(parent, micro);
  else if (first !== micro) s.frauds.push([first, micro]);
}

// ——— Miners and leaders ———

export function follow(s: State, tip: BlockId, me: Me): void {
  const { blocks } = me;
  s.pool.follow(blocks, s.tip, tip);
  s.tip = tip;
  if (isKey(blocks, tip)) {
    const lowest = blocks.totalWork(tip) - 2;
    for (const parent of s.first.keys()) if (blocks.totalWork(parent) < lowest) s.first.delete(parent);
  }
  me.adopt(tip);
  awaitTurn(s, me);
}

/** A leader makes its next microblock as soon as it may. */
function awaitTurn(s: State, me: Me): void {
  if (leaderOf(me.blocks, s.tip) !== me.id) return me.cancelTimer('micro');
  me.setTimer('micro', Math.max(0, me.blocks.time(s.tip) + s.params.microInterval - me.now));
}

export function makeMicroblock(s: State, me: Me): void {
  const contents = s.pool.oldest(s.params.microTransactions);
  const references = poisons(s, me);
  if (contents.length === 0 && references.length === 0) return me.setTimer('micro', s.params.microInterval);
  const block = me.mint(s.tip, { work: 0, contents, references, sizeBytes: s.params.microSize });
  watch(s, block, me);
  follow(s, block, me);
  me.broadcast('micro', { block });
}

// ——— Fees (4.4) and what a poison takes back (4.5) ———

/** Microblocks from `last` back to the key block of their epoch. */
function microblocks(blocks: BlockView, last: BlockId): BlockId[] {
  const micros: BlockId[] = [];
  for (let at = last; at !== 0 && !isKey(blocks, at); at = blocks.parent(at)) micros.push(at);
  return micros;
}

function payEpoch(blocks: BlockView, key: BlockId, pay: Payment, params: Params): void {
  const before = blocks.parent(key);
  const next = blocks.producer(key);
  pay.issue(next, 1);
  for (const micro of microblocks(blocks, before)) {
    pay.fees(blocks.producer(micro), micro, params.leaderShare);
    pay.fees(next, micro, 1 - params.leaderShare);
  }
}

function revoke(blocks: BlockView, pruned: BlockId, block: BlockId, pay: Payment, params: Params): void {
  const key = keyOf(blocks, pruned);
  const cheater = blocks.producer(key);
  const poisoner = blocks.producer(block);
  pay.issue(cheater, -1);
  pay.issue(poisoner, POISONER_SHARE);
  const take = (micro: BlockId, part: number) => {
    pay.fees(cheater, micro, -part);
    pay.fees(poisoner, micro, POISONER_SHARE * part);
  };
  for (const micro of microblocks(blocks, blocks.parent(key))) take(micro, 1 - params.leaderShare);
  for (let at = blocks.parent(block); at !== key; at = blocks.parent(at)) {
    if (keyOf(blocks, at) === key) take(at, params.leaderShare);
  }
}

export const bitcoinNg: Protocol<State, Messages, Timers, Params> = {
  name: 'bitcoin-ng',
  describe:
    'Bitcoin-NG: key blocks by proof of work elect leaders, who confirm transactions in microblocks; fees are split between leaders. The split of 40 to 60 is safe against a miner with up to 27.9 % of the power',
  paper: 'Eyal, Gencer, Sirer & van Renesse, Bitcoin-NG: A Scalable Blockchain Protocol, NSDI 2016, sections 4 and 5',
  params: z.object({
    interval: positiveDuration().prefault('10 min').describe('Mean time between key blocks'),
    microInterval: positiveDuration()
      .prefault('10 s')
      .describe('Least time between a microblock and the block before it'),
    leaderShare: share()
      .default(0.4)
      .describe('Share of the fees of an epoch for its own leader (r); the next one has the rest'),
    maturity: z.int().min(1).default(100).describe('Key blocks within which a fraud must be shown'),
    confirmations: z
      .int()
      .min(0)
      .default(6)
      .describe(
        'Depth at which a block counts as final, in blocks of both sorts; a fork of key blocks is many microblocks deep',
      ),
    keySize: size().prefault('200 B').describe('Size of a key block on the wire'),
    microSize: size().prefault('200 B').describe('Size of a microblock on the wire, beside its requests'),
    microTransactions: z.int().min(1).default(400).describe('Most requests in one microblock'),
  }),
  // Without requests a leader has nothing to put into a microblock.
  beside: {
    microInterval: WITH_REQUESTS,
    microSize: WITH_REQUESTS,
    microTransactions: WITH_REQUESTS,
    leaderShare: WITH_FEES,
  },
  ...SECURED_BY_WORK,
  mining: {
    difficulty: () => 1,
    interval: (params) => params.interval,
    puzzles: () => ({ key: 1 }),
    blockPuzzle: 'key',
    proofs: (blocks, block) => blocks.totalWork(block),
  },
  unit: { name: 'key block', is: isKey, of: (blocks, block) => (isKey(blocks, block) ? [block] : []) },

  pays(blocks, block, pay, params) {
    if (isKey(blocks, block)) payEpoch(blocks, block, pay, params);
    for (const pruned of blocks.references(block)) revoke(blocks, pruned, block, pay, params);
  },

  init: (_me, params) => ({ params, tip: 0, first: new Map(), frauds: [], pool: new Mempool() }),

  input: {
    request: (_s, value, me) => me.broadcast('transaction', { value }),
    mined(s, me) {
      const block = me.mint(s.tip, { references: poisons(s, me), sizeBytes: s.params.keySize });
      follow(s, block, me);
      me.broadcast('key', { block });
    },
    recover: awaitTurn,
  },

  on: {
    key(s, m, _from, me) {
      if (!isValid(me.blocks, m.block, s.params)) return me.refuse(m.block);
      if (me.blocks.totalWork(m.block) > me.blocks.totalWork(s.tip)) follow(s, m.block, me);
    },
    micro(s, m, _from, me) {
      if (!isValid(me.blocks, m.block, s.params)) return me.refuse(m.block);
      watch(s, m.block, me);
      if (me.blocks.parent(m.block) === s.tip) follow(s, m.block, me);
    },
    transaction(s, m) {
      s.pool.add(m.value);
    },
  },

  timeout: { micro: (s, _key, me) => makeMicroblock(s, me) },

  views: { pool: poolView },
  carries: { key: (m) => m.block, micro: (m) => m.block },
  bytes: { transaction: (_m, facts) => facts.requestBytes },
  /** A leader may make two microblocks on one block. */
  forge: {
    micro: (m, _salt, me) => ({ block: me.mint(me.blocks.parent(m.block), { work: 0, contents: [] }) }),
  },
};

export default bitcoinNg;
