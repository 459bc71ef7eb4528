const { imul } = Math;

/**
 * A rolling digest of a run's events, to tell whether two runs were the same: 64 bits in two lanes, both fed with every
 * field, and with the order of events. Not cryptographic: it detects differences, not forgeries.
 */
export class Digest {
  private left = 0x243f6a88;
  private right = 0x13198a2e;
  private count = 0;

  /**
   * Adds an event.
   * @param time microseconds, an integer from 0 to 2^53 - 1
   * @param node where it happens, int32
   * @param from where it comes from, int32
   * @param kind what it is, int32
   */
  update(time: number, node: number, from: number, kind: number): void {
    const low = time | 0;
    const high = (time * 2.3283064365386963e-10) | 0;
    // A product passes a change on to higher bits only. In the right lane two of the fields have their halves exchanged, and
    // one product is turned, so that what cancels in one lane (changes of top bits) does not in the other.
    const left =
      low + imul(high, 0x9e3779b1) + imul(node, 0x85ebca77) + imul(from, 0xc2b2ae3d) + imul(kind, 0x27d4eb2f);
    const place = imul(low ^ ((node << 16) | (node >>> 16)), 0xcc9e2d51);
    const origin = imul(from ^ ((kind << 16) | (kind >>> 16)), 0xe6546b65);
    const right = place + imul(high, 0x1b873593) + ((origin << 11) | (origin >>> 21));
    const mixedLeft = imul(this.left ^ left, 0x7feb352d);
    const mixedRight = imul(this.right ^ right, 0x846ca68b);
    this.left = mixedLeft ^ (mixedLeft >>> 15);
    this.right = mixedRight ^ (mixedRight >>> 16);
    this.count++;
  }

  /** The digest so far, 16 hexadecimal digits. Further updates may follow. */
  hex(): string {
    const left = finish(this.left ^ imul(this.right, 0x9e3779b1) ^ this.count);
    const right = finish(this.right ^ imul(left, 0x85ebca77));
    return digits(left) + digits(right);
  }
}

/** A bijection of the 32-bit words that spreads every bit: MurmurHash3's finalizer (A. Appleby). */
function finish(word: number): number {
  let mixed = imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

function digits(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
