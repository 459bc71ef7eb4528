import type { Value } from '../contract.js';

/** A set of handles, one bit each: handles are given out densely from 0 on. */
export class ValueSet {
  private bits: Uint32Array;

  constructor(bits: Uint32Array = new Uint32Array(1)) {
    this.bits = bits;
  }

  has(value: Value): boolean {
    const word = value >>> 5;
    return word < this.bits.length && (this.bits[word]! & (1 << (value & 31))) !== 0;
  }

  add(value: Value): void {
    const word = value >>> 5;
    if (word >= this.bits.length) {
      const longer = new Uint32Array(Math.max(2 * this.bits.length, word + 1));
      longer.set(this.bits);
      this.bits = longer;
    }
    this.bits[word]! |= 1 << (value & 31);
  }

  delete(value: Value): void {
    const word = value >>> 5;
    if (word < this.bits.length) this.bits[word]! &= ~(1 << (value & 31));
  }

  copy(): ValueSet {
    return new ValueSet(this.bits.slice());
  }
}
