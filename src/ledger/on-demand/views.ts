/** What a node of on-demand proof of work shows: its routes, and the table of the central page. */
import { z } from 'zod';
import type { View } from '../../contract.js';
import type { OnDemandBlock, OnDemandTransaction } from './block.js';
import type { OnDemandState } from './node.js';

const nothing = z.object({});

const transactionRow = ({ request, ...fields }: OnDemandTransaction) => ({ transaction: request, ...fields });

const blockRow = ({ index, hash, previousHash, nonce, timestamp, producer, transactions }: OnDemandBlock) => ({
  index,
  hash,
  previousHash,
  nonce,
  timestamp,
  producer,
  transactions: transactions.map(({ request }) => request),
});

export const onDemandViews: Readonly<Record<string, View<OnDemandState>>> = {
  info: {
    describe: 'Who the node is and how far it has come.',
    schema: nothing,
    show: ({ settings, crypto, blocks, pool, poolNode, peers, mining }, _options, me) => ({
      node: me.id,
      protocol: 'on-demand-pow',
      time_s: me.now / 1e6,
      crypto: crypto.kind,
      length: blocks.length,
      last_hash: blocks[blocks.length - 1]?.hash ?? null,
      difficulty: settings.difficulty,
      pool_node: poolNode,
      pool: pool.length,
      peers: peers.size,
      mining: mining?.step ?? null,
    }),
  },
  chain: { describe: 'Its blocks.', schema: nothing, show: ({ blocks }) => blocks.map(blockRow) },
  block: {
    describe: 'One block.',
    schema: z.object({ block: z.string().describe('Its index, or its hash') }),
    show({ blocks }, { block }: { block: string }) {
      const found = blocks.find(({ index, hash }) => hash === block || String(index) === block);
      return found ? { ...blockRow(found), transactions: found.transactions.map(transactionRow) } : null;
    },
  },
  transaction: {
    describe: 'One transaction, and the block that confirms it.',
    schema: z.object({ transaction: z.string().describe('Its number') }),
    show({ blocks, pool }, { transaction }: { transaction: string }) {
      const isIt = ({ request }: OnDemandTransaction) => String(request) === transaction;
      const block = blocks.find(({ transactions }) => transactions.some(isIt));
      const found = block?.transactions.find(isIt) ?? pool.find(isIt);
      return found ? { ...transactionRow(found), block: block?.index ?? null } : null;
    },
  },
  pool: { describe: 'Transactions that wait.', schema: nothing, show: ({ pool }) => pool.map(transactionRow) },
  peers: {
    describe: 'Nodes that it knows.',
    schema: nothing,
    show: ({ peers }) => [...peers].map((node) => ({ node })),
  },
  balances: {
    describe: 'What accounts hold by its chain.',
    schema: z.object({ wallet: z.string().optional().describe('Of this one alone') }),
    show({ balances }, { wallet }: { wallet?: string }) {
      const rows = [...balances].map(([account, coins]) => ({ account, coins }));
      return wallet === undefined ? rows : (rows.find(({ account }) => String(account) === wallet) ?? null);
    },
  },
};
