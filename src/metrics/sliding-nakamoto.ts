/**
 * When a chain first became centralised: the first block at which k producers, or fewer, have made more than half of the last
 * `window` blocks, looked at after every block. It takes blocks one by one and keeps one window of them.
 */
export class SlidingNakamoto {
  /** How many blocks had been seen when it happened; null: it has not. */
  reached: number | null = null;
  private readonly few: number;
  private readonly counts: Int32Array;
  private readonly last: Int32Array;
  /** By number of blocks in the window: how many producers have so many. */
  private readonly producersWith: Int32Array;
  /** No producer has more. */
  private most = 0;
  private seen = 0;
  /** No earlier than then: the largest gain at most one block with every new one. */
  private nextLook: number;

  /**
   * @param few k, at least 1
   * @throws RangeError for a window or k that is no positive integer
   */
  constructor(producers: number, window: number, few: number) {
    for (const [name, value] of Object.entries({ window, few })) {
      if (!Number.isSafeInteger(value) || value < 1)
        throw new RangeError(`${name} is ${value}: expected a positive integer`);
    }
    this.few = few;
    this.counts = new Int32Array(producers);
    this.last = new Int32Array(window);
    this.producersWith = new Int32Array(window + 1);
    this.nextLook = window;
  }

  /** @param producer index of who made the next block */
  add(producer: number): void {
    if (this.reached !== null) return;
    const { counts, last, producersWith } = this;
    const at = this.seen % last.length;
    if (this.seen >= last.length) {
      const count = counts[last[at]!]!--;
      producersWith[count]!--;
      producersWith[count - 1]!++;
    }
    last[at] = producer;
    const count = ++counts[producer]!;
    producersWith[count - 1]!--;
    producersWith[count]!++;
    if (count > this.most) this.most = count;
    if (++this.seen < this.nextLook) return;
    const lacking = Math.floor(last.length / 2) + 1 - this.held();
    if (lacking <= 0) this.reached = this.seen;
    else this.nextLook = this.seen + lacking;
  }

  /** Blocks of the k largest producers in the window. */
  private held(): number {
    const { producersWith } = this;
    while (this.most > 0 && producersWith[this.most] === 0) this.most--;
    let [blocks, left] = [0, this.few];
    for (let count = this.most; count > 0 && left > 0; count--) {
      const taken = Math.min(left, producersWith[count]!);
      blocks += taken * count;
      left -= taken;
    }
    return blocks;
  }
}
