import type { NodeId, Time } from '../contract.js';

const BITS_US = 8e6;
const STRIDE = 4;
const DOWN = 1;
const FREE_AT = 2;

/** The nodes' access lines; without them, sending takes no time of its own. */
export interface Lines {
  /** Bits per second, by node. */
  readonly up: Float64Array;
  readonly down: Float64Array;
  /**
   * Whether a message keeps the uplink until its last bit has left, or until it has arrived, or for as long as it takes at
   * the full upload rate.
   */
  readonly occupancy: 'sending' | 'delivery' | 'upload';
  /** Whether a link carries the lesser of upload here and download there, or the least of all four rates. */
  readonly rate: 'path' | 'least';
  /** By kind: whether its messages take their turn on the line. */
  readonly queued: readonly boolean[];
}

/**
 * Each endpoint's uplink: one message after another, first in first out, at the rate of the link. There is no queue
 * at the receiver.
 */
export class Uplinks {
  private readonly queued: Uint8Array;
  private readonly occupancy: Lines['occupancy'];
  private readonly isLeast: boolean;
  /** By endpoint, side by side: upload and download rate, and when the line is free again. */
  private readonly ends: Float64Array;

  /** @param identities whose each endpoint is */
  constructor({ up, down, occupancy, rate, queued }: Lines, identities: readonly NodeId[]) {
    this.queued = Uint8Array.from(queued, Number);
    this.occupancy = occupancy;
    this.isLeast = rate === 'least';
    this.ends = new Float64Array(STRIDE * identities.length);
    identities.forEach((node, endpoint) => {
      this.ends[STRIDE * endpoint] = up[node]!;
      this.ends[STRIDE * endpoint + DOWN] = down[node]!;
    });
  }

  queues(kind: number): boolean {
    return this.queued[kind] === 1;
  }

  /**
   * Puts a message of one endpoint to another in its queue.
   * @param travel how long it takes after it has left; under occupancy `delivery` the line is kept that long too
   * @returns when its last bit has left, microseconds and not rounded
   */
  departure(from: number, to: number, sizeBytes: number, now: Time, travel: Time): Time {
    const { ends, occupancy } = this;
    const up = ends[STRIDE * from]!;
    let rate = Math.min(up, ends[STRIDE * to + DOWN]!);
    if (this.isLeast) rate = Math.min(rate, ends[STRIDE * from + DOWN]!, ends[STRIDE * to]!);
    const start = Math.max(now, ends[STRIDE * from + FREE_AT]!);
    const departure = start + (sizeBytes * BITS_US) / rate;
    if (occupancy === 'upload') ends[STRIDE * from + FREE_AT] = start + (sizeBytes * BITS_US) / up;
    else ends[STRIDE * from + FREE_AT] = occupancy === 'delivery' ? departure + travel : departure;
    return departure;
  }
}
