/** What the users of a node may have it do: the route of the systems, and what the owner of a changed node could try. */
import { z } from 'zod';
import type { Command } from '../../contract.js';
import { TRANSACTION_TYPES, type Transaction } from '../accounts/transaction.js';
import { unixSeconds } from '../unix-time.js';
import { sealBlock, type LotBlock } from './block.js';
import { dial } from './peers.js';
import { transactionOf, type LotMe, type LotMessages, type LotState, type LotTimers, type Order } from './node.js';

type LotCommand = Command<LotState, LotMessages, LotTimers>;

const wallet = (whose: string) =>
  z
    .string()
    .min(1)
    .describe(`The wallet ${whose}: exchange, genesis (of node 0), node 1, node 2, …, or any other name`);
const order = () => ({
  from: wallet('that pays'),
  to: wallet('that is paid; for STAKE and UNSTAKE the same'),
  // Beyond, doubles do not hold every whole number, as the systems' integers do.
  amount: z.number().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER).describe('Coins'),
  type: z.enum(TRANSACTION_TYPES).default('TRANSFER').describe('What it is'),
  signer: wallet('whose keys sign it, if not those of the payer, so that it is forged').optional(),
});

/** @param receive what a node does with a transaction at its door */
export function lotCommands(
  receive: (s: LotState, transaction: Transaction, me: LotMe) => void,
): Readonly<Record<string, LotCommand>> {
  return {
    transaction: {
      describe: 'Bring a signed transaction to the node.',
      schema: z.object(order()),
      handle(s, options: Order, me) {
        const draft = transactionOf(s, options, 0, me);
        // What is refused at the door is owed to nobody.
        if (!s.chain.admits(draft)) return 'its signature does not verify, or the rules do not allow it';
        const transaction = { ...draft, request: me.request(options) };
        s.own.set(transaction.id, transaction);
        receive(s, transaction, me);
      },
    },

    'add-peer': {
      describe: 'Connect to another node.',
      schema: z.object({ peer: z.int().min(0).describe('Its number') }),
      nodes: ['peer'],
      handle: (s, { peer }: { readonly peer: number }, me) => dial(s, [peer], me),
    },

    'slip-in': {
      describe: 'Put a transaction in the own pool without looking at it, for the next block that this node forges.',
      schema: z.object(order()),
      handle(s, options: Order, me) {
        const transaction = transactionOf(s, options, 0, me);
        s.pool.set(transaction.id, transaction);
      },
    },

    grind: {
      describe:
        'From now on, try so many timestamps for each own block until the own lot is the nearest for the next one.',
      schema: z.object({ tries: z.int().min(1).max(10_000).default(100).describe('Timestamps to try') }),
      handle(s, options: { readonly tries: number }) {
        s.tries = options.tries;
      },
    },

    'forge-chain': {
      describe: 'Send all peers the own chain with so many more blocks of this node, without a lot that wins.',
      schema: z.object({ blocks: z.int().min(1).max(100).default(3).describe('Blocks to invent') }),
      handle(s, options: { readonly blocks: number }, me) {
        const { keys, crypto } = s;
        const blocks: LotBlock[] = [...s.chain.blocks];
        for (let i = 0; i < options.blocks; i++) {
          const draft = {
            blockCount: blocks.length,
            transactions: [],
            lastHash: blocks[blocks.length - 1]!.hash,
            timestamp: unixSeconds(me.now),
          };
          blocks.push(sealBlock(draft, { producer: me.id, keys, crypto }, me.propose([])));
        }
        for (const node of s.peers) me.send(node, 'blockchain', { blocks });
      },
    },
  };
}
