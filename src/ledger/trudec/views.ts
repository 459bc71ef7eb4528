/** What a node of TruDeC shows: its routes and pages. */
import { z } from 'zod';
import type { View } from '../../contract.js';
import { ownerOf, senderOf, type Coin, type UtxoTransaction } from '../utxo/transaction.js';
import { addressOf, type TrudecState } from './node.js';
import { walletOf } from './settings.js';

const nothing = z.object({});

const transactionRow = (transaction: UtxoTransaction) => ({
  hash: transaction.hash,
  sender: senderOf(transaction),
  inputs: transaction.inputs.map((input) => `${input.transactionHash}:${input.outputIndex}`).join(' '),
  outputs: transaction.outputs.map((output) => `${output.amount} to ${ownerOf(output)}`).join(', '),
});

const sumOf = (coins: readonly Coin[]) => coins.reduce((sum, { amount }) => sum + amount, 0);

/** An address as it stands, or that of the wallet with the name. */
const addressIn = (s: TrudecState, wallet: string) =>
  /^([0-9a-f]{40}|[0-9a-f]{16})$/.test(wallet) ? wallet : addressOf(s, wallet);

/** What a transaction took from an address and gave to others, and what it gave to it; change counts as neither. */
function ownRows(s: TrudecState, address: string, transaction: UtxoTransaction, block: number | null) {
  const { hash, outputs } = transaction;
  const sender = senderOf(transaction);
  const from = sender === '' ? null : s.crypto.hash160(sender);
  const isOwn = from === address;
  const moved = outputs.filter((output) => (ownerOf(output) === address) !== isOwn);
  // Whoever pays itself has sent that, and the rest is change.
  return (isOwn && moved.length === 0 ? outputs.slice(0, 1) : moved).map((output) => ({
    way: isOwn ? 'sent' : 'received',
    amount: output.amount,
    with: isOwn ? ownerOf(output) : from,
    hash,
    block,
  }));
}

export const trudecViews: Readonly<Record<string, View<TrudecState>>> = {
  info: {
    describe: 'Who the node is and how far it has come.',
    schema: nothing,
    show: ({ chain, pool, peers, joined, crypto, keys, round, settings }, _options, me) => ({
      node: me.id,
      wallet: walletOf(me.id),
      publicKey: keys.publicKey,
      address: crypto.hash160(keys.publicKey),
      crypto: crypto.kind,
      joined,
      height: chain.blocks.length - 1,
      complexity: chain.blocks.length > 0 ? (chain.complexity() ?? 'working it out fails') : null,
      rule: settings.rule,
      round,
      pool: pool.size,
      peers: peers.size,
    }),
  },
  chain: {
    describe: 'Its blocks, newest first.',
    schema: nothing,
    show: ({ chain }) =>
      chain.blocks
        .map(({ height, hash, previousHash, merkleRoot, timestamp, nonce, complexity, transactions }) => ({
          height,
          hash,
          previousHash,
          merkleRoot,
          timestamp,
          nonce,
          complexity,
          transactions: transactions.length,
        }))
        .reverse(),
  },
  block: {
    describe: 'One block with its transactions.',
    schema: z.object({ block: z.string().describe('Its height, from 0, or its hash') }),
    show({ chain }, { block }: { block: string }) {
      const found = chain.blocks.find(({ hash, height }) => hash === block || String(height) === block);
      if (!found) return null;
      const { value: _value, producer: _producer, votes, transactions, ...fields } = found;
      return { ...fields, votes: votes.length, transactions: transactions.map(transactionRow) };
    },
  },
  transaction: {
    describe: 'One transaction, and the height of the block that it stands in.',
    schema: z.object({ transaction: z.string().describe('Its hash, or the number of the request') }),
    show({ chain, pool }, { transaction }: { transaction: string }) {
      const isIt = ({ hash, request }: UtxoTransaction) => hash === transaction || String(request) === transaction;
      const block = chain.blocks.find(({ transactions }) => transactions.some(isIt));
      const found = block?.transactions.find(isIt) ?? [...pool.values()].find(isIt);
      return found ? { ...transactionRow(found), block: block?.height ?? null } : null;
    },
  },
  'block-transactions': {
    describe: 'The transactions of one block.',
    schema: z.object({ block: z.int().min(0).describe('Its height; genesis is 0') }),
    show: ({ chain }, { block }: { block: number }) => chain.blocks[block]?.transactions.map(transactionRow) ?? null,
  },
  pool: {
    describe: 'Transactions that wait.',
    schema: nothing,
    show: ({ pool }) => [...pool.values()].map(transactionRow),
  },
  'own-transactions': {
    describe:
      "What a wallet has sent and received, with the height of the block; null while it waits: the page's two lists.",
    schema: z.object({ wallet: z.string().optional().describe("Its name or its address; the node's own by default") }),
    show(s, { wallet }: { wallet?: string }, me) {
      const address = addressIn(s, wallet ?? walletOf(me.id));
      const waiting = [...s.pool.values()].map((transaction) => ownRows(s, address, transaction, null));
      const confirmed = s.chain.blocks.flatMap(({ transactions, height }) =>
        transactions.map((transaction) => ownRows(s, address, transaction, height)),
      );
      return [...confirmed, ...waiting].flat();
    },
  },
  utxo: {
    describe: "A wallet's outputs, as its page counts them.",
    schema: z.object({ wallet: z.string().optional().describe("Its name or its address; the node's own by default") }),
    show(s, { wallet }: { wallet?: string }, me) {
      const address = addressIn(s, wallet ?? walletOf(me.id));
      const coins = s.chain.coinsOf(address);
      return {
        address,
        total: sumOf(coins),
        outputs: coins.map(({ transactionHash, outputIndex, amount }) => ({ transactionHash, outputIndex, amount })),
      };
    },
  },
  balances: {
    describe:
      'What addresses own, as wallets count it: where nobody keeps track of what is spent, all they ever received.',
    schema: z.object({ wallet: z.string().optional().describe('Of this one alone, by its name or its address') }),
    show(s, { wallet }: { wallet?: string }) {
      const row = (account: string) => ({ account, coins: sumOf(s.chain.coinsOf(account)) });
      const all = s.chain.addresses();
      if (wallet === undefined) return all.map(row);
      const account = addressIn(s, wallet);
      return all.includes(account) ? row(account) : null;
    },
  },
  votes: {
    describe: 'Votes that it has heard.',
    schema: nothing,
    show: ({ votes }) => votes.map(({ voter, candidate, head, round }) => ({ voter, candidate, head, round })),
  },
  peers: {
    describe: 'Nodes that it knows.',
    schema: nothing,
    show: ({ peers }) => [...peers].sort((a, b) => a - b).map((node) => ({ node })),
  },
};
