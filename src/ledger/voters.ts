import type { NodeId } from '../contract.js';

/** A set of voters with its size; a second vote of the same node changes nothing. */
export class Voters {
  size = 0;
  private readonly bits: Uint32Array;

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
}
