import type { DelayLaw, NodeId, Time } from '../contract.js';
import type { KeyedDraw } from '../kernel/keyed-draw.js';
import type { Simulator } from '../kernel/simulator.js';
import type { Partitions } from './partitions.js';
import type { Synchrony } from './synchrony.js';

/** Size of a message on the wire. */
export type SizeOf = (kind: number, body: unknown) => number;

/** Hears of everything that is put on the network. */
export type SendListener = (time: Time, from: NodeId, kind: number, copies: number, sizeBytes: number) => void;

export interface TransportOptions {
  readonly simulator: Simulator;
  readonly n: number;
  readonly law: DelayLaw;
  /** Draws for delays; for loss and duplication; and for the scheduler under partial synchrony. */
  readonly delayDraw: KeyedDraw;
  readonly faultDraw: KeyedDraw;
  readonly schedulerDraw: KeyedDraw;
  readonly loss: number;
  readonly duplication: number;
  readonly partitions?: Partitions | undefined;
  readonly synchrony?: Synchrony | undefined;
  /** Bits per second by node; absent: sending takes no time of its own. */
  readonly bandwidth?: { readonly up: Float64Array; readonly down: Float64Array } | undefined;
  readonly sizeOf: SizeOf;
  readonly listeners: readonly SendListener[];
}

/** A sender's message numbers are spread so that two senders never share one. */
const SENDER_STRIDE = 4294967296;
const BITS_US = 8e6;
/** 100 years: a heavy-tailed law may draw later than the clock can count. */
const LATEST = 3_155_760_000_000_000;

/**
 * Carries messages between nodes: per-message delay, loss, duplication, partitions, partial synchrony, and a sender's
 * uplink that sends one message after another. Every draw is keyed by (message number of the sender, receiver), so that
 * no draw depends on the order of execution.
 */
export class Transport {
  private readonly options: TransportOptions;
  private readonly simulator: Simulator;
  private readonly sent: Float64Array;
  private readonly uplinkFreeAt: Float64Array;
  private readonly times: Float64Array;
  private readonly destinations: Int32Array;
  /** Whether only the latency law acts, as it does in most runs. */
  private readonly plain: boolean;

  constructor(options: TransportOptions) {
    this.options = options;
    this.simulator = options.simulator;
    this.sent = new Float64Array(options.n);
    this.uplinkFreeAt = new Float64Array(options.n);
    // Each receiver may get a duplicate beside the original, and the sender hears itself.
    this.times = new Float64Array(2 * options.n + 1);
    this.destinations = new Int32Array(2 * options.n + 1);
    this.plain =
      options.loss === 0 &&
      options.duplication === 0 &&
      !options.partitions &&
      !options.synchrony &&
      !options.bandwidth;
  }

  /** To one node; to itself at once and uncounted. */
  send(from: NodeId, to: NodeId, kind: number, body: unknown): void {
    const { simulator } = this;
    if (to === from) {
      simulator.deliverAt(simulator.now, to, simulator.message(kind, from, body, 1));
      return;
    }
    const sizeBytes = this.options.sizeOf(kind, body);
    this.report(from, kind, 1, sizeBytes);
    const arrivals = this.carry(from, to, this.number(from), sizeBytes, 0);
    if (arrivals > 0) {
      simulator.deliverMany(arrivals, this.times, this.destinations, simulator.message(kind, from, body, arrivals));
    }
  }

  /** To every node over direct links, and to the sender itself at once. */
  broadcast(from: NodeId, kind: number, body: unknown): void {
    const { simulator, options } = this;
    const sizeBytes = options.sizeOf(kind, body);
    if (options.n > 1) this.report(from, kind, options.n - 1, sizeBytes);
    const number = this.number(from);
    this.times[0] = simulator.now;
    this.destinations[0] = from;
    const arrivals = this.plain ? this.fanOut(from, number) : this.fanOutWithFaults(from, number, sizeBytes);
    simulator.deliverMany(arrivals, this.times, this.destinations, simulator.message(kind, from, body, arrivals));
  }

  private number(from: NodeId): number {
    return from * SENDER_STRIDE + this.sent[from]!++;
  }

  private report(from: NodeId, kind: number, copies: number, sizeBytes: number): void {
    for (const listener of this.options.listeners) listener(this.simulator.now, from, kind, copies, sizeBytes);
  }

  /** The hot path: n − 1 delays and nothing else. */
  private fanOut(from: NodeId, number: number): number {
    const { times, destinations } = this;
    const { law, delayDraw, n } = this.options;
    const { now } = this.simulator;
    let count = 1;
    for (let to = 0; to < n; to++) {
      if (to === from) continue;
      times[count] = Math.min(LATEST, now + Math.round(law.delay(delayDraw.uniform(number, to), from, to)));
      destinations[count++] = to;
    }
    return count;
  }

  private fanOutWithFaults(from: NodeId, number: number, sizeBytes: number): number {
    let count = 1;
    for (let to = 0; to < this.options.n; to++) {
      if (to !== from) count = this.carry(from, to, number, sizeBytes, count);
    }
    return count;
  }

  /** Writes the arrivals of one message (none, one, or two) from place `count` on; returns the new count. */
  private carry(from: NodeId, to: NodeId, number: number, sizeBytes: number, count: number): number {
    const { loss, duplication, faultDraw, partitions } = this.options;
    const departure = this.departure(from, to, sizeBytes);
    const { now } = this.simulator;
    if (partitions && partitions.blocked(from, to, now)) return count;
    if (loss > 0 && faultDraw.uniform(number, to) < loss) return count;
    count = this.arrive(from, to, departure, number, to, count);
    // Negative receivers key the draws of the duplicate.
    if (duplication > 0 && faultDraw.uniform(number, -1 - to) < duplication) {
      count = this.arrive(from, to, departure, number, -1 - to, count);
    }
    return count;
  }

  /** When the last bit has left: the uplink sends one message after another, at the lesser of both ends' rates. */
  private departure(from: NodeId, to: NodeId, sizeBytes: number): Time {
    const { bandwidth } = this.options;
    const { now } = this.simulator;
    if (!bandwidth) return now;
    const rate = Math.min(bandwidth.up[from]!, bandwidth.down[to]!);
    const departure = Math.max(now, this.uplinkFreeAt[from]!) + (sizeBytes * BITS_US) / rate;
    this.uplinkFreeAt[from] = departure;
    return departure;
  }

  private arrive(from: NodeId, to: NodeId, departure: Time, number: number, key: number, count: number): number {
    const { law, synchrony, delayDraw, schedulerDraw } = this.options;
    const { now } = this.simulator;
    const delay = departure - now + law.delay(delayDraw.uniform(number, key), from, to);
    const arrival = synchrony
      ? synchrony.arrival(now, delay, from, to, schedulerDraw.uniform(number, key))
      : now + delay;
    this.times[count] = Math.min(LATEST, Math.round(arrival));
    this.destinations[count] = to;
    return count + 1;
  }
}
