import forge from 'node-forge';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * How a message is made ready for RSA: PKCS#1 v1.5 or PSS (RFC 8017, sections 8.2 and 8.1), both with SHA-256; of PSS with the
 * longest salt that the key has room for, as Python's cryptography has it. Signatures are hex digits, those of PSS base64.
 */
export type Padding = 'pkcs1' | 'pss';

/** How a public key is written: a PEM file's text, or the hex digits of its DER form. */
export type KeyFormat = 'pem' | 'der-hex';

export interface RsaKeys {
  readonly publicKey: string;
  readonly sign: (text: string) => string;
}

/** Bytes of a PSS encoding beside the salt: the hash, and two. */
const PSS_BYTES = 34;

/** Keys by owner and size: the same owner has the same keys in every run, as if read from a file. */
const keyPairs = new Map<string, forge.pki.rsa.KeyPair>();
const publicKeys = new Map<string, forge.pki.rsa.PublicKey>();
/** By public key as it is written. */
const owners = new Map<string, string>();

/**
 * The RSA keys of an owner, made by a generator that is seeded with the owner's name: the same on every machine, and secret
 * from nobody.
 */
export function rsaKeys(owner: string, bits: number, padding: Padding, format: KeyFormat): RsaKeys {
  const name = `${bits} ${owner}`;
  let pair = keyPairs.get(name);
  if (!pair) {
    pair = forge.pki.rsa.generateKeyPair({ bits, e: 0x10001, prng: new SeededBytes(name) });
    keyPairs.set(name, pair);
  }
  const { privateKey, publicKey } = pair;
  const text = writtenKey(publicKey, format);
  publicKeys.set(text, publicKey);
  owners.set(text, owner);
  return { publicKey: text, sign: (message) => signed(privateKey, message, padding) };
}

/** Whose keys these are; of those that were not made here, the key itself. */
export function rsaOwner(publicKey: string): string {
  return owners.get(publicKey) ?? publicKey;
}

/** Whether a signature of a text was made with the private half of this key. What is no key or signature verifies nothing. */
export function rsaVerifies(publicKey: string, text: string, signature: string, padding: Padding): boolean {
  try {
    const key = publicKeys.get(publicKey) ?? readKey(publicKey);
    const digest = digestOf(text).digest().getBytes();
    return padding === 'pss'
      ? key.verify(digest, forge.util.decode64(signature), pss(text, key))
      : key.verify(digest, forge.util.hexToBytes(signature));
  } catch {
    return false;
  }
}

function writtenKey(key: forge.pki.rsa.PublicKey, format: KeyFormat): string {
  if (format === 'pem') return forge.pki.publicKeyToPem(key).replaceAll('\r\n', '\n').trimEnd();
  return forge.util.bytesToHex(forge.asn1.toDer(forge.pki.publicKeyToAsn1(key)).getBytes());
}

function readKey(text: string): forge.pki.rsa.PublicKey {
  if (text.startsWith('-----')) return forge.pki.publicKeyFromPem(text);
  const der = forge.util.createBuffer(forge.util.hexToBytes(text));
  return forge.pki.publicKeyFromAsn1(forge.asn1.fromDer(der)) as forge.pki.rsa.PublicKey;
}

function signed(key: forge.pki.rsa.PrivateKey, text: string, padding: Padding): string {
  const digest = digestOf(text);
  return padding === 'pss'
    ? forge.util.encode64(key.sign(digest, pss(text, key)))
    : forge.util.bytesToHex(key.sign(digest));
}

function digestOf(text: string): forge.md.MessageDigest {
  return forge.md.sha256.create().update(text, 'utf8');
}

/** The salt is made from the text, so that a signature is the same each time. */
function pss(text: string, { n }: { readonly n: forge.jsbn.BigInteger }): forge.pss.PSS {
  return forge.pss.create({
    md: forge.md.sha256.create(),
    mgf: forge.mgf.mgf1.create(forge.md.sha256.create()),
    saltLength: Math.ceil((n.bitLength() - 1) / 8) - PSS_BYTES,
    prng: new SeededBytes(`salt ${text}`),
  });
}

/** Bytes that a seed fixes: SHA-256 of the seed and a counter, read one after another. */
class SeededBytes {
  private readonly seed: string;
  private count = 0;
  private rest = '';

  constructor(seed: string) {
    this.seed = seed;
  }

  getBytesSync(count: number): string {
    while (this.rest.length < count) {
      const block = sha256(utf8ToBytes(`${this.seed} ${this.count++}`));
      this.rest += forge.util.hexToBytes(bytesToHex(block));
    }
    const bytes = this.rest.slice(0, count);
    this.rest = this.rest.slice(count);
    return bytes;
  }

  getBytes(count: number): string {
    return this.getBytesSync(count);
  }
}
