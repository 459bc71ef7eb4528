/** What one node of the lot-based proof of stake keeps, and what is said between nodes. */
import type { NodeContext, NodeId } from '../../contract.js';
import { signTransaction, type Transaction, type TransactionType } from '../accounts/transaction.js';
import type { Crypto, Keys } from '../crypto/crypto.js';
import { unixSeconds } from '../unix-time.js';
import type { LotBlock } from './block.js';
import type { LotChain } from './chain.js';
import { walletName, type LotParams, type LotSettings } from './settings.js';

export type LotMessages = {
  /** Opens a connection. */
  connect: Record<string, never>;
  discovery: { readonly peers: readonly NodeId[] };
  transaction: { readonly transaction: Transaction };
  block: { readonly block: LotBlock };
  /** Who says on what it stands is answered only by what is better. */
  'blockchain-request': { readonly tip?: LotBlock };
  blockchain: { readonly blocks: readonly LotBlock[] };
};
export type LotTimers = 'join' | 'discover' | 'turn';
export type LotMe = NodeContext<LotMessages, LotTimers>;

export interface LotState {
  readonly params: LotParams;
  readonly settings: LotSettings;
  readonly crypto: Crypto;
  readonly keys: Keys;
  joined: boolean;
  readonly peers: Set<NodeId>;
  readonly chain: LotChain;
  /** By name, in the order in which they came. */
  readonly pool: Map<string, Transaction>;
  /** Those that were brought to this node and that its chain does not have yet. */
  readonly own: Map<string, Transaction>;
  /** Names of blocks that have been looked at. */
  readonly known: Set<string>;
  decided: number;
  /** The block on which this node waits for its turn. */
  waitsOn: LotBlock | undefined;
  made: number;
  /** Times that a forger tries before it seals a block, in the hope to forge the next one too. */
  tries: number;
}

/** A payment order as a client signs it; wallets go by name. */
export interface Order {
  readonly from: string;
  readonly to: string;
  readonly amount: number;
  readonly type: TransactionType;
  /** Whose keys sign it: another's than `from` is forged. */
  readonly signer?: string | undefined;
}

export function transactionOf(s: LotState, order: Order, request: number, me: LotMe): Transaction {
  const { from, to, amount, type, signer = from } = order;
  const sender = s.crypto.keysOf(from).publicKey;
  const unsigned = {
    receiverPublicKey: s.crypto.keysOf(to).publicKey,
    amount,
    type,
    id: `${me.id}-${s.made++}`,
    timestamp: unixSeconds(me.now),
    request,
  };
  const signed = signTransaction(unsigned, s.crypto.keysOf(signer));
  return { ...signed, senderPublicKey: sender };
}

/** What a client without a script asks for: its node's wallet pays the next node's, or is paid by the exchange when it is empty. */
export function defaultOrder(s: LotState, me: LotMe): Order {
  const own = walletName(me.id);
  const { publicKey } = s.keys;
  let left = s.chain.accounts.balance(publicKey);
  for (const { senderPublicKey, amount } of s.pool.values())
    if (senderPublicKey === publicKey) left -= amount + s.settings.fee;
  if (left >= 1 + s.settings.fee) return { from: own, to: walletName((me.id + 1) % me.n), amount: 1, type: 'TRANSFER' };
  return { from: 'exchange', to: own, amount: 10, type: 'EXCHANGE' };
}
