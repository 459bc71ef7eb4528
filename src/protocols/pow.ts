/**
 * Nakamoto proof of work: Nakamoto, "Bitcoin: A Peer-to-Peer Electronic Cash System", 2008, sections 4 and 5; fork choice
 * by most cumulative work, the first seen chain staying on a tie; retargets as in `ledger/retarget.ts`.
 *
 * The puzzle is the driver's: `mined` is called on whoever wins the exponential race. Left out: the hash search itself,
 * scripts, fees. The transport brings parents first, so there is no orphan pool.
 */
import { z } from 'zod';
import type { BlockId, BlockView, NodeContext, Protocol, Value } from '../contract.js';
import { SECURED_BY_WORK } from '../ledger/assumptions.js';
import { WITH_MESSAGES, WITH_REQUESTS } from '../ledger/conditions.js';
import { blockSize, drawBlockSize, type BlockSize } from '../ledger/block-sizes.js';
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
  tip: BlockId;
  readonly pool: Mempool;
}

/** The transactions of the abandoned branch return to the pool, those of the new one leave it. */
function follow(s: State, to: BlockId, me: Me): void {
  s.pool.follow(me.blocks, s.tip, to);
  s.tip = to;
}

export function reorganise(s: State, to: BlockId, me: Me): void {
  follow(s, to, me);
  me.adopt(to);
}

/** The first seen chain stays on a tie. Undefined: the block breaks the rules. */
function choose(blocks: BlockView, tip: BlockId, block: BlockId, params: Params): BlockId | undefined {
  if (!isSound(blocks, block, params)) return undefined;
  return blocks.totalWork(block) > blocks.totalWork(tip) ? block : tip;
}

const on: Protocol<State, Messages, never, Params>['on'] = {
  block(s, m, _from, me) {
    const choice = choose(me.blocks, s.tip, m.block, s.params);
    if (choice === undefined) me.refuse(m.block);
    else if (choice !== s.tip) reorganise(s, choice, me);
  },
  transaction(s, m) {
    s.pool.add(m.value);
  },
};

export const pow: Protocol<State, Messages, never, Params> = {
  name: 'pow',
  describe:
    'Nakamoto proof of work: an exponential race in proportion to hash power, most work wins, first seen on ties',
  paper: 'Nakamoto, Bitcoin: A Peer-to-Peer Electronic Cash System, 2008, sections 4 and 5',
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
  mining: {
    difficulty,
    interval: (params) => params.interval,
    reach: retargetReach,
    retargets,
  },
  forkChoice: 'most-work',

  init: (_me, params) => ({ params, tip: 0, pool: new Mempool() }),

  input: {
    request: (_s, value, me) => me.broadcast('transaction', { value }),
    mined(s, me) {
      const contents = s.pool.oldest(s.params.blockTransactions);
      const work = difficulty(me.blocks, s.tip, s.params);
      const block = me.mint(s.tip, { work, contents, sizeBytes: drawBlockSize(s.params.blockSize, () => me.random()) });
      reorganise(s, block, me);
      me.broadcast('block', { block });
    },
  },

  on,
  follows: { on, choose, catchUp: follow },

  views: { pool: poolView },
  carries: { block: (m) => m.block },
  bytes: { transaction: (_m, facts) => facts.requestBytes },
  forge: {},
};

export default pow;
