import type { Time } from '../contract.js';

const BITS_US = 8e6;

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
  private readonly lines: Lines;
  private readonly freeAt: Float64Array;

  constructor(lines: Lines, endpoints: number) {
    this.lines = lines;
    this.freeAt = new Float64Array(endpoints);
  }

  queues(kind: number): boolean {
    return this.lines.queued[kind]!;
  }

  /**
   * Puts a message of one endpoint in its queue.
   * @param travel how long it takes after it has left; under occupancy `delivery` the line is kept that long too
   * @returns when its last bit has left, microseconds and not rounded
   */
  departure(endpoint: number, sender: number, receiver: number, sizeBytes: number, now: Time, travel: Time): Time {
    const { up, down, occupancy } = this.lines;
    const path = Math.min(up[sender]!, down[receiver]!);
    const rate = this.lines.rate === 'path' ? path : Math.min(path, down[sender]!, up[receiver]!);
    const start = Math.max(now, this.freeAt[endpoint]!);
    const departure = start + (sizeBytes * BITS_US) / rate;
    if (occupancy === 'upload') this.freeAt[endpoint] = start + (sizeBytes * BITS_US) / up[sender]!;
    else this.freeAt[endpoint] = occupancy === 'delivery' ? departure + travel : departure;
    return departure;
  }
}
