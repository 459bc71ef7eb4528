/**
 * Messages of "consensus_protocols" as they are sent: type and content, and the sender's signature of both (RSA-PSS with SHA-256
 * where crypto is real). Its PBFT, whose messages these are, drops what does not verify.
 */
import type { NodeId } from '../../contract.js';
import type { Crypto, Keys } from '../crypto/crypto.js';
import { pythonJson } from '../crypto/python-json.js';
import { blockJson, type ConcatenatedBlock } from './block.js';

/** A message about a block. */
export interface Enveloped {
  readonly block: ConcatenatedBlock;
  readonly signature: string;
}

/** The keys in a node's PEM file. */
export const keysOfNode = (node: NodeId, crypto: Crypto): Keys => crypto.keysOf(`node ${node}`);

const signedText = (type: string, block: ConcatenatedBlock): string => pythonJson({ type, content: blockJson(block) });

/** How a message of one's own could say something else: only its sender has the keys. */
const signers = new WeakMap<Enveloped, (block: ConcatenatedBlock) => Enveloped>();

/** The same message about another block, signed as it was. */
export const aboutAnother = (message: Enveloped, block: ConcatenatedBlock): Enveloped =>
  signers.get(message)?.(block) ?? { ...message, block };

export function enveloped(type: string, block: ConcatenatedBlock, keys: Keys): Enveloped {
  const message = { block, signature: keys.sign(signedText(type, block)) };
  signers.set(message, (other) => enveloped(type, other, keys));
  return message;
}

/** Under a signature that is none. */
export const unsigned = (block: ConcatenatedBlock): Enveloped => ({ block, signature: '' });

/** By message, which all receivers look at. */
const verified = new WeakMap<Enveloped, boolean>();

/** Whether it is signed by the node that sent it. */
export function isSignedBy(message: Enveloped, type: string, from: NodeId, crypto: Crypto): boolean {
  let known = verified.get(message);
  if (known === undefined) {
    const { publicKey } = keysOfNode(from, crypto);
    known = crypto.verifies(publicKey, signedText(type, message.block), message.signature);
    verified.set(message, known);
  }
  return known;
}
