import type { NodeId, VoterSet } from '../contract.js';

/** A set of voters with its size; a second vote of the same node changes nothing. */
export class Voters implements VoterSet {
  size = 0;
  private bits: Uint32Array;

  constructor(n: number) {
    this.bits = new Uint32Array((n + 31) >>> 5);
  }

  /** A set of nodes given as bits, 32 a word, that nobody else writes to. */
  static ofWords(words: Uint32Array, size: number): Voters {
    const voters = new Voters(0);
    voters.bits = words;
    voters.size = size;
    return voters;
  }

  /** Whether the node was not in the set yet. */
  add(node: NodeId): boolean {
    const word = node >>> 5;
    const bit = 1 << (node & 31);
    if ((this.bits[word]! & bit) !== 0) return false;
    this.bits[word]! |= bit;
    this.size++;
    return true;
  }

  has(node: NodeId): boolean {
    return (this.bits[node >>> 5]! & (1 << (node & 31))) !== 0;
  }

  /** A set of its own, for a certificate that outlives the count. */
  copy(): Voters {
    return Voters.ofWords(this.bits.slice(), this.size);
  }

  /** Whether all of them are in the other set too. */
  isWithin(other: Voters): boolean {
    for (let word = 0; word < this.bits.length; word++) {
      if ((this.bits[word]! & ~(other.bits[word] ?? 0)) !== 0) return false;
    }
    return true;
  }

  /** Ascending. */
  *[Symbol.iterator](): IterableIterator<NodeId> {
    for (let word = 0; word < this.bits.length; word++) {
      for (let bits = this.bits[word]!; bits !== 0; bits &= bits - 1) yield word * 32 + 31 - Math.clz32(bits & -bits);
    }
  }
}
