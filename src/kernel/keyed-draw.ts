import seedrandom from 'seedrandom';
import { streamLabel } from './random-streams.js';

const { imul } = Math;
const TWO_POW_MINUS_32 = 2.3283064365386963e-10;
const TWO_POW_MINUS_53 = 1.1102230246251565e-16;

/** The largest draw that there can be. */
export const LARGEST_DRAW = 1 - 0.5 * TWO_POW_MINUS_32;

/**
 * Uniform draws that are a function of a key and two counters (a message's number and its destination, say) and so do not
 * depend on the order in which they are asked for. It is not a cryptographic function.
 *
 * The key has 128 bits, drawn from an alea stream. The first counter (53 bits) goes into two words of 32 bits; the second
 * counter joins one of them, a round mixes it, the other word is added, and a second round mixes the sum. Two values of x
 * thus have related draws over y only if 64 bits coincide. For one x, the draws of different y are all different (2^32 of
 * them, without replacement): with n destinations some n^2 / 2^33 equal pairs are missing, which matters from about 10^5 on.
 *
 * The rounds (xor-shift, multiply, xor-shift, multiply, xor-shift) are C. Wellons' «lowbias32» and its successor with less
 * bias, found by search (https://github.com/skeeto/hash-prospector). The statistical battery in the tests is the evidence
 * for their quality in this arrangement.
 */
export class KeyedDraw {
  private readonly key0: number;
  private readonly key1: number;
  private readonly key2: number;
  private readonly key3: number;

  /** @throws RangeError when seed or purpose contain NUL */
  constructor(seed: string, purpose: string) {
    // No stream of RandomStreams has this name: their indices are numbers.
    const source = seedrandom.alea(streamLabel(seed, purpose, 'key'));
    this.key0 = source.int32();
    this.key1 = source.int32();
    this.key2 = source.int32();
    this.key3 = source.int32();
  }

  /**
   * The draw of counters x and y, in the open interval (0, 1): an odd multiple of 2^-33.
   * @param x integer from 0 to 2^53 - 1
   * @param y int32
   */
  uniform(x: number, y: number): number {
    return ((this.bits(x, y) >>> 0) + 0.5) * TWO_POW_MINUS_32;
  }

  /**
   * Writes the draws of x with y = 0 … count − 1 to the first places of `into`. What depends on x alone is worked out once.
   * @param x integer from 0 to 2^53 - 1
   */
  uniforms(x: number, count: number, into: Float64Array): void {
    const left = this.left(x);
    const right = this.right(x);
    for (let y = 0; y < count; y++) into[y] = ((mix(left, right, y) >>> 0) + 0.5) * TWO_POW_MINUS_32;
  }

  /**
   * A draw of x alone with 53 bits, in [0, 1): for a choice among very many, which 32 bits would make uneven.
   * @param x integer from 0 to 2^53 - 1
   */
  fine(x: number): number {
    const left = this.left(x);
    const right = this.right(x);
    return ((mix(left, right, 0) >>> 0) * 2097152 + (mix(left, right, 1) >>> 11)) * TWO_POW_MINUS_53;
  }

  /** The 32 bits behind the draw of x and y, as an int32. */
  bits(x: number, y: number): number {
    return mix(this.left(x), this.right(x), y);
  }

  /** The word of x that y joins. */
  private left(x: number): number {
    const high = (x * TWO_POW_MINUS_32) | 0;
    let left = ((x | 0) ^ this.key0) + imul(high ^ this.key1, 0x9e3779b1);
    left = imul(left ^ (left >>> 16), 0x21f0aaad);
    return left ^ (left >>> 15);
  }

  /** The word of x that is added later. */
  private right(x: number): number {
    const high = (x * TWO_POW_MINUS_32) | 0;
    let right = ((x | 0) ^ this.key2) + imul(high ^ this.key3, 0x85ebca77);
    right = imul(right ^ (right >>> 16), 0x7feb352d);
    return right ^ (right >>> 15);
  }
}

function mix(left: number, right: number, y: number): number {
  let mixed = left ^ y;
  mixed = imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = imul(mixed ^ (mixed >>> 15), 0xd35a2d97);
  mixed = (mixed ^ (mixed >>> 15)) + right;
  mixed = imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return mixed ^ (mixed >>> 16);
}
