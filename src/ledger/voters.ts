import type { NodeId, VoterSet } from '../contract.js';

/** A set of voters with its size; a second vote of the same node changes nothing. */
export class Voters implements VoterSet {
  size = 0;
  private bits: Uint32Array;

  constructor(n: number) {
    this.bits = new Uint32Array((n + 31) >>> 5);
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
    const copy = new Voters(0);
    copy.size = this.size;
    copy.bits = this.bits.slice();
    return copy;
  }

  /** Ascending. */
  *[Symbol.iterator](): IterableIterator<NodeId> {
    for (let word = 0; word < this.bits.length; word++) {
      for (let bits = this.bits[word]!; bits !== 0; bits &= bits - 1) yield word * 32 + 31 - Math.clz32(bits & -bits);
    }
  }
}
