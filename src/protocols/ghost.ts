/**
 * GHOST, the greedy heaviest observed subtree: Sompolinsky & Zohar, "Secure High-Rate Transaction Processing in Bitcoin",
 * Financial Cryptography 2015, section 4 (Algorithm 1). Proof of work whose main chain goes from genesis to the child with the
 * most work in its whole subtree, the one that got there first on a tie, down to a leaf. Blocks off the chain count, so they are
 * passed on and kept like all others.
 *
 * The puzzle is the driver's, as under Nakamoto's rule; retargets are those of `ledger/retarget.ts`, which see the main chain
 * only. Left out: confirmation by the lead of a subtree over its rivals; a block counts as final by its depth.
 */
import { z } from 'zod';
import type { BlockId, NodeContext, Protocol, Value } from '../contract.js';
import { SECURED_BY_WORK } from '../ledger/assumptions.js';
import { WITH_MESSAGES, WITH_REQUESTS } from '../ledger/conditions.js';
import { blockSize, drawBlockSize, type BlockSize } from '../ledger/block-sizes.js';
import { HeaviestSubtree } from '../ledger/heaviest-subtree.js';
import { Mempool } from '../ledger/mempool.js';
import { poolView } from '../ledger/pool-view.js';
import {
  difficulty,
  retargetConditions,
  retargetOptions,
  retargetReach,
  retargets,
  type Retarget,
} from '../ledger/retarget.js';
import { isSound } from '../ledger/sound-block.js';

type Messages = {
  block: { readonly block: BlockId };
  transaction: { readonly value: Value };
};
type Me = NodeContext<Messages, never>;

interface Params extends Retarget {
  confirmations: number;
  blockSize: BlockSize;
  blockTransactions: number;
}
interface State {
  readonly params: Params;
  readonly subtrees: HeaviestSubtree;
  tip: BlockId;
  readonly pool: Mempool;
}

/** Takes a block into the tree and goes where the heaviest subtrees now lead. */
export function observe(s: State, block: BlockId, me: Me): void {
  const tip = s.subtrees.add(block);
  if (tip === s.tip) return;
  s.pool.follow(me.blocks, s.tip, tip);
  s.tip = tip;
  me.adopt(tip);
}

export const ghost: Protocol<State, Messages, never, Params> = {
  name: 'ghost',
  describe:
    'Proof of work on the greedy heaviest observed subtree: blocks off the main chain add to the weight of their fork. A secret subtree needs half of the power, whatever the delay; the chain grows by at least λ/(1 + 2λΔ)',
  paper:
    'Sompolinsky & Zohar, Secure High-Rate Transaction Processing in Bitcoin, Financial Cryptography 2015, section 4',
  params: z.object({
    ...retargetOptions(),
    confirmations: z.int().min(0).default(6).describe('Depth at which a block counts as final'),
    blockSize: blockSize()
      .prefault('1 MB')
      .describe('Size of a block on the wire, beside the requests of a workload: the same for all, or `sampled`'),
    blockTransactions: z.int().min(0).default(4000).describe('Most requests in one block'),
  }),
  beside: { ...retargetConditions, blockSize: WITH_MESSAGES, blockTransactions: WITH_REQUESTS },
  ...SECURED_BY_WORK,
  mining: { difficulty, interval: (params) => params.interval, reach: retargetReach, retargets },
  forkChoice: 'heaviest-subtree',

  init: (me, params) => ({
    params,
    subtrees: new HeaviestSubtree(me.blocks),
    tip: 0,
    pool: new Mempool(),
  }),

  input: {
    request: (_s, value, me) => me.broadcast('transaction', { value }),
    mined(s, me) {
      const contents = s.pool.oldest(s.params.blockTransactions);
      const work = difficulty(me.blocks, s.tip, s.params);
      const block = me.mint(s.tip, { work, contents, sizeBytes: drawBlockSize(s.params.blockSize, () => me.random()) });
      observe(s, block, me);
      me.broadcast('block', { block });
    },
  },

  on: {
    block(s, m, _from, me) {
      if (!isSound(me.blocks, m.block, s.params)) return me.refuse(m.block);
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

export default ghost;
