/** What the users of a node may have it do: the routes of the system, and what the owner of a changed node could try. */
import { z } from 'zod';
import type { Command } from '../../contract.js';
import { unixSeconds } from '../unix-time.js';
import type { UtxoTransaction } from '../utxo/transaction.js';
import type { Vote } from './election.js';
import { made } from './minting.js';
import {
  pay,
  takeable,
  type Payment,
  type TrudecMe,
  type TrudecMessages,
  type TrudecState,
  type TrudecTimers,
} from './node.js';
import { walletOf } from './settings.js';

type TrudecCommand = Command<TrudecState, TrudecMessages, TrudecTimers>;

interface Acts {
  /** What a node does with a transaction at its door. */
  readonly receive: (s: TrudecState, transaction: UtxoTransaction, me: TrudecMe) => void;
  /** Votes now. */
  readonly vote: (s: TrudecState, me: TrudecMe) => void;
  /** Solves a puzzle for a block of all that waits, elected or not. */
  readonly mint: (s: TrudecState, transactions: readonly UtxoTransaction[], me: TrudecMe, falseRoot: boolean) => void;
  readonly hear: (s: TrudecState, vote: Vote, me: TrudecMe) => void;
}

export function trudecCommands(acts: Acts): Readonly<Record<string, TrudecCommand>> {
  return { ...routes(acts), ...attempts(acts) };
}

function routes({ receive, vote, mint }: Acts): Record<string, TrudecCommand> {
  return {
    send: {
      describe: "Pay from a wallet: the page's form.",
      schema: z.object({
        from: z.string().optional().describe("The wallet that pays; the node's own by default"),
        to: z.string().describe('The wallet that is paid: node 0, node 1, …, or any other name'),
        amount: z.number().positive().max(Number.MAX_SAFE_INTEGER).describe('Coins'),
      }),
      handle(s, options: Omit<Payment, 'from'> & { readonly from?: string }, me) {
        const payment = { ...options, from: options.from ?? walletOf(me.id) };
        const draft = pay(s, payment, 0);
        if (!draft) return `wallet ${payment.from} has no ${payment.amount} coins to spend`;
        const transaction = { ...draft, request: me.request(payment) };
        s.own.set(transaction.hash, transaction);
        receive(s, transaction, me);
      },
    },

    'add-peer': {
      describe: 'Know another node, and make this one known to it.',
      schema: z.object({ peer: z.int().min(0).describe('Its number') }),
      nodes: ['peer'],
      handle(s, { peer }: { readonly peer: number }, me) {
        if (peer === me.id) return `node ${peer} is this node itself`;
        s.peers.add(peer);
        me.send(peer, 'advertisement', {});
      },
    },

    replay: {
      describe: 'Bring the transactions of the newest block to the node once more.',
      schema: z.object({}),
      handle(s, _options, me) {
        for (const transaction of s.chain.tip.transactions) receive(s, transaction, me);
      },
    },

    vote: {
      describe: 'Vote for the sender of a waiting transaction now: the route for elections.',
      schema: z.object({}),
      handle: (s, _options, me) => vote(s, me),
    },

    mine: {
      describe: 'Make a block of all that waits without an election: the route that forces one.',
      schema: z.object({
        falseRoot: z.boolean().default(false).describe('Whether its header is to commit to other transactions'),
      }),
      handle: (s, options: { readonly falseRoot: boolean }, me) => mint(s, takeable(s), me, options.falseRoot),
    },
  };
}

function attempts({ hear }: Acts): Record<string, TrudecCommand> {
  return {
    'forge-votes': {
      describe: "Send all peers votes in other nodes' names for a wallet.",
      schema: z.object({
        for: z.string().optional().describe("The wallet to elect; the node's own by default"),
        voters: z.int().min(1).max(1000).default(1).describe('Names to vote in'),
      }),
      handle(s, options: { readonly for?: string; readonly voters: number }, me) {
        const candidate = s.crypto.keysOf(options.for ?? walletOf(me.id)).publicKey;
        for (let i = 1; i <= options.voters; i++) {
          const voter = s.crypto.keysOf(walletOf((me.id + i) % me.n)).publicKey;
          const forged = { voter, candidate, head: s.chain.tip.hash, round: s.round, signature: '', by: me.id };
          for (const node of s.peers) me.send(node, 'voting', { vote: forged });
          hear(s, forged, me);
        }
      },
    },

    'forge-chain': {
      describe:
        "Put so many more blocks on the node's own chain, by nobody's vote, that pay what the newest one paid again.",
      schema: z.object({ blocks: z.int().min(1).max(100).default(3).describe('Blocks to invent') }),
      handle(s, options: { readonly blocks: number }, me) {
        const { transactions } = s.chain.tip;
        const job = {
          timestamp: unixSeconds(me.now),
          complexity: 1,
          transactions,
          round: 0,
          votes: [],
          falseRoot: false,
        };
        for (let i = 0; i < options.blocks; i++) s.chain.append(made(s, { ...job, head: s.chain.tip }, me));
      },
    },
  };
}
