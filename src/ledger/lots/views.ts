/** What a node of the lot-based proof of stake shows: its routes, and the accounts behind them. */
import { z } from 'zod';
import type { View } from '../../contract.js';
import type { Transaction } from '../accounts/transaction.js';
import type { LotState } from './node.js';
import { walletName } from './settings.js';

const nothing = z.object({});

function transactionRow({ id, type, senderPublicKey, receiverPublicKey, amount, timestamp, signature }: Transaction) {
  return { id, type, sender: senderPublicKey, receiver: receiverPublicKey, amount, timestamp, signature };
}

const ofWallet = z.object({
  wallet: z.string().optional().describe('Of this one alone, by its name or its public key'),
});

/** What all accounts have, or a wallet's. */
function amounts(table: ReadonlyMap<string, number>, { crypto }: LotState, wallet: string | undefined) {
  if (wallet === undefined) return [...table].map(([account, coins]) => ({ account, coins }));
  const account = table.has(wallet) ? wallet : crypto.keysOf(wallet).publicKey;
  const coins = table.get(account);
  return coins === undefined ? null : { account, coins };
}

export const lotViews: Readonly<Record<string, View<LotState>>> = {
  info: {
    describe: 'Who the node is and how far it has come.',
    schema: nothing,
    show: ({ settings, crypto, keys, chain, pool, peers, joined }, _options, me) => ({
      node: me.id,
      wallet: walletName(me.id),
      publicKey: keys.publicKey,
      crypto: crypto.kind,
      joined,
      height: chain.length,
      pool: pool.size,
      peers: peers.size,
      nextForger: chain.ranks()[0] ?? null,
      confirmations: settings.confirmations,
    }),
  },
  chain: {
    describe: 'Its blocks.',
    schema: nothing,
    show: ({ chain }) =>
      chain.blocks.map(({ blockCount, hash, lastHash, forger, timestamp, signature, transactions }) => ({
        blockCount,
        hash,
        lastHash,
        forger,
        timestamp,
        signature,
        transactions: transactions.length,
      })),
  },
  block: {
    describe: 'One block with its transactions.',
    schema: z.object({ block: z.string().describe('Its number, from 0, or its hash') }),
    show({ chain }, { block }: { block: string }) {
      const found = chain.blocks.find(({ hash, blockCount }) => hash === block || String(blockCount) === block);
      if (!found) return null;
      const { value: _value, producer: _producer, transactions, ...fields } = found;
      return { ...fields, transactions: transactions.map(transactionRow) };
    },
  },
  transaction: {
    describe: 'One transaction, and the number of the block that it stands in.',
    schema: z.object({ transaction: z.string().describe('Its id, or the number of the request') }),
    show({ chain, pool }, { transaction }: { transaction: string }) {
      const isIt = ({ id, request }: Transaction) => id === transaction || String(request) === transaction;
      const block = chain.blocks.find(({ transactions }) => transactions.some(isIt));
      const found = block?.transactions.find(isIt) ?? [...pool.values()].find(isIt);
      return found ? { ...transactionRow(found), block: block?.blockCount ?? null } : null;
    },
  },
  'block-transactions': {
    describe: 'The transactions of one block.',
    schema: z.object({ block: z.int().min(0).describe('Its number; genesis is 0') }),
    show: ({ chain }, { block }: { block: number }) => chain.blocks[block]?.transactions.map(transactionRow) ?? null,
  },
  pool: {
    describe: 'Transactions that wait.',
    schema: nothing,
    show: ({ pool }) => [...pool.values()].map(transactionRow),
  },
  peers: {
    describe: 'Nodes that it is connected to.',
    schema: nothing,
    show: ({ peers }) => [...peers].sort((a, b) => a - b).map((node) => ({ node })),
  },
  balances: {
    describe: 'What accounts hold.',
    schema: ofWallet,
    show: (s, { wallet }: { wallet?: string }) => amounts(s.chain.accounts.balances, s, wallet),
  },
  stakes: {
    describe: 'What accounts have staked.',
    schema: ofWallet,
    show: (s, { wallet }: { wallet?: string }) => amounts(s.chain.accounts.stakes, s, wallet),
  },
};
