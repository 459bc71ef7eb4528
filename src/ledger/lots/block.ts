/** Blocks of the lot-based proof of stake, with the header that the Python systems hash and sign. */
import type { LedgerBlock, NodeId, Value } from '../../contract.js';
import { transactionJson, type Transaction } from '../accounts/transaction.js';
import type { Crypto, Keys } from '../crypto/crypto.js';
import { Float, pythonJson } from '../crypto/python-json.js';

export interface LotBlock extends LedgerBlock {
  /** Blocks before it; genesis has 0. */
  readonly blockCount: number;
  readonly transactions: readonly Transaction[];
  readonly lastHash: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  /** Public key of its maker. */
  readonly forger: string;
  readonly signature: string;
  /** Hash of all fields with the signature blank: the name by which the next block links to it. */
  readonly hash: string;
}

/** What a forger decides on. */
export interface LotBlockDraft {
  readonly blockCount: number;
  readonly transactions: readonly Transaction[];
  readonly lastHash: string;
  readonly timestamp: number;
}

const NOBODY: NodeId = -1;

/** The hash of the fixed genesis block, whose timestamp is an integer in the systems' code. */
export function genesisBlock(crypto: Crypto): LotBlock {
  const draft = { blockCount: 0, transactions: [], lastHash: 'genesisHash', timestamp: 0 };
  const hash = crypto.hash(headerText(draft, 'genesis', '', 0));
  return { ...draft, forger: 'genesis', signature: '', hash, producer: NOBODY, value: 0 };
}

/** How a block of one's own can be made anew with something in it changed: only its forger has the keys. */
const sealers = new WeakMap<LotBlock, (changed: Partial<LotBlockDraft>, value: Value) => LotBlock>();

/** Makes and signs a block. */
export function sealBlock(
  draft: LotBlockDraft,
  by: { readonly producer: NodeId; readonly keys: Keys; readonly crypto: Crypto },
  value: Value,
): LotBlock {
  const { keys, crypto, producer } = by;
  const { publicKey: forger } = keys;
  const text = headerText(draft, forger, '', new Float(draft.timestamp));
  const hash = crypto.hash(text);
  const block: LotBlock = {
    ...draft,
    forger,
    signature: keys.sign(text),
    hash,
    producer,
    value,
  };
  sealers.set(block, (changed, other) => sealBlock({ ...draft, ...changed }, by, other));
  return block;
}

/** A block of one's own with something in it changed, signed again. */
export function resealed(block: LotBlock, changed: Partial<LotBlockDraft>, value: Value): LotBlock {
  return sealers.get(block)!(changed, value);
}

const verified = new WeakMap<LotBlock, boolean>();

/** Whether its forger signed it. */
export function isSealed(block: LotBlock, crypto: Crypto): boolean {
  let known = verified.get(block);
  if (known === undefined) {
    const text = headerText(block, block.forger, '', new Float(block.timestamp));
    known = crypto.verifies(block.forger, text, block.signature);
    verified.set(block, known);
  }
  return known;
}

function headerText(draft: LotBlockDraft, forger: string, signature: string, timestamp: number | Float): string {
  const { blockCount, lastHash, transactions } = draft;
  return pythonJson({
    blockCount,
    lastHash,
    signature,
    forger,
    timestamp,
    transactions: transactions.map(transactionJson),
  });
}
