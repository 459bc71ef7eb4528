import type { NodeId, Time } from '../contract.js';

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
  private readonly queued: Uint8Array;
  private readonly occupancy: Lines['occupancy'];
  private readonly isLeast: boolean;
  private readonly up: Rates;
  private readonly down: Rates;
  /** By endpoint: when the line is free again. */
  private readonly freeAt: Float64Array;

  /** @param identities whose each endpoint is */
  constructor({ up, down, occupancy, rate, queued }: Lines, identities: readonly NodeId[]) {
    this.queued = Uint8Array.from(queued, Number);
    this.occupancy = occupancy;
    this.isLeast = rate === 'least';
    this.up = ratesOf(up, identities);
    this.down = ratesOf(down, identities);
    this.freeAt = new Float64Array(identities.length);
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
    const { up, down, freeAt, occupancy } = this;
    const upload = up.values[up.places[from]!]!;
    let rate = Math.min(upload, down.values[down.places[to]!]!);
    if (this.isLeast) rate = Math.min(rate, down.values[down.places[from]!]!, up.values[up.places[to]!]!);
    const start = Math.max(now, freeAt[from]!);
    const departure = start + (sizeBytes * BITS_US) / rate;
    if (occupancy === 'upload') freeAt[from] = start + (sizeBytes * BITS_US) / upload;
    else freeAt[from] = occupancy === 'delivery' ? departure + travel : departure;
    return departure;
  }
}

/** Rates by endpoint, of which most networks have few: then a byte says which, and those of 100,000 nodes stay in the cache. */
interface Rates {
  readonly values: Float64Array;
  /** By endpoint: a place in `values`. */
  readonly places: Uint8Array | Int32Array;
}

function ratesOf(rates: Float64Array, identities: readonly NodeId[]): Rates {
  const placeOf = new Map<number, number>();
  const places = Int32Array.from(identities, (node) => {
    const rate = rates[node]!;
    const place = placeOf.get(rate) ?? placeOf.size;
    placeOf.set(rate, place);
    return place;
  });
  return {
    values: Float64Array.from(placeOf.keys()),
    places: placeOf.size <= 256 ? Uint8Array.from(places) : places,
  };
}
