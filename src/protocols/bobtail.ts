/**
 * Bobtail: Bissias & Levine, "Bobtail: Improved Blockchain Security with Low-Variance Mining", NDSS 2020 (arXiv 1709.08750),
 * sections III and IV. A block takes k proofs of work for its parent whose hash values have a mean of at most t_k, instead of one
 * whose value is at most t; with t_k = t (k + 1)/2 the mean interval is the same, and its variance is far less.
 *
 * Letters: t the target of one proof, k the proofs to a block, t_k the target of their mean. No proof above k t_k can be in a set
 * that passes, and none is told of. Values are a random oracle's, in units of t. Whoever owns the lowest proof of a set makes the
 * block, which takes no further work; every proof is paid a k-th. The longest chain wins, the first seen on a tie.
 *
 * Left out: the bonus for proofs that point at the lowest one known; retargets.
 *
 * To a selfish miner a branch is as long as it has blocks, for proofs alone win no tie. It tells proofs for a block that others
 * have, as they are lost once another block takes that place, and keeps blocks back, with all proofs on them; the paper's own
 * miner keeps proofs too, by rules that it does not write down state by state. Other attacks that go by the lengths of branches are
 * refused.
 */
import { z } from 'zod';
import type { BlockId, BlockView, NodeContext, Protocol, Time, Value } from '../contract.js';
import { SECURED_BY_WORK } from '../ledger/assumptions.js';
import { WITH_REQUESTS } from '../ledger/conditions.js';
import { Mempool, replays } from '../ledger/mempool.js';
import { poolView } from '../ledger/pool-view.js';
import { oracleUnit } from '../ledger/oracle.js';
import { positiveDuration, size } from '../quantities.js';

type Messages = {
  block: { readonly block: BlockId };
  proof: { readonly proof: BlockId };
  transaction: { readonly value: Value };
};
type Me = NodeContext<Messages, never>;

interface Params {
  interval: Time;
  k: number;
  confirmations: number;
  blockSize: number;
  proofSize: number;
  blockTransactions: number;
}
interface State {
  readonly params: Params;
  tip: BlockId;
  /** By block: the proofs known for it, lowest first. */
  readonly proofs: Map<BlockId, BlockId[]>;
  readonly pool: Mempool;
}

/** How far below the tip proofs are remembered. */
const MEMORY = 64;

// ——— Proofs and blocks (III) ———

function isProof(blocks: BlockView, block: BlockId): boolean {
  return block > 0 && blocks.height(block) === blocks.height(blocks.parent(block));
}

function isValidProof(blocks: BlockView, proof: BlockId): boolean {
  const parent = blocks.parent(proof);
  return isProof(blocks, proof) && !isProof(blocks, parent) && blocks.totalWork(proof) === blocks.totalWork(parent) + 1;
}

/** Proofs in one mean interval: k t_k in units of t. */
export function proofsPerBlock(k: number): number {
  return (k * (k + 1)) / 2;
}

/** The hash value of a proof in units of t: uniform up to k t_k. */
export function valueOf(proof: BlockId, seed: number, k: number): number {
  return oracleUnit(seed, proof) * proofsPerBlock(k);
}

/** Whether k proofs have a mean of at most t_k = t (k + 1)/2. */
function passes(proofs: readonly BlockId[], seed: number, k: number): boolean {
  let sum = 0;
  for (const proof of proofs) sum += valueOf(proof, seed, k);
  return sum <= proofsPerBlock(k);
}

/** k proofs for the parent that pass, lowest first and that one the maker's, and no replayed requests. */
function isValidBlock(blocks: BlockView, block: BlockId, seed: number, { k }: Params): boolean {
  return blocks.derive('sound', block, () => {
    const parent = blocks.parent(block);
    const proofs = blocks.references(block);
    const value = (proof: BlockId) => valueOf(proof, seed, k);
    return (
      blocks.height(block) === blocks.height(parent) + 1 &&
      blocks.totalWork(block) === blocks.totalWork(parent) &&
      proofs.length === k &&
      proofs.every((proof) => isValidProof(blocks, proof) && blocks.parent(proof) === parent) &&
      proofs.every((proof, i) => i === 0 || value(proof) > value(proofs[i - 1]!)) &&
      passes(proofs, seed, k) &&
      blocks.producer(proofs[0]!) === blocks.producer(block) &&
      !replays(blocks, block)
    );
  });
}

// ——— Miners (IV) ———

export function follow(s: State, block: BlockId, me: Me): void {
  s.pool.follow(me.blocks, s.tip, block);
  s.tip = block;
  const lowest = me.blocks.height(block) - MEMORY;
  for (const parent of s.proofs.keys()) if (me.blocks.height(parent) < lowest) s.proofs.delete(parent);
  me.adopt(block);
  assemble(s, me);
}

/** With its own lowest proof for the tip and the k − 1 next above it, if they pass. */
function assemble(s: State, me: Me): void {
  const { k, blockSize, proofSize, blockTransactions } = s.params;
  const proofs = s.proofs.get(s.tip) ?? [];
  const lead = proofs.findIndex((proof) => me.blocks.producer(proof) === me.id);
  if (lead < 0 || lead + k > proofs.length) return;
  const references = proofs.slice(lead, lead + k);
  if (!passes(references, me.genesisSeed, k)) return;
  const contents = s.pool.oldest(blockTransactions);
  const block = me.mint(s.tip, { work: 0, references, contents, sizeBytes: blockSize + k * proofSize });
  follow(s, block, me);
  me.broadcast('block', { block });
}

/** Puts a proof in its place among those for its block. */
export function add(s: State, proof: BlockId, me: Me): void {
  const parent = me.blocks.parent(proof);
  let proofs = s.proofs.get(parent);
  if (!proofs) s.proofs.set(parent, (proofs = []));
  const value = valueOf(proof, me.genesisSeed, s.params.k);
  let at = proofs.length;
  while (at > 0 && valueOf(proofs[at - 1]!, me.genesisSeed, s.params.k) > value) at--;
  if (proofs[at - 1] === proof) return;
  proofs.splice(at, 0, proof);
  if (parent === s.tip) assemble(s, me);
}

export const bobtail: Protocol<State, Messages, never, Params> = {
  name: 'bobtail',
  describe:
    'Bobtail: a block takes k proofs of work whose mean value is low enough, so that blocks come evenly; the longest chain wins. Published: with k ≥ 20 a selfish miner below half of the power gains nothing',
  paper:
    'Bissias & Levine, Bobtail: Improved Blockchain Security with Low-Variance Mining, NDSS 2020, sections III and IV',
  params: z.object({
    interval: positiveDuration().prefault('10 min').describe('Mean time between blocks'),
    k: z.int().min(1).max(200).default(8).describe('Proofs to a block'),
    confirmations: z.int().min(0).default(2).describe('Depth at which a block counts as final'),
    blockSize: size()
      .prefault('1 MB')
      .describe('Size of a block on the wire, beside proofs and the requests of a workload'),
    proofSize: size().prefault('100 B').describe('Size of a proof on the wire'),
    blockTransactions: z.int().min(0).default(4000).describe('Most requests in one block'),
  }),
  beside: { blockTransactions: WITH_REQUESTS },
  ...SECURED_BY_WORK,
  mining: {
    difficulty: () => 1,
    interval: (params) => params.interval,
    puzzles: (params) => ({ proof: proofsPerBlock(params.k) }),
    branchLength: (blocks, block) => blocks.height(block),
  },
  unit: { name: 'proof', is: isProof, of: (blocks, block) => blocks.references(block) },

  pays(blocks, block, pay, params) {
    for (const proof of blocks.references(block)) pay.issue(blocks.producer(proof), 1 / params.k);
    pay.fees(blocks.producer(block), block, 1);
  },

  init: (_me, params) => ({ params, tip: 0, proofs: new Map(), pool: new Mempool() }),

  input: {
    request: (_s, value, me) => me.broadcast('transaction', { value }),
    mined(s, me) {
      const proof = me.mint(s.tip, { beside: true, sizeBytes: s.params.proofSize });
      me.broadcast('proof', { proof });
      add(s, proof, me);
    },
  },

  on: {
    proof(s, m, _from, me) {
      if (!isValidProof(me.blocks, m.proof)) return me.refuse(m.proof);
      add(s, m.proof, me);
    },
    block(s, m, _from, me) {
      if (!isValidBlock(me.blocks, m.block, me.genesisSeed, s.params)) return me.refuse(m.block);
      if (me.blocks.height(m.block) > me.blocks.height(s.tip)) follow(s, m.block, me);
    },
    transaction(s, m) {
      s.pool.add(m.value);
    },
  },

  views: { pool: poolView },
  carries: { block: (m) => m.block, proof: (m) => m.proof },
  bytes: { transaction: (_m, facts) => facts.requestBytes },
  /** The owner of the lowest proof may make two blocks of the same proofs. */
  forge: {
    block(m, _salt, me) {
      const references = me.blocks.references(m.block);
      return { block: me.mint(me.blocks.parent(m.block), { work: 0, references, contents: [] }) };
    },
  },
};

export default bobtail;
