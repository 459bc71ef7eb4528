/** What one node of TruDeC keeps, what is said between nodes, and its wallet. */
import type { NodeContext, NodeId, Value } from '../../contract.js';
import { cryptoOf, type Crypto, type Keys } from '../crypto/crypto.js';
import { coinName, payTo, type Coin, senderOf, spend, type UtxoTransaction } from '../utxo/transaction.js';
import { coinValue, genesisBlock, type TrudecBlock } from './block.js';
import { TrudecChain } from './chain.js';
import type { Vote } from './election.js';
import { TRUDEC_KEYS, trudecSettings, walletOf, type TrudecParams, type TrudecSettings } from './settings.js';

export type TrudecMessages = {
  /** A node makes itself known. */
  advertisement: Record<string, never>;
  'known-request': Record<string, never>;
  known: { readonly nodes: readonly NodeId[] };
  transaction: { readonly transaction: UtxoTransaction };
  voting: { readonly vote: Vote };
  block: { readonly block: TrudecBlock };
  /** Who says on what it stands is answered only by what is better. */
  'chain-request': { readonly head?: TrudecBlock };
  chain: { readonly blocks: readonly TrudecBlock[] };
};
export type TrudecTimers = 'join' | 'round' | 'window' | 'puzzle';
export type TrudecMe = NodeContext<TrudecMessages, TrudecTimers>;

/** A puzzle that is being solved: what the block will hold. */
export interface Job {
  readonly head: TrudecBlock;
  readonly timestamp: number;
  readonly complexity: number;
  readonly transactions: readonly UtxoTransaction[];
  readonly round: number;
  readonly votes: readonly Vote[];
  /** Of a header that commits to something else. */
  readonly falseRoot: boolean;
}

export interface TrudecState {
  readonly params: TrudecParams;
  readonly settings: TrudecSettings;
  readonly crypto: Crypto;
  readonly keys: Keys;
  /** Public keys of all nodes' wallets. */
  readonly members: ReadonlyMap<string, NodeId>;
  joined: boolean;
  /** While a node that has just come downloads chains: answers that are still to come. */
  downloads: number;
  readonly peers: Set<NodeId>;
  readonly chain: TrudecChain;
  /** By hash, in the order in which they came. */
  readonly pool: Map<string, UtxoTransaction>;
  /** Those that were brought to this node and that its chain does not have yet. */
  readonly own: Map<string, UtxoTransaction>;
  /** Requests of clients for which the wallet has no coins yet. */
  orders: Value[];
  votes: Vote[];
  /** By voter, its last vote for a head or round that this node has not come to. */
  readonly early: Map<string, Vote>;
  round: number;
  voted: boolean;
  windowOver: boolean;
  readonly jobs: Map<number, Job>;
  jobCount: number;
  /** Names of blocks that have been looked at. */
  readonly knownBlocks: Set<string>;
  decided: number;
}

export interface Payment {
  readonly from: string;
  readonly to: string;
  readonly amount: number;
}

export function addressOf(s: TrudecState, wallet: string): string {
  return s.crypto.hash160(s.crypto.keysOf(wallet).publicKey);
}

/** Coins of a wallet, oldest first, without those that pooled transactions spend if anybody keeps track. */
function spendable(s: TrudecState, wallet: string): Coin[] {
  const { settings, chain, pool } = s;
  const coins = chain.coinsOf(addressOf(s, wallet));
  if (!settings.trackSpent) return coins;
  const taken = new Set([...pool.values()].flatMap(({ inputs }) => inputs.map(coinName)));
  return coins.filter((coin) => !taken.has(coinName(coin)));
}

/** A payment by a wallet, with coins that came last; undefined: it has not enough. */
export function pay(s: TrudecState, { from, to, amount }: Payment, request: Value): UtxoTransaction | undefined {
  const { settings, crypto } = s;
  const coins = [];
  let sum = 0;
  for (const coin of spendable(s, from).reverse()) {
    if (sum >= amount) break;
    coins.push(settings.walletIndexBug ? { ...coin, outputIndex: 0 } : coin);
    sum += coin.amount;
  }
  if (sum < amount) return undefined;
  const outputs = [payTo(addressOf(s, to), amount)];
  if (sum > amount) outputs.push(payTo(addressOf(s, from), sum - amount));
  return spend(coins, outputs, crypto.keysOf(from), request, crypto);
}

/** What a client without a script asks for: its node's wallet pays the next node's a coin, or itself the last that it has. */
export function defaultPayment(s: TrudecState, me: TrudecMe): Payment {
  const own = walletOf(me.id);
  const isLast = spendable(s, own).length === 1;
  return { from: own, to: isLast ? own : walletOf((me.id + 1) % me.n), amount: coinValue(me.n) };
}

/** Pooled transactions that may stand in the next block together. */
export function takeable(s: TrudecState): UtxoTransaction[] {
  const { settings, chain, pool } = s;
  if (!settings.trackSpent && !settings.onePerSender) return [...pool.values()];
  const used = new Set<string>();
  const senders = new Set<string>();
  return [...pool.values()].filter((transaction) => {
    const names = transaction.inputs.map(coinName);
    if (!chain.isValid(transaction) || (settings.trackSpent && names.some((name) => used.has(name)))) return false;
    if (settings.onePerSender && senders.has(senderOf(transaction))) return false;
    senders.add(senderOf(transaction));
    for (const name of names) used.add(name);
    return true;
  });
}

/** Whether a pooled transaction keeps another out; as published, only first inputs are looked at, and of them only whose output they spend. */
export function conflicts({ pool, settings }: TrudecState, { inputs }: UtxoTransaction): boolean {
  const names = new Set(inputs.map(coinName));
  for (const { inputs: pooled } of pool.values()) {
    if (settings.trackSpent && pooled.some((input) => names.has(coinName(input)))) return true;
    if (!settings.trackSpent && pooled[0]?.transactionHash === inputs[0]?.transactionHash) return true;
  }
  return false;
}

/** A node before it comes on line. */
export function newState(params: TrudecParams, me: TrudecMe): TrudecState {
  const settings = trudecSettings(params);
  const crypto = cryptoOf(params, TRUDEC_KEYS);
  const members = new Map(
    Array.from({ length: me.n }, (_, node) => [crypto.keysOf(walletOf(node)).publicKey, node] as const),
  );
  const chain = new TrudecChain(settings, crypto, new Set(members.keys()));
  // As published the first node makes genesis, and all others have what they download; who checks it must know genesis.
  if (me.id === 0 || !settings.singleSeed || settings.verifySync) chain.append(genesisBlock(settings, me.n, crypto));
  return {
    params,
    settings,
    crypto,
    keys: crypto.keysOf(walletOf(me.id)),
    members,
    joined: false,
    downloads: 0,
    peers: new Set(),
    chain,
    pool: new Map(),
    own: new Map(),
    orders: [],
    votes: [],
    early: new Map(),
    round: 0,
    voted: false,
    windowOver: false,
    jobs: new Map(),
    jobCount: 0,
    knownBlocks: new Set(),
    decided: 0,
  };
}
