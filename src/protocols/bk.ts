/**
 * B_k, parallel proof of work: Keller & Böhme, "Parallel Proof-of-Work with Concrete Bounds", AFT 2022, sections 4 and 5. Miners
 * vote for the block that they prefer, and every vote is a solved puzzle of its own, k of them in a block interval. Whoever has
 * found the vote with the smallest hash among k for one block is leader, and makes the next block, which names the k votes and
 * takes no further work. With k = 1 it is Nakamoto's chain.
 *
 * Letters: k votes to a block. A block is preferred over another by its height, then by the votes that are known for it, then by
 * the smaller hash of its leader, as in the authors' simulator CPR (which also knows the two rules of payment). A vote's hash is a
 * random oracle's answer, which its miner cannot choose. Left out: retargets.
 *
 * To a selfish miner a branch is as long as the puzzles that it took: k for each block, and up to k − 1 votes for the last one,
 * those for the block at which branches part being everybody's (as CPR's attacks reckon). So it keeps votes and blocks back, and
 * publishes when its lead has shrunk to one puzzle; CPR learns better policies by reinforcement. Other attacks that go by the
 * lengths of branches are refused.
 */
import { z } from 'zod';
import type { BlockId, BlockView, NodeContext, Protocol, Time, Value } from '../contract.js';
import { SECURED_BY_WORK } from '../ledger/assumptions.js';
import { WITH_REQUESTS, WITH_REWARDS } from '../ledger/conditions.js';
import { Mempool, replays } from '../ledger/mempool.js';
import { poolView } from '../ledger/pool-view.js';
import { oracle } from '../ledger/oracle.js';
import { positiveDuration, size } from '../quantities.js';

type Messages = {
  block: { readonly block: BlockId };
  vote: { readonly vote: BlockId };
  transaction: { readonly value: Value };
};
type Me = NodeContext<Messages, never>;

interface Params {
  interval: Time;
  k: number;
  pays: 'votes' | 'leader';
  confirmations: number;
  blockSize: number;
  voteSize: number;
  blockTransactions: number;
}
interface State {
  readonly params: Params;
  /** The preferred block. */
  tip: BlockId;
  /** By block: the votes known for it, in the order in which they came. */
  readonly votes: Map<BlockId, Set<BlockId>>;
  readonly pool: Mempool;
}

/** How far below the tip votes are remembered. */
const MEMORY = 64;
const NO_VOTES: ReadonlySet<BlockId> = new Set();

// ——— Votes and blocks (section 4) ———

function isVote(blocks: BlockView, block: BlockId): boolean {
  return block > 0 && blocks.height(block) === blocks.height(blocks.parent(block));
}

function isValidVote(blocks: BlockView, vote: BlockId): boolean {
  const voted = blocks.parent(vote);
  return isVote(blocks, vote) && !isVote(blocks, voted) && blocks.totalWork(vote) === blocks.totalWork(voted) + 1;
}

/** The hash of a vote: uniform, and nobody's choice. */
export function hashOf(vote: BlockId, seed: number): number {
  return oracle(seed, vote);
}

/** k votes for the parent in the order of their hashes, the first of them the maker's, and no replayed requests. */
function isValidBlock(blocks: BlockView, block: BlockId, seed: number, { k }: Params): boolean {
  return blocks.derive('sound', block, () => {
    const parent = blocks.parent(block);
    const votes = blocks.references(block);
    return (
      blocks.height(block) === blocks.height(parent) + 1 &&
      blocks.totalWork(block) === blocks.totalWork(parent) &&
      votes.length === k &&
      votes.every((vote) => isValidVote(blocks, vote) && blocks.parent(vote) === parent) &&
      votes.every((vote, i) => i === 0 || hashOf(vote, seed) > hashOf(votes[i - 1]!, seed)) &&
      blocks.producer(votes[0]!) === blocks.producer(block) &&
      !replays(blocks, block)
    );
  });
}

// ——— Preference and leadership (section 5) ———

function votesFor(s: State, block: BlockId): ReadonlySet<BlockId> {
  return s.votes.get(block) ?? NO_VOTES;
}

function isPreferred(s: State, block: BlockId, me: Me): boolean {
  const { blocks, genesisSeed } = me;
  if (block === s.tip) return false;
  const height = blocks.height(block) - blocks.height(s.tip);
  if (height !== 0) return height > 0;
  const votes = votesFor(s, block).size - votesFor(s, s.tip).size;
  if (votes !== 0) return votes > 0;
  return hashOf(blocks.references(block)[0]!, genesisSeed) < hashOf(blocks.references(s.tip)[0]!, genesisSeed);
}

/** Goes over to the block if it is better than the tip, and leads on from the tip if it may. */
export function consider(s: State, block: BlockId, me: Me): void {
  if (isPreferred(s, block, me)) {
    s.pool.follow(me.blocks, s.tip, block);
    s.tip = block;
    const lowest = me.blocks.height(block) - MEMORY;
    for (const voted of s.votes.keys()) if (me.blocks.height(voted) < lowest) s.votes.delete(voted);
    me.adopt(block);
  }
  const quorum = quorumOf(s, me);
  if (quorum) propose(s, quorum, me);
}

/** Its own vote of smallest hash for the tip, and the first k − 1 that came of those with a greater one. */
function quorumOf(s: State, me: Me): BlockId[] | undefined {
  const { k } = s.params;
  const votes = [...votesFor(s, s.tip)];
  if (votes.length < k) return undefined;
  const hash = (vote: BlockId) => hashOf(vote, me.genesisSeed);
  const own = votes.filter((vote) => me.blocks.producer(vote) === me.id);
  if (own.length === 0) return undefined;
  const lead = own.reduce((least, vote) => (hash(vote) < hash(least) ? vote : least));
  const others = votes.filter((vote) => hash(vote) > hash(lead)).slice(0, k - 1);
  return others.length === k - 1 ? [lead, ...others.sort((a, b) => hash(a) - hash(b))] : undefined;
}

function propose(s: State, references: readonly BlockId[], me: Me): void {
  const { blockSize, voteSize, blockTransactions } = s.params;
  const contents = s.pool.oldest(blockTransactions);
  const sizeBytes = blockSize + references.length * voteSize;
  const block = me.mint(s.tip, { work: 0, references, contents, sizeBytes });
  consider(s, block, me);
  me.broadcast('block', { block });
}

export function count(s: State, vote: BlockId, me: Me): void {
  const voted = me.blocks.parent(vote);
  const votes = s.votes.get(voted);
  if (votes) votes.add(vote);
  else s.votes.set(voted, new Set([vote]));
  consider(s, voted, me);
}

export const bk: Protocol<State, Messages, never, Params> = {
  name: 'bk',
  describe:
    'Parallel proof of work: k votes, each a puzzle of its own, confirm a block, and whose vote has the smallest hash makes the next. With k = 51, 10 min, 2 s and a quarter of the power against it, one block is wrong with a probability of at most 2.2e-4',
  paper: 'Keller & Böhme, Parallel Proof-of-Work with Concrete Bounds, AFT 2022, sections 4 and 5',
  params: z.object({
    interval: positiveDuration().prefault('10 min').describe('Mean time in which k votes are found'),
    k: z.int().min(1).max(10_000).default(51).describe('Votes to a block'),
    pays: z
      .enum(['votes', 'leader'])
      .default('votes')
      .describe('Who gets the reward of a block: every vote a k-th, or the leader all; fees are the leader’s'),
    confirmations: z.int().min(0).default(1).describe('Depth at which a block counts as final'),
    blockSize: size()
      .prefault('1 MB')
      .describe('Size of a block on the wire, beside votes and the requests of a workload'),
    voteSize: size().prefault('100 B').describe('Size of a vote on the wire'),
    blockTransactions: z.int().min(0).default(4000).describe('Most requests in one block'),
  }),
  beside: { pays: WITH_REWARDS, blockTransactions: WITH_REQUESTS },
  ...SECURED_BY_WORK,
  mining: {
    difficulty: () => 1,
    interval: (params) => params.interval,
    puzzles: (params) => ({ vote: params.k }),
    branchLength: (blocks, block, votes, { k }) => k * blocks.height(block) + Math.min(votes, k - 1),
    tiesByContent: true,
  },
  unit: { name: 'vote', is: isVote, of: (blocks, block) => blocks.references(block) },

  pays(blocks, block, pay, params) {
    const leader = blocks.producer(block);
    if (params.pays === 'leader') pay.issue(leader, 1);
    else for (const vote of blocks.references(block)) pay.issue(blocks.producer(vote), 1 / params.k);
    pay.fees(leader, block, 1);
  },

  init: (_me, params) => ({ params, tip: 0, votes: new Map(), pool: new Mempool() }),

  input: {
    request: (_s, value, me) => me.broadcast('transaction', { value }),
    mined(s, me) {
      const vote = me.mint(s.tip, { beside: true, sizeBytes: s.params.voteSize });
      me.broadcast('vote', { vote });
      count(s, vote, me);
    },
  },

  on: {
    vote(s, m, _from, me) {
      if (!isValidVote(me.blocks, m.vote)) return me.refuse(m.vote);
      count(s, m.vote, me);
    },
    block(s, m, _from, me) {
      if (!isValidBlock(me.blocks, m.block, me.genesisSeed, s.params)) return me.refuse(m.block);
      consider(s, m.block, me);
    },
    transaction(s, m) {
      s.pool.add(m.value);
    },
  },

  views: { pool: poolView },
  carries: { block: (m) => m.block, vote: (m) => m.vote },
  bytes: { transaction: (_m, facts) => facts.requestBytes },
  /** A leader may make two blocks of the same votes. */
  forge: {
    block(m, _salt, me) {
      const references = me.blocks.references(m.block);
      return { block: me.mint(me.blocks.parent(m.block), { work: 0, references, contents: [] }) };
    },
  },
};

export default bk;
