/** Blocks of on-demand proof of work: their text as the Python system hashes it, and the search for a nonce. */
import type { BlockId, LedgerBlock, Value } from '../../contract.js';
import type { Crypto } from '../crypto/crypto.js';
import { Float, pythonJson, type PythonJson } from '../crypto/python-json.js';

export type Party = string | number;

export interface OnDemandTransaction {
  readonly sender: Party;
  readonly receiver: Party;
  /** Seconds since 1970, set by the node whose pool it waits in. */
  readonly timestamp: number;
  readonly amount: number;
  /** Only where transactions are checked. */
  readonly signature?: string;
  /** The handle of the request that it is. */
  readonly request: Value;
}

/** What is hashed. */
export interface OnDemandHeader {
  readonly index: number;
  readonly transactions: readonly OnDemandTransaction[];
  readonly timestamp: number;
  readonly previousHash: string;
}

export interface OnDemandBlock extends OnDemandHeader, LedgerBlock {
  readonly nonce: number;
  /** Zeros that were worked for, where hashes are symbols. */
  readonly worked: number;
  /** Its place in the run's tree of blocks. */
  readonly id: BlockId;
}

const number = (value: number): PythonJson => (Number.isSafeInteger(value) ? value : new Float(value));

export function transactionJson({ sender, receiver, timestamp, amount, signature }: OnDemandTransaction) {
  const party = (name: Party): PythonJson => (typeof name === 'number' ? number(name) : name);
  return {
    sender: party(sender),
    receiver: party(receiver),
    timestamp: new Float(timestamp),
    amount: number(amount),
    ...(signature === undefined ? {} : { signature }),
  };
}

/** JSON of the whole block with sorted keys. */
export function blockText({ index, transactions, timestamp, previousHash }: OnDemandHeader, nonce: number): string {
  const written = transactions.map(transactionJson);
  const fields = { index, transactions: written, timestamp: new Float(timestamp), previousHash, nonce };
  return pythonJson(fields, { sortKeys: true });
}

/** What a sender signs. */
export function signedText({ sender, receiver, timestamp, amount }: Omit<OnDemandTransaction, 'request'>): string {
  return pythonJson(transactionJson({ sender, receiver, timestamp, amount, request: 0 }), { sortKeys: true });
}

/** A nonce whose hash begins with so many zeros, from 0 upwards; `tries` says how long that takes. */
export interface Found {
  readonly nonce: number;
  readonly hash: string;
  readonly tries: number;
}

/**
 * The search itself where hashes are real; else the number of tries is drawn from the law that it has.
 * @param random draws in [0, 1)
 */
export function search(header: OnDemandHeader, zeros: number, crypto: Crypto, random: () => number): Found {
  if (crypto.kind === 'symbolic') {
    let space = 1;
    for (let i = 0; i < zeros; i++) space *= 16;
    // Tries until the first success, each of chance 1 / space.
    const tries = space === 1 ? 1 : 1 + Math.floor(Math.log1p(-random()) / Math.log1p(-1 / space));
    return { nonce: tries - 1, hash: crypto.hash(blockText(header, tries - 1)), tries };
  }
  const wanted = '0'.repeat(zeros);
  for (let nonce = 0; ; nonce++) {
    const hash = crypto.hash(blockText(header, nonce));
    if (hash.startsWith(wanted)) return { nonce, hash, tries: nonce + 1 };
  }
}

/** Hashes that were computed again from what blocks hold. */
const hashes = new WeakMap<OnDemandBlock, string>();

/** Whether the hash is that of the block, and so many zeros were worked for. */
export function isWorked(block: OnDemandBlock, zeros: number, crypto: Crypto): boolean {
  let hash = hashes.get(block);
  if (hash === undefined) hashes.set(block, (hash = crypto.hash(blockText(block, block.nonce))));
  if (hash !== block.hash) return false;
  return crypto.kind === 'symbolic' ? block.worked >= zeros : hash.startsWith('0'.repeat(zeros));
}

/** What an apostrophe breaks when quotes are swapped in the text of a block. */
export function hasApostrophe({ transactions }: OnDemandHeader): boolean {
  return transactions.some(({ sender, receiver }) => [sender, receiver].some((name) => String(name).includes("'")));
}
