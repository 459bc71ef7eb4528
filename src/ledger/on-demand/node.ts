/** What one node of on-demand proof of work keeps, and what is said between nodes; kinds have the names of the routes. */
import type { NodeContext, NodeId, Value } from '../../contract.js';
import type { Crypto } from '../crypto/crypto.js';
import { unixSeconds } from '../unix-time.js';
import {
  search,
  signedText,
  type OnDemandBlock,
  type OnDemandHeader,
  type OnDemandTransaction,
  type Party,
} from './block.js';
import { balancesAfter, execute, GENESIS_HASH, shared, walletName, type Balances } from './chain.js';
import { ON_DEMAND_KEYS, onDemandSettings, type OnDemandParams, type OnDemandSettings } from './settings.js';
import { cryptoOf } from '../crypto/crypto.js';

export interface ChainReply {
  readonly blocks: readonly OnDemandBlock[];
  /** What the node that answers says that its blocks must begin with. */
  readonly difficulty: number;
}

export type OnDemandMessages = {
  'new-transaction': { readonly transaction: OnDemandTransaction };
  /** Asks for the transactions that wait with the pool node. */
  'unconfirmed-request': Record<string, never>;
  'unconfirmed-transactions': { readonly transactions: readonly OnDemandTransaction[] };
  'add-block': { readonly block: OnDemandBlock };
  /** Asks for a chain; who says how long its own is hears only of a longer one. */
  'blockchain-request': { readonly length?: number };
  blockchain: ChainReply;
  /** A newcomer registers, and is given all that a node has. */
  'add-node': Record<string, never>;
  registered: ChainReply & {
    readonly transactions: readonly OnDemandTransaction[];
    readonly peers: readonly NodeId[];
  };
  /** A node that others are to know of. */
  announce: { readonly node: NodeId };
  /** The central node asks a peer to mine, and hears when it is done. */
  mine: Record<string, never>;
  mined: Record<string, never>;
};
export type OnDemandTimers = 'nonce' | 'reply' | 'central' | 'refresh';
export type OnDemandMe = NodeContext<OnDemandMessages, OnDemandTimers>;

/** One call to mine, as far as it has come. */
export type Mining =
  | { readonly step: 'copy' }
  | { readonly step: 'search'; readonly header: OnDemandHeader }
  /** Peers that are still to be asked for their chains, the one that is asked now, and what came of the others. */
  | {
      readonly step: 'ask';
      readonly left: NodeId[];
      asked: NodeId;
      last: ChainReply | undefined;
      best: ChainReply | undefined;
    };

export interface OnDemandState {
  readonly settings: OnDemandSettings;
  readonly crypto: Crypto;
  blocks: OnDemandBlock[];
  balances: Balances;
  /** Requests that stand in the chain. */
  confirmed: Set<Value>;
  /** The difficulty that it tells others its chain has. */
  claims: number;
  /** Transactions that wait, in the order in which they came. */
  pool: OnDemandTransaction[];
  /** In the order in which they became known. */
  readonly peers: Set<NodeId>;
  /** The node that keeps the transactions that wait: itself, until it registers with another. */
  poolNode: NodeId;
  mining: Mining | undefined;
  /** Who asked this node to mine and waits for it. */
  client: NodeId | undefined;
  /** Peers that are still to be asked to mine, one after another. */
  queue: NodeId[];
  /** What was brought to this node, until it is confirmed; where transactions are said again. */
  readonly own: Map<number, OnDemandTransaction>;
}

export function initial(me: OnDemandMe, params: OnDemandParams): OnDemandState {
  const settings = onDemandSettings(params);
  return {
    settings,
    crypto: cryptoOf(params, ON_DEMAND_KEYS),
    blocks: [],
    balances: balancesAfter([], me.n, settings),
    confirmed: new Set(),
    claims: settings.difficulty,
    pool: [],
    peers: new Set(),
    // Who is to register with node 0 keeps nothing for itself meanwhile, and so begins no chain of its own.
    poolNode: settings.registered ? 0 : me.id,
    mining: undefined,
    client: undefined,
    queue: [],
    own: new Map(),
  };
}

/** Every node mines a first block of its own, at a time of its own, before it serves anybody. */
export function mineGenesis(s: OnDemandState, me: OnDemandMe): void {
  const began = unixSeconds(me.now) - me.random();
  for (let i = 0; i < s.settings.dummyTransactions; i++) {
    const says = { sender: i, receiver: i + 10, amount: i + 20, timestamp: began };
    s.pool.push({ ...says, request: me.request(says) });
  }
  const header = { index: 0, transactions: [], timestamp: began, previousHash: GENESIS_HASH };
  const { nonce, hash } = search(header, s.settings.difficulty, s.crypto);
  append(s, made(s, header, nonce, hash, me), me);
}

/** Puts a block in the tree. */
export function made(
  s: OnDemandState,
  header: OnDemandHeader,
  nonce: number,
  hash: string,
  me: OnDemandMe,
  worked = s.settings.difficulty,
  parent = s.blocks[s.blocks.length - 1]?.id ?? 0,
): OnDemandBlock {
  const contents = header.transactions.map(({ request }) => request).filter((request) => request > 0);
  const id = me.mint(parent, { contents, header: { ...header, nonce, hash } });
  // The tree of blocks says what it confirms; the hash travels beside the block, which does not hold it.
  return { ...header, nonce, hash, worked, producer: me.id, id, value: 0 };
}

export function append(s: OnDemandState, block: OnDemandBlock, me: OnDemandMe): void {
  s.blocks.push(block);
  for (const transaction of block.transactions) {
    execute(s.balances, transaction);
    s.confirmed.add(transaction.request);
    s.own.delete(transaction.request);
  }
  me.learn(block.id);
  me.append(s.blocks.length, block);
  me.adopt(block.id);
}

/** Takes another chain for its own; the transactions of what it gives up wait again if they are to. */
export function replace(s: OnDemandState, blocks: readonly OnDemandBlock[], me: OnDemandMe): void {
  const common = shared(s.blocks, blocks);
  const given = s.blocks.slice(common).flatMap(({ transactions }) => transactions);
  s.blocks = s.blocks.slice(0, common);
  s.balances = balancesAfter(s.blocks, me.n, s.settings);
  s.confirmed = new Set(requestsIn(s.blocks));
  for (const block of blocks.slice(common)) {
    s.blocks.push(block);
    for (const transaction of block.transactions) execute(s.balances, transaction);
    for (const { request } of block.transactions) s.confirmed.add(request);
    me.append(s.blocks.length, block);
  }
  const last = blocks[blocks.length - 1]!;
  me.learn(last.id);
  me.adopt(last.id);
  if (!s.settings.deleteFirstTx) removeConfirmed(s, blocks.slice(common));
  if (!s.settings.returnOrphanedTx) return;
  for (const transaction of given) if (!s.confirmed.has(transaction.request)) bring(s, transaction, me);
}

function requestsIn(blocks: readonly OnDemandBlock[]): Value[] {
  return blocks.flatMap(({ transactions }) => transactions.map(({ request }) => request));
}

export function removeConfirmed(s: OnDemandState, blocks: readonly OnDemandBlock[]): void {
  const confirmed = new Set(requestsIn(blocks));
  s.pool = s.pool.filter(({ request }) => !confirmed.has(request));
  for (const request of confirmed) s.own.delete(request);
}

/** To the node that keeps what waits, which writes the time into it. */
export function bring(s: OnDemandState, transaction: OnDemandTransaction, me: OnDemandMe): void {
  if (s.poolNode !== me.id) return me.send(s.poolNode, 'new-transaction', { transaction });
  if (s.settings.txChecks && knows(s, transaction)) return;
  // A signature covers the time, so that it is the sender's there.
  s.pool.push(transaction.signature === undefined ? { ...transaction, timestamp: unixSeconds(me.now) } : transaction);
}

function knows({ pool, confirmed }: OnDemandState, { request }: OnDemandTransaction): boolean {
  return confirmed.has(request) || pool.some((other) => other.request === request);
}

export interface Order {
  readonly sender: Party;
  readonly receiver: Party;
  readonly amount: number;
}

/** @param signer whose keys sign it, where transactions are checked */
export function transactionOf(
  s: OnDemandState,
  order: Order,
  signer: string,
  request: number,
  me: OnDemandMe,
): OnDemandTransaction {
  const { sender, receiver, amount } = order;
  const unsigned = { sender, receiver, amount, timestamp: unixSeconds(me.now) };
  if (!s.settings.txChecks) return { ...unsigned, request };
  return { ...unsigned, signature: s.crypto.keysOf(signer).sign(signedText(unsigned)), request };
}

/** What a client without a script asks for: its node pays the next one a coin. */
export function defaultOrder(me: OnDemandMe): Order {
  return { sender: walletName(me.id), receiver: walletName((me.id + 1) % me.n), amount: 1 };
}
