/**
 * FruitChains: Pass & Shi, "FruitChains: A Fair Blockchain", PODC 2017 (ePrint 2016/916), section 4. Two-for-one proof of work:
 * every query of a miner may solve a block, a fruit, or neither. A fruit holds the records and hangs from a block κ deep, which no
 * fork takes back; a block holds fruits. A withheld branch of blocks drops nobody's fruits: they go into the next block.
 *
 * Letters: κ the depth from which fruits hang; w the recency window in blocks (the paper's Rκ); ρ fruits to a block. As in the
 * paper difficulty is constant and the longest chain wins. A query that solves both puzzles at once is left out (its probability
 * is that of a block times that of a fruit), and so are the references of a fruit to the tip, which no rule reads.
 *
 * The ledger is the records of the fruits in the order in which they first appear. A block's contents are what its fruits add to
 * it; every fruit is paid a ρ-th of a reward, and the fees of a block go to its fruits in equal parts.
 */
import { z } from 'zod';
import type { BlockId, BlockView, NodeContext, Protocol, Time, Value } from '../contract.js';
import { SECURED_BY_WORK } from '../ledger/assumptions.js';
import { WITH_REQUESTS } from '../ledger/conditions.js';
import { Mempool, replays } from '../ledger/mempool.js';
import { poolView } from '../ledger/pool-view.js';
import { Unnamed } from '../ledger/unnamed.js';
import { positiveDuration, size } from '../quantities.js';

type Messages = {
  block: { readonly block: BlockId };
  fruit: { readonly fruit: BlockId };
  transaction: { readonly value: Value };
};
type Me = NodeContext<Messages, never>;

interface Params {
  interval: Time;
  fruitsPerBlock: number;
  hangDepth: number;
  recency: number;
  confirmations: number;
  blockSize: number;
  fruitSize: number;
  fruitTransactions: number;
}
interface State {
  readonly params: Params;
  tip: BlockId;
  /** Fruits that the chain has not taken in. */
  readonly fruits: Unnamed;
  readonly pool: Mempool;
}

// ——— Validity (4.1) ———

function isFruit(blocks: BlockView, block: BlockId): boolean {
  return block > 0 && blocks.height(block) === blocks.height(blocks.parent(block));
}

/** Whether a fruit hangs from the chain that ends in `parent`, no more than w heights below the next block. */
export function isRecent(blocks: BlockView, fruit: BlockId, parent: BlockId, params: Params): boolean {
  const hang = blocks.height(fruit);
  const height = blocks.height(parent) + 1;
  return height - hang <= params.recency && hang < height && blocks.ancestor(parent, hang) === blocks.parent(fruit);
}

/** Whether a block of the chain that ends in `parent` holds the fruit already; none that is older than its hang block can. */
function isHeld(blocks: BlockView, fruit: BlockId, parent: BlockId): boolean {
  for (let at = parent; blocks.height(at) > blocks.height(fruit); at = blocks.parent(at)) {
    if (blocks.references(at).includes(fruit)) return true;
  }
  return false;
}

/** What fruits add to the ledger: their records in order, the first time each appears. */
function extracted(blocks: BlockView, fruits: readonly BlockId[], isConfirmed: (value: Value) => boolean): Value[] {
  const records = new Set<Value>();
  for (const fruit of fruits) {
    for (const value of blocks.contents(fruit)) if (!isConfirmed(value)) records.add(value);
  }
  return [...records];
}

function isValidFruit(blocks: BlockView, fruit: BlockId, params: Params): boolean {
  const work = blocks.totalWork(fruit) - blocks.totalWork(blocks.parent(fruit));
  return isFruit(blocks, fruit) && Math.abs(work * params.fruitsPerBlock - 1) < 1e-9;
}

/** A block's work, and in it recent fruits alone, each once in the chain, with records of theirs that are new to it. */
function isValidBlock(blocks: BlockView, block: BlockId, params: Params): boolean {
  return blocks.derive('sound', block, () => {
    const parent = blocks.parent(block);
    const fruits = blocks.references(block);
    const records = new Set(extracted(blocks, fruits, () => false));
    return (
      blocks.height(block) === blocks.height(parent) + 1 &&
      blocks.totalWork(block) === blocks.totalWork(parent) + 1 &&
      new Set(fruits).size === fruits.length &&
      fruits.every(
        (fruit) =>
          isValidFruit(blocks, fruit, params) &&
          isRecent(blocks, fruit, parent, params) &&
          !isHeld(blocks, fruit, parent),
      ) &&
      blocks.contents(block).every((value) => records.has(value)) &&
      !replays(blocks, block)
    );
  });
}

// ——— The miner (4.2) ———

/** The fruits that a block on the tip may hold; what has grown too old for any is forgotten. */
function ripe(s: State, blocks: BlockView): BlockId[] {
  const { waiting } = s.fruits;
  const lowest = blocks.height(s.tip) + 1 - s.params.recency;
  const fruits: BlockId[] = [];
  for (const fruit of waiting) {
    if (blocks.height(fruit) < lowest) waiting.delete(fruit);
    else if (isRecent(blocks, fruit, s.tip, s.params)) fruits.push(fruit);
  }
  return fruits;
}

function mineFruit(s: State, me: Me): void {
  const { params, tip, pool } = s;
  const hang = me.blocks.ancestor(tip, Math.max(0, me.blocks.height(tip) - params.hangDepth));
  const fruit = me.mint(hang, {
    beside: true,
    work: 1 / params.fruitsPerBlock,
    contents: pool.oldest(params.fruitTransactions),
    sizeBytes: params.fruitSize,
  });
  s.fruits.add(fruit);
  me.broadcast('fruit', { fruit });
}

function mineBlock(s: State, me: Me): void {
  const references = ripe(s, me.blocks);
  const contents = extracted(me.blocks, references, (value) => s.pool.confirms(value));
  const sizeBytes = s.params.blockSize + references.length * s.params.fruitSize;
  const block = me.mint(s.tip, { references, contents, sizeBytes });
  follow(s, block, me);
  me.broadcast('block', { block });
}

export function follow(s: State, tip: BlockId, me: Me): void {
  s.fruits.follow(me.blocks, s.tip, tip);
  s.pool.follow(me.blocks, s.tip, tip);
  s.tip = tip;
  me.adopt(tip);
}

export const fruitchains: Protocol<State, Messages, never, Params> = {
  name: 'fruitchains',
  describe:
    'FruitChains: fruits are mined beside blocks, hang from a block that is stable, are paid, and go into the next block; the longest chain wins. Below half of the power a coalition makes at most (1 + δ) times its share of the fruits, over windows of κ/δ blocks',
  paper: 'Pass & Shi, FruitChains: A Fair Blockchain, PODC 2017 (ePrint 2016/916), section 4',
  params: z
    .object({
      interval: positiveDuration().prefault('10 min').describe('Mean time between blocks'),
      fruitsPerBlock: z.number().min(1).max(10_000).default(10).describe('Mean number of fruits in that time (ρ)'),
      hangDepth: z.int().min(0).default(16).describe('How deep below the tip a fruit hangs (κ)'),
      recency: z
        .int()
        .min(1)
        .default(48)
        .describe('Greatest distance in heights between a fruit’s hang block and the block that holds it (w)'),
      confirmations: z.int().min(0).default(6).describe('Depth at which a block counts as final'),
      blockSize: size().prefault('10 kB').describe('Size of a block on the wire, beside its fruits and their requests'),
      fruitSize: size().prefault('200 B').describe('Size of a fruit on the wire, beside its requests'),
      fruitTransactions: z.int().min(0).default(400).describe('Most requests in one fruit'),
    })
    .refine(({ hangDepth, recency }) => recency > hangDepth, {
      error: 'expected a recency above the hangDepth, or no fruit is ever recent',
    }),
  beside: { fruitTransactions: WITH_REQUESTS },
  ...SECURED_BY_WORK,
  mining: {
    difficulty: () => 1,
    interval: (params) => params.interval,
    puzzles: (params) => ({ block: 1, fruit: params.fruitsPerBlock }),
    blockPuzzle: 'block',
  },
  unit: { name: 'fruit', is: isFruit, of: (blocks, block) => blocks.references(block) },

  pays(blocks, block, pay, params) {
    const fruits = blocks.references(block);
    for (const fruit of fruits) {
      const miner = blocks.producer(fruit);
      pay.issue(miner, 1 / params.fruitsPerBlock);
      pay.fees(miner, block, 1 / fruits.length);
    }
  },

  init: (_me, params) => ({ params, tip: 0, fruits: new Unnamed(), pool: new Mempool() }),

  input: {
    request: (_s, value, me) => me.broadcast('transaction', { value }),
    mined(s, me, puzzle) {
      if (puzzle === 'fruit') mineFruit(s, me);
      else mineBlock(s, me);
    },
  },

  on: {
    fruit(s, m, from, me) {
      if (from === me.id) return;
      if (!isValidFruit(me.blocks, m.fruit, s.params)) return me.refuse(m.fruit);
      s.fruits.add(m.fruit);
    },
    block(s, m, _from, me) {
      const { blocks } = me;
      if (!isValidBlock(blocks, m.block, s.params)) return me.refuse(m.block);
      if (blocks.totalWork(m.block) > blocks.totalWork(s.tip)) follow(s, m.block, me);
    },
    transaction(s, m) {
      s.pool.add(m.value);
    },
  },

  views: { pool: poolView },
  carries: { block: (m) => m.block, fruit: (m) => m.fruit },
  bytes: { transaction: (_m, facts) => facts.requestBytes },
  forge: {},
};

export default fruitchains;
