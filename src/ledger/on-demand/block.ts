/** Blocks of on-demand proof of work: their text as the Python system hashes it, and the search for a nonce. */
import type { BlockId, LedgerBlock, Value } from '../../contract.js';
import type { Crypto } from '../crypto/crypto.js';
import { symbolicHash } from '../crypto/hashes.js';
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

const TWO_52 = 4503599627370496;

/**
 * Hashes that it takes until one begins with so many zeros, drawn from the law that their number has: each has a chance of
 * 16 to the minus number of zeros. The draw is a fixed one for what is mined, as the nonce is: so the time of a search is the
 * same whether hashes are real or symbols, and two nodes that mine the same block find the same nonce.
 */
export function triesFor({ index, timestamp, transactions }: OnDemandHeader, zeros: number): number {
  let space = 1;
  for (let i = 0; i < zeros; i++) space *= 16;
  if (space === 1) return 1;
  const bits = parseInt(symbolicHash(`${index} ${timestamp} ${transactions.map(signedText).join()}`).slice(0, 13), 16);
  return 1 + Math.floor(Math.log1p(-(bits + 0.5) / TWO_52) / Math.log1p(-1 / space));
}

/** The first nonce from 0 upwards whose hash begins with so many zeros; where hashes are symbols, that of the last of its tries. */
export function search(
  header: OnDemandHeader,
  zeros: number,
  crypto: Crypto,
): { readonly nonce: number; readonly hash: string } {
  const hashOf = (nonce: number) => crypto.hash(blockText(header, nonce));
  if (crypto.kind === 'symbolic') {
    const nonce = triesFor(header, zeros) - 1;
    return { nonce, hash: hashOf(nonce) };
  }
  const wanted = '0'.repeat(zeros);
  for (let nonce = 0; ; nonce++) {
    const hash = hashOf(nonce);
    if (hash.startsWith(wanted)) return { nonce, hash };
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
