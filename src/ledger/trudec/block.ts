/** Blocks of truly-decentralized-blockchain-core, with the header that it hashes. */
import type { LedgerBlock, NodeId, Value } from '../../contract.js';
import type { Crypto } from '../crypto/crypto.js';
import { merkleRoot } from '../crypto/merkle.js';
import { bytesText, Float, pythonJson } from '../crypto/python-json.js';
import { hashOf, payTo, transactionText, type UtxoTransaction } from '../utxo/transaction.js';
import type { Vote } from './election.js';
import { walletOf, type TrudecSettings } from './settings.js';

export interface TrudecHeader {
  readonly previousHash: string;
  readonly merkleRoot: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly nonce: number;
  readonly complexity: number;
  /** Whether it is the product of a division, which Python writes with a point even where it is whole; true, or absent. */
  readonly divided?: boolean;
}
export interface TrudecBlock extends LedgerBlock, TrudecHeader {
  readonly transactions: readonly UtxoTransaction[];
  /** Blocks before it; not in the header. */
  readonly height: number;
  /** Public key of its maker, and the votes that it counted; nobody looks at them as published, where they are not on the wire. */
  readonly maker: string;
  readonly round: number;
  readonly votes: readonly Vote[];
}

export function headerHash(
  { previousHash, merkleRoot: root, timestamp, nonce, complexity, divided }: TrudecHeader,
  crypto: Crypto,
): string {
  return crypto.hash(
    pythonJson({
      previous_block_hash: previousHash,
      merkle_root: root,
      timestamp: new Float(timestamp),
      nonce,
      complexity: divided || !Number.isInteger(complexity) ? new Float(complexity) : complexity,
    }),
  );
}

export function rootOf(transactions: readonly UtxoTransaction[], crypto: Crypto): string {
  return merkleRoot(
    transactions.map((transaction) => crypto.hash(bytesText(transactionText(transaction)))),
    crypto.hash,
  );
}

/**
 * Finds the nonce by which the hash of a header begins with enough zeros; the first that is tried is 1. With symbols there is nothing to search:
 * the puzzle is the time that it takes.
 */
export function solved(header: TrudecHeader, zeros: number, crypto: Crypto): TrudecHeader & { readonly hash: string } {
  for (let nonce = 1; ; nonce++) {
    const tried = { ...header, nonce };
    const hash = headerHash(tried, crypto);
    if (isSolved(hash, zeros, crypto)) return { ...tried, hash };
  }
}

export function isSolved(hash: string, zeros: number, { kind }: Crypto): boolean {
  return kind === 'symbolic' || hash.startsWith('0'.repeat(zeros));
}

/** 2023-04-30 00:05:23.111 in UTC+05:30. */
const GENESIS_S = 1_682_793_323.111;
const ZEROS = '0'.repeat(64);
export const SUPPLY = 50;
/** What one of the outputs of genesis is worth where all nodes have some. */
export const coinValue = (n: number): number => (n <= SUPPLY ? 1 : SUPPLY / n);
const NOBODY: NodeId = -1;
const NOTHING: Value = 0;

export function genesisBlock({ genesis }: TrudecSettings, n: number, crypto: Crypto): TrudecBlock {
  const address = (node: NodeId) => crypto.hash160(crypto.keysOf(walletOf(node)).publicKey);
  const outputs =
    genesis === 'first'
      ? [payTo(address(0), SUPPLY)]
      : Array.from({ length: Math.max(SUPPLY, n) }, (_, coin) => payTo(address(coin % n), coinValue(n)));
  const inputs = [{ transactionHash: ZEROS, outputIndex: 0, unlockingScript: [] }];
  const transactions = [{ inputs, outputs, hash: hashOf(inputs, outputs, crypto), request: NOTHING }];
  const root = rootOf(transactions, crypto);
  const header = { previousHash: ZEROS, merkleRoot: root, timestamp: GENESIS_S, nonce: 0, complexity: 1 };
  const rest = { transactions, height: 0, maker: '', round: 0, votes: [], producer: NOBODY, value: NOTHING };
  return { ...header, ...rest, hash: headerHash(header, crypto) };
}

/** Sizes on the wire, with RSA keys of 2048 bits. */
export const TRANSACTION_BYTES = 1500;
export const VOTE_BYTES = 1200;
const HEADER_BYTES = 300;

export function blockBytes({ transactions, votes }: TrudecBlock): number {
  return HEADER_BYTES + TRANSACTION_BYTES * transactions.length + VOTE_BYTES * votes.length;
}
