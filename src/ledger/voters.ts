import type { NodeId, VoterSet } from '../contract.js';

/** A set of voters with its size; a second vote of the same node changes nothing. */
export class Voters implements VoterSet {
  size = 0;
  private bits: Uint32Array;

  constructor(n: number) {
    this.bits = new Uint32Array((n + 31) >>> 5);
  }

  /** A set of nodes given as bits, 32 a word, to which nobody else writes. */
  static ofWords(words: Uint32Array): Voters {
    const voters = new Voters(0);
    voters.bits = words;
    for (let i = 0; i < words.length; i++) voters.size += ones(words[i]!);
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
    const voters = new Voters(0);
    voters.bits = this.bits.slice();
    voters.size = this.size;
    return voters;
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

/** How many bits of a word are set (H. S. Warren, Hacker's Delight, section 5-1). */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
