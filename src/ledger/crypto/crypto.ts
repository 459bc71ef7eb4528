/**
 * Hashes, keys and signatures of a protocol, as symbols or in earnest. Both give the same decisions: equality of hashes and
 * validity of signatures decide, and what a protocol draws it draws from names and times (`ownerOf`, `tieDraw`). Only where the
 * published rule draws from a hash of signatures themselves it is the same law in both, and not the same number.
 */
import { z } from 'zod';
import { ripemd160Hex, sha256Hex, symbolicHash } from './hashes.js';
import { rsaKeys, rsaOwner, rsaVerifies, type KeyFormat, type Padding } from './rsa.js';

export interface Keys {
  /** A text by which everybody knows the owner. */
  readonly publicKey: string;
  /** Signature of a text. */
  readonly sign: (text: string) => string;
}

export interface Crypto {
  readonly kind: 'symbolic' | 'real';
  /** Hash of a text as hex digits: SHA-256, or what stands for it. */
  readonly hash: (text: string) => string;
  /** RIPEMD-160 of the hex text of the hash of a text: how addresses are made of keys. */
  readonly hash160: (text: string) => string;
  /** Keys of an owner by name; the same name has the same keys in every run. */
  readonly keysOf: (owner: string) => Keys;
  /** The name of the owner of a public key; of a key that nobody here has made, the key itself. */
  readonly ownerOf: (publicKey: string) => string;
  /** Whether a text was signed with the keys of which this is the public one. */
  readonly verifies: (publicKey: string, text: string, signature: string) => boolean;
}

export interface CryptoOptions {
  readonly crypto: 'symbolic' | 'real';
  /** Size of RSA keys; only with `crypto: real`. */
  readonly keyBits?: number | undefined;
}

const DEFAULT_BITS = 1024;

/** The options by which a scenario chooses; they stand among those of the protocol. */
export const cryptoOptions = () => ({
  crypto: z
    .enum(['symbolic', 'real'])
    .default('symbolic')
    .describe('Whether hashes and signatures are symbols, which is fast, or SHA-256 and RSA'),
  keyBits: z
    .int()
    .min(512)
    .max(4096)
    .optional()
    .describe(`Size of RSA keys under crypto: real; ${DEFAULT_BITS} by default, as 2048 take seconds a key to make`),
});

/** To be handed to `refine` by whoever takes `cryptoOptions`. */
export const keyBitsMatter = ({ crypto, keyBits }: CryptoOptions): boolean =>
  crypto === 'real' || keyBits === undefined;
export const keyBitsMessage = { error: 'keyBits has an effect only with crypto: real', path: ['keyBits'] };

/** @param scheme how a protocol's keys are written and its messages padded before they are signed */
export function cryptoOf(
  { crypto, keyBits = DEFAULT_BITS }: CryptoOptions,
  scheme: { readonly padding: Padding; readonly format: KeyFormat },
): Crypto {
  return crypto === 'symbolic' ? symbolic : real(keyBits, scheme.padding, scheme.format);
}

function real(bits: number, padding: Padding, format: KeyFormat): Crypto {
  return {
    kind: 'real',
    hash: sha256Hex,
    hash160: (text) => ripemd160Hex(sha256Hex(text)),
    keysOf: (owner) => rsaKeys(owner, bits, padding, format),
    ownerOf: rsaOwner,
    verifies: (publicKey, text, signature) => rsaVerifies(publicKey, text, signature, padding),
  };
}

/** Anybody could sign for anybody; only those do who are made to by a scenario. */
const symbolicSignature = (publicKey: string, text: string): string => symbolicHash(`${publicKey} signs ${text}`);

const KEY_OF = 'key of ';

const symbolic: Crypto = {
  kind: 'symbolic',
  hash: symbolicHash,
  hash160: (text) => symbolicHash(`address ${text}`),
  keysOf: (owner) => {
    const publicKey = KEY_OF + owner;
    return { publicKey, sign: (text) => symbolicSignature(publicKey, text) };
  },
  ownerOf: (publicKey) => (publicKey.startsWith(KEY_OF) ? publicKey.slice(KEY_OF.length) : publicKey),
  verifies: (publicKey, text, signature) => signature === symbolicSignature(publicKey, text),
};
