/** Transactions between accounts that go by public keys, as the lot-based proof of stake of the Python systems has them. */
import type { Value } from '../../contract.js';
import type { Crypto, Keys } from '../crypto/crypto.js';
import { Float, pythonJson, type PythonJson } from '../crypto/python-json.js';

/**
 * EXCHANGE brings coins in: its sender needs none. TRANSFER pays. STAKE moves coins from the sender's balance to its stake,
 * UNSTAKE (of the corrected system alone) back.
 */
export const TRANSACTION_TYPES = ['EXCHANGE', 'TRANSFER', 'STAKE', 'UNSTAKE'] as const;
export type TransactionType = (typeof TRANSACTION_TYPES)[number];

export interface Transaction {
  readonly senderPublicKey: string;
  readonly receiverPublicKey: string;
  readonly amount: number;
  readonly type: TransactionType;
  /** Name that no other transaction has. */
  readonly id: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly signature: string;
  /** Handle of the client's request that it carries out; 0: none. Not on the wire. */
  readonly request: Value;
}

export function signTransaction(unsigned: Omit<Transaction, 'signature' | 'senderPublicKey'>, keys: Keys): Transaction {
  const draft = { senderPublicKey: keys.publicKey, ...unsigned, signature: '' };
  return { ...draft, signature: keys.sign(transactionText(draft)) };
}

/** By transaction: whether its signature is good, which n nodes would each work out. */
const verified = new WeakMap<Transaction, boolean>();

/** Whether its sender signed it. */
export function isSigned(transaction: Transaction, crypto: Crypto): boolean {
  let known = verified.get(transaction);
  if (known === undefined) {
    const { senderPublicKey, signature } = transaction;
    known = crypto.verifies(senderPublicKey, transactionText(transaction), signature);
    verified.set(transaction, known);
  }
  return known;
}

/** What is signed: its JSON with the signature blank. */
function transactionText(transaction: Transaction): string {
  return pythonJson(transactionJson({ ...transaction, signature: '' }));
}

export function transactionJson(transaction: Transaction): PythonJson {
  const { senderPublicKey, receiverPublicKey, amount, type, id, timestamp, signature } = transaction;
  return {
    senderPublicKey,
    receiverPublicKey,
    amount: Number.isInteger(amount) ? amount : new Float(amount),
    type,
    id,
    timestamp: new Float(timestamp),
    signature,
  };
}
