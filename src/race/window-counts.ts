import type { NodeId, Time } from '../contract.js';

/** Blocks of each producer in one window of the chain. */
export interface WindowCount {
  readonly from: number;
  readonly to: number;
  /** When its last block was made. */
  readonly end: Time;
  readonly counts: Int32Array;
}

/** At most so many windows are kept; numbers of all windows together are bounded too. */
const MOST_WINDOWS = 500;
const MOST_NUMBERS = 4_000_000;

/**
 * Tumbling windows of a chain of any length: where there are too many, neighbours are merged and windows become twice as
 * long from then on.
 */
export class WindowCounts {
  private readonly producers: number;
  private readonly most: number;
  private length: number;
  private windows: { from: number; to: number; end: Time; counts: Int32Array }[] = [];
  private open: { from: number; to: number; end: Time; counts: Int32Array } | undefined;

  /** @param length blocks of a window at first */
  constructor(producers: number, length: number) {
    this.producers = producers;
    this.length = length;
    this.most = Math.max(2, Math.min(MOST_WINDOWS, Math.floor(MOST_NUMBERS / producers)));
  }

  add(height: number, producer: NodeId, time: Time): void {
    const open = (this.open ??= { from: height, to: height, end: time, counts: new Int32Array(this.producers) });
    open.to = height;
    open.end = time;
    open.counts[producer]!++;
    if (height - open.from + 1 === this.length) this.close(open);
  }

  /** Those that are full, in order. */
  full(): readonly WindowCount[] {
    return this.windows;
  }

  private close(open: NonNullable<WindowCounts['open']>): void {
    this.windows.push(open);
    this.open = undefined;
    if (this.windows.length < this.most) return;
    // An odd one out is the beginning of the next window.
    const { windows } = this;
    this.windows = [];
    for (let i = 0; i + 1 < windows.length; i += 2) this.windows.push(merged(windows[i]!, windows[i + 1]!));
    if (windows.length % 2 === 1) this.open = windows.at(-1);
    this.length *= 2;
  }
}

function merged(first: WindowCount, second: WindowCount): WindowCount {
  for (let i = 0; i < first.counts.length; i++) first.counts[i]! += second.counts[i]!;
  return { from: first.from, to: second.to, end: second.end, counts: first.counts };
}
