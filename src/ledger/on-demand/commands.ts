/** What the users of a node may have it do: its routes, the buttons of the central node, and what a liar could try. */
import { z } from 'zod';
import type { Command, NodeId } from '../../contract.js';
import { unixSeconds } from '../unix-time.js';
import { search, type OnDemandBlock } from './block.js';
import { mayWait, objection } from './chain.js';
import { askToMine, mine, mineOn } from './mining.js';
import {
  bring,
  made,
  transactionOf,
  type OnDemandMe,
  type OnDemandMessages,
  type OnDemandState,
  type OnDemandTimers,
  type Order,
} from './node.js';

type OnDemandCommand = Command<OnDemandState, OnDemandMessages, OnDemandTimers>;

const party = (what: string) =>
  z.union([z.string(), z.int()]).describe(`${what}: a wallet, node 0, node 1, …; where nothing is checked, anything`);
const peer = () => z.int().min(0).describe('Another node');

const submit: OnDemandCommand = {
  describe: 'Bring a transaction to the node, which passes it on to its pool node.',
  schema: z.object({
    transaction: z
      .strictObject({
        sender: party('Who pays'),
        receiver: party('Who is paid'),
        amount: z.number().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER).describe('Coins'),
      })
      .describe('The payment'),
    signer: z.string().optional().describe('Whose keys sign it, if not those of the sender, so that it is forged'),
  }),
  handle(s, { transaction, signer }: { transaction: Order; signer?: string }, me) {
    const { settings, crypto, balances } = s;
    const signed = transactionOf(s, transaction, signer ?? String(transaction.sender), 0, me);
    const refused = mayWait(signed, crypto, settings) ? undefined : objection(signed, balances, crypto, settings);
    if (refused !== undefined) return refused;
    const brought = { ...signed, request: me.request(transaction) };
    if (settings.txChecks) s.own.set(brought.request, brought);
    bring(s, brought, me);
    mineOn(s, me);
  },
};

/** A chain of blocks that nobody worked for, shown to whoever asks. */
const forgeChain: OnDemandCommand = {
  describe: 'Put so many blocks that take no work on the own chain, and claim a difficulty of 0 from now on.',
  schema: z.object({ blocks: z.int().min(1).max(100).default(3).describe('Blocks to invent') }),
  handle(s, { blocks }: { blocks: number }, me) {
    const chain: OnDemandBlock[] = [...s.blocks];
    for (let i = 0; i < blocks; i++) {
      const { index, hash: previousHash, id } = chain[chain.length - 1]!;
      const header = { index: index + 1, transactions: [], timestamp: unixSeconds(me.now) + i, previousHash };
      const { nonce, hash } = search(header, 0, s.crypto);
      chain.push(made(s, header, nonce, hash, me, 0, id));
    }
    for (let at = s.blocks.length; at < chain.length; at++) me.append(at + 1, chain[at]!);
    s.blocks = chain;
    me.adopt(chain[chain.length - 1]!.id);
    s.claims = 0;
  },
};

export function onDemandCommands(
  register: (s: OnDemandState, host: NodeId, me: OnDemandMe) => void,
): Readonly<Record<string, OnDemandCommand>> {
  const withPeer = (describe: string, handle: (s: OnDemandState, peer: NodeId, me: OnDemandMe) => string | void) => ({
    describe,
    schema: z.object({ peer: peer() }),
    nodes: ['peer'],
    handle: (s: OnDemandState, options: { peer: NodeId }, me: OnDemandMe) => handle(s, options.peer, me),
  });
  return {
    submit,
    mine: {
      describe: 'Mine the first transaction that waits.',
      schema: z.object({}),
      handle: (s, _options, me) => mine(s, me),
    },
    'mine-all': {
      describe: 'As the central node, ask this node and then its peers to mine, one after another.',
      schema: z.object({}),
      handle(s, _options, me) {
        if (s.queue.length > 0) return 'it is asking its peers already';
        s.queue = [me.id, ...[...s.peers].filter((node) => node !== me.id)];
        askToMine(s, me);
      },
    },
    'add-peer': withPeer('Know another node, which hears nothing of it.', (s, node) => void s.peers.add(node)),
    'register-with': withPeer('Register with another node, and take over its chain, pool and peers.', (s, node, me) => {
      if (node === me.id) return 'a node does not register with itself';
      register(s, node, me);
    }),
    'forge-chain': forgeChain,
  };
}
