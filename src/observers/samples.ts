import { sortedTimes } from './sorted-times.js';

/** The most samples that are kept; beyond it every other one is dropped, and from then on only every other one is taken. */
const MOST = 1 << 20;

/** Room at first: arrays up to this size cost next to nothing, and a search makes thousands that stay empty. */
const FEWEST = 8;

/** A systematic sample of a long series, in bounded memory. */
export class Samples {
  private values = new Float64Array(FEWEST);
  private count = 0;
  private stride = 1;
  private seen = 0;

  add(value: number): void {
    if (this.seen++ % this.stride !== 0) return;
    if (this.count === this.values.length) this.makeRoom();
    if ((this.seen - 1) % this.stride === 0) this.values[this.count++] = value;
  }

  /** The samples in ascending order. */
  sorted(): Float64Array {
    return sortedTimes(this.values.subarray(0, this.count));
  }

  /** The lower middle of the samples; undefined when there is none. */
  median(): number | undefined {
    return this.sorted()[Math.ceil(this.count / 2) - 1];
  }

  private makeRoom(): void {
    if (this.count < MOST) {
      const wider = new Float64Array(this.count * 2);
      wider.set(this.values);
      this.values = wider;
      return;
    }
    for (let i = 0; 2 * i < this.count; i++) this.values[i] = this.values[2 * i]!;
    this.count = Math.ceil(this.count / 2);
    this.stride *= 2;
  }
}
