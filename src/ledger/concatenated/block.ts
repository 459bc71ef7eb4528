/**
 * Blocks of "consensus_protocols" (GitHub, 2023): index, timestamp, data and the hash before, hashed as one text in which nothing
 * stands between the four, so that different blocks may have one hash. A timestamp is a text, the same in all new blocks of a protocol.
 */
import { z } from 'zod';
import type { NodeContext, Value } from '../../contract.js';
import { cryptoOf, cryptoOptions, keyBitsMatter, keyBitsMessage, type Crypto } from '../crypto/crypto.js';

export interface ConcatenatedBlock {
  readonly index: number;
  readonly timestamp: string;
  readonly data: string;
  readonly previousHash: string;
  readonly hash: string;
  /** Handle of the batch that holds its one request. */
  readonly value: Value;
}

/** Bytes of a message beside the data: a request of one letter makes a frame of 642. */
const FRAME_BYTES = 641;

export function blockHash(
  { index, timestamp, data, previousHash }: Omit<ConcatenatedBlock, 'hash' | 'value'>,
  crypto: Crypto,
): string {
  return crypto.hash(`${index}${timestamp}${data}${previousHash}`);
}

export function genesisOf(crypto: Crypto): ConcatenatedBlock {
  const fields = { index: 0, timestamp: 'genesis_timestamp', data: 'first block', previousHash: '' };
  return { ...fields, hash: blockHash(fields, crypto), value: 0 };
}

/** The block of one request on top of another, with the timestamp of all new blocks of a protocol. */
export function blockOn(
  head: ConcatenatedBlock,
  index: number,
  request: { readonly timestamp: string; readonly data: string; readonly value: Value },
  crypto: Crypto,
): ConcatenatedBlock {
  const { timestamp, data, value } = request;
  return rehashed({ index, timestamp, data, previousHash: head.hash, hash: '', value }, crypto);
}

/** A block as whoever reads it builds it again: what it holds is taken over, and its hash worked out. */
export const rehashed = (block: ConcatenatedBlock, crypto: Crypto): ConcatenatedBlock => ({
  ...block,
  hash: blockHash(block, crypto),
});

/** A block as messages and signatures have it. */
export const blockJson = ({ index, timestamp, data, previousHash, hash }: ConcatenatedBlock) => ({
  index,
  timestamp,
  data,
  previous_hash: previousHash,
  current_hash: hash,
});

export const frameBytes = (block: ConcatenatedBlock | undefined): number => FRAME_BYTES + (block?.data.length ?? 0);

/** A switch that repairs one of its defects when it is off. */
export const asPublished = (describe: string) => z.boolean().default(true).describe(describe);

/** Options of both protocols of the system. */
export const concatenatedOptions = () => ({
  ...cryptoOptions(),
  receiveBytes: z
    .union([z.literal('unlimited'), z.int().min(1)])
    .default(2048)
    .describe('Longest message that is read; longer ones break'),
});
export const concatenatedCrypto = (params: Parameters<typeof cryptoOf>[0]): Crypto =>
  cryptoOf(params, { padding: 'pss', format: 'pem' });
export const checkedOptions = <S extends z.ZodObject>(schema: S): S =>
  schema.refine(keyBitsMatter as never, keyBitsMessage);

export const isRead = (block: ConcatenatedBlock | undefined, receiveBytes: number | 'unlimited'): boolean =>
  receiveBytes === 'unlimited' || frameBytes(block) <= receiveBytes;

/** What a request says; of clients without a script, its number. */
export function dataOf(value: Value, me: Pick<NodeContext, 'payload'>): string {
  const says = me.payload(value) as { readonly data?: string } | undefined;
  return says?.data ?? `request ${value}`;
}

export const submitSchema = () =>
  z.object({ data: z.string().max(10_000).optional().describe('Text of the request; by default its number') });

/** Views that both protocols have. */
export const chainView = {
  describe: 'Its blocks.',
  schema: z.object({}),
  show: ({ blocks }: { readonly blocks: readonly ConcatenatedBlock[] }) =>
    blocks.map(({ value: _value, ...fields }) => fields),
};
export const blockView = {
  describe: 'One block.',
  schema: z.object({ block: z.string().describe('Its place in the chain from 0, or its hash') }),
  show({ blocks }: { readonly blocks: readonly ConcatenatedBlock[] }, { block }: { block: string }) {
    const found = blocks.find(({ hash }, at) => hash === block || String(at) === block);
    if (!found) return null;
    const { value: _value, ...fields } = found;
    return fields;
  },
};
