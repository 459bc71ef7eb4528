/**
 * The small script language of truly-decentralized-blockchain-core: words that push themselves on a stack, and four operations.
 * An output is locked by OP_DUP OP_HASH160 address OP_EQUAL_VERIFY OP_CHECKSIG, and unlocked by a signature and a public key.
 */
import type { Crypto } from '../crypto/crypto.js';

type Operation = (stack: string[], text: string, crypto: Crypto) => boolean;

/** What each does to the stack; false: the script fails. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  OP_DUP(stack) {
    const top = stack.at(-1);
    if (top === undefined) return false;
    stack.push(top);
    return true;
  },
  OP_HASH160(stack, _text, crypto) {
    const top = stack.pop();
    if (top === undefined) return false;
    stack.push(crypto.hash160(top));
    return true;
  },
  OP_EQUAL_VERIFY(stack) {
    const [b, a] = [stack.pop(), stack.pop()];
    return a !== undefined && a === b;
  },
  OP_CHECKSIG(stack, text, crypto) {
    const [publicKey, signature] = [stack.pop(), stack.pop()];
    if (publicKey === undefined || signature === undefined) return false;
    return crypto.verifies(publicKey, text, signature);
  },
};

/**
 * Whether an unlocking script opens a locking script: run one after the other, every operation succeeds.
 * @param text what signatures are over
 */
export function unlocks(
  unlocking: readonly string[],
  locking: readonly string[],
  text: string,
  crypto: Crypto,
): boolean {
  const stack: string[] = [];
  // What unlocks only pushes: it cannot do away with what is asked of it.
  stack.push(...unlocking);
  for (const word of locking) {
    const operation = Object.hasOwn(OPERATIONS, word) ? OPERATIONS[word] : undefined;
    if (!operation) stack.push(word);
    else if (!operation(stack, text, crypto)) return false;
  }
  return locking.length > 0;
}

/** Pays to whoever has the key of an address. */
export function lockedFor(address: string): readonly string[] {
  return ['OP_DUP', 'OP_HASH160', address, 'OP_EQUAL_VERIFY', 'OP_CHECKSIG'];
}

/** The address of such a script. */
export function addressOf(locking: readonly string[]): string {
  return locking[2] ?? '';
}
