import type { NodeId, Time } from '../contract.js';
import type { Simulator } from '../kernel/simulator.js';
import type { TransportOptions } from './transport-options.js';
import { Uplinks } from './uplinks.js';

/** A sender's message numbers are spread so that two senders never share one. */
const SENDER_STRIDE = 4294967296;
/** 100 years: a heavy-tailed law may draw later than the clock can count. */
const LATEST = 3_155_760_000_000_000;

/** A delay (≥ 0) in whole microseconds. Math.round is compiled to a branch on the fraction, which no processor can foresee. */
const rounded = (delay: number): Time => Math.floor(delay + 0.5);

/**
 * Carries messages between nodes: per-message delay, loss, duplication, partitions, partial synchrony, and a sender's
 * uplink that sends one message after another. Every draw is keyed by (message number of the sender, receiver), so that
 * no draw depends on the order of execution. What is sent to a node goes to every copy of it; a sender's own copy hears it
 * at once, its other copies like anybody else, uncounted.
 */
export class Transport {
  private readonly options: TransportOptions;
  private readonly simulator: Simulator;
  private readonly sent: Uint32Array;
  private readonly uplinks: Uplinks | undefined;
  private readonly times: Float64Array;
  private readonly destinations: Int32Array;
  /** Of the broadcast under way, by receiver. */
  private readonly draws: Float64Array;
  /** Whether every message arrives once, when latency and lines say: no copies of nodes, faults or schedulers. */
  private readonly isSteady: boolean;
  /** By kind: whether only the latency law acts on it, as it does on all in most runs. */
  private readonly plain: readonly boolean[];
  private readonly handling: Float64Array;
  /** The message under way, for a scheduler that looks into it. */
  private readonly message: { kind: number; body: unknown } = { kind: 0, body: undefined };
  private readonly endpoints: number;

  constructor(options: TransportOptions) {
    this.options = options;
    this.simulator = options.simulator;
    this.endpoints = options.identities.length;
    this.sent = new Uint32Array(this.endpoints);
    this.uplinks = options.lines && new Uplinks(options.lines, options.identities);
    // Each receiver may get a duplicate beside the original, and the sender hears itself.
    this.times = new Float64Array(2 * this.endpoints + 1);
    this.destinations = new Int32Array(2 * this.endpoints + 1);
    this.draws = new Float64Array(options.n);
    this.handling = options.handling ?? new Float64Array(options.kinds);
    this.isSteady =
      this.endpoints === options.n &&
      options.loss === 0 &&
      options.duplication === 0 &&
      !options.reordering &&
      !options.partitions &&
      !options.synchrony;
    this.plain = Array.from(
      this.handling,
      (_, kind) => this.isSteady && this.uplinks?.queues(kind) !== true && !options.validation,
    );
  }

  /** Whether anybody hears of single copies. */
  get isWatched(): boolean {
    return this.options.transmitListeners.length > 0;
  }

  /** To one node; to itself at once and uncounted. */
  send(from: number, to: NodeId, kind: number, body: unknown): void {
    const { simulator } = this;
    const sender = this.senderOf(from);
    let count = 0;
    if (to === sender) {
      this.times[0] = simulator.now;
      this.destinations[0] = from;
      count = 1;
      if (this.endpoints === this.options.n) {
        return simulator.deliverAt(simulator.now, from, simulator.message(kind, sender, body, 1));
      }
    }
    const sizeBytes = this.options.sizeOf(kind, body);
    if (to !== sender) this.report(sender, kind, 1, sizeBytes);
    if (this.isSteady && !this.isWatched) {
      this.steady(from, to, kind, body, sizeBytes, 0);
      return simulator.deliverMany(1, this.times, this.destinations, simulator.message(kind, sender, body, 1));
    }
    const number = this.number(from);
    this.lookAt(kind, body);
    count = this.carryToAll(from, to, kind, number, sizeBytes, count);
    if (count > 0) {
      simulator.deliverMany(count, this.times, this.destinations, simulator.message(kind, sender, body, count));
    }
  }

  /** To several other nodes, as that many calls of `send` would; `destinations` is not written to. */
  sendToMany(from: number, kind: number, body: unknown, copies: number, destinations: Int32Array): void {
    const { simulator } = this;
    const sender = this.options.identities[from]!;
    this.lookAt(kind, body);
    const sizeBytes = this.options.sizeOf(kind, body);
    this.report(sender, kind, copies, sizeBytes);
    const isSteady = this.isSteady && !this.isWatched;
    let count = 0;
    for (let i = 0; i < copies; i++) {
      const to = destinations[i]!;
      if (isSteady) this.steady(from, to, kind, body, sizeBytes, count++);
      else count = this.carryToAll(from, to, kind, this.number(from), sizeBytes, count);
    }
    if (count > 0) {
      simulator.deliverMany(count, this.times, this.destinations, simulator.message(kind, sender, body, count));
    }
  }

  /** The number of a sender's next message. */
  nextNumber(from: number): number {
    return from * SENDER_STRIDE + this.sent[from]!;
  }

  /** Counts messages to `copies` nodes as sent, which takes as many numbers, without sending them. */
  account(from: number, kind: number, body: unknown, copies: number): void {
    this.report(this.senderOf(from), kind, copies, this.options.sizeOf(kind, body));
    this.sent[from]! += copies;
  }

  /** To every node over direct links, and to the sender itself at once. */
  broadcast(from: number, kind: number, body: unknown): void {
    const { simulator, options } = this;
    const sender = options.identities[from]!;
    this.lookAt(kind, body);
    const sizeBytes = options.sizeOf(kind, body);
    if (options.n > 1) this.report(sender, kind, options.n - 1, sizeBytes);
    const number = this.number(from);
    this.times[0] = simulator.now;
    this.destinations[0] = from;
    const simple = this.plain[kind]! && !this.isWatched;
    const arrivals = simple ? this.fanOut(from, number, kind) : this.fanOutWithFaults(from, kind, number, sizeBytes);
    simulator.deliverMany(arrivals, this.times, this.destinations, simulator.message(kind, sender, body, arrivals));
  }

  /** Only copies are looked up: the list is as long as the network is wide. */
  private senderOf(endpoint: number): NodeId {
    return endpoint < this.options.n ? endpoint : this.options.identities[endpoint]!;
  }

  private lookAt(kind: number, body: unknown): void {
    this.message.kind = kind;
    this.message.body = body;
  }

  private number(from: number): number {
    return from * SENDER_STRIDE + this.sent[from]!++;
  }

  private report(from: NodeId, kind: number, copies: number, sizeBytes: number): void {
    this.options.meter?.add(kind, copies, sizeBytes);
    for (const listener of this.options.listeners) listener(this.simulator.now, from, kind, copies, sizeBytes);
  }

  /** The hot path: n − 1 delays and nothing else. */
  private fanOut(from: NodeId, number: number, kind: number): number {
    const { times, destinations, draws } = this;
    const { n, law, delayDraw } = this.options;
    const { now } = this.simulator;
    const handling = this.handling[kind]!;
    delayDraw.uniforms(number, n, draws);
    let count = 1;
    for (let to = 0; to < n; to++) {
      if (to === from) continue;
      times[count] = Math.min(LATEST, now + rounded(law.delay(draws[to]!, from, to) + handling));
      destinations[count++] = to;
    }
    return count;
  }

  /** When a message arrives if only the latency law acts on it. */
  undisturbed(number: number, from: NodeId, to: NodeId, kind: number): Time {
    const { law, delayDraw } = this.options;
    const travel = law.delay(delayDraw.uniform(number, to), from, to) + this.handling[kind]!;
    return Math.min(LATEST, this.simulator.now + rounded(travel));
  }

  /** A time that no message falls short of, if only the latency law acts on it; microseconds, rounded as delays are. */
  least(from: NodeId, to: NodeId, kind: number): number {
    const { law } = this.options;
    return law.least ? rounded(law.least(from, to) + this.handling[kind]!) : 0;
  }

  /** Writes when and where a message arrives in a steady world: a number that is handed back would go on the heap. */
  private steady(from: number, to: NodeId, kind: number, body: unknown, sizeBytes: number, place: number): void {
    const { law, delayDraw, validation } = this.options;
    const { now } = this.simulator;
    const number = this.number(from);
    let delay = law.delay(delayDraw.uniform(number, to), from, to) + this.handling[kind]!;
    if (this.uplinks?.queues(kind)) {
      const departure = this.uplinks.departure(from, to, sizeBytes, now, delay);
      // In this order, as for all other messages, so that the last bit is the same.
      delay = departure - now + delay;
    }
    this.times[place] = Math.min(LATEST, now + rounded(delay) + (validation ? validation(kind, body) : 0));
    this.destinations[place] = to;
  }

  /** Writes the arrivals at a node and all its copies, except the sender, from place `count` on. */
  private carryToAll(from: number, to: NodeId, kind: number, number: number, sizeBytes: number, count: number): number {
    const { n, identities } = this.options;
    if (to !== from) count = this.carry(from, to, kind, number, sizeBytes, count);
    for (let copy = n; copy < this.endpoints; copy++) {
      if (identities[copy] === to && copy !== from) count = this.carry(from, copy, kind, number, sizeBytes, count);
    }
    return count;
  }

  private fanOutWithFaults(from: number, kind: number, number: number, sizeBytes: number): number {
    let count = 1;
    for (let to = 0; to < this.endpoints; to++) {
      if (to !== from) count = this.carry(from, to, kind, number, sizeBytes, count);
    }
    return count;
  }

  /** Writes the arrivals of one message (none, one, or two) from place `count` on; returns the new count. */
  private carry(from: number, to: number, kind: number, number: number, sizeBytes: number, count: number): number {
    const { loss, duplication, faultDraw, partitions, views } = this.options;
    const { now } = this.simulator;
    const travel = this.travel(from, to, kind, number, to);
    const departure = this.departure(from, to, kind, sizeBytes, travel);
    const blocked = partitions !== undefined && partitions.blocked(from, to, now, views[from]!);
    if (blocked || (loss > 0 && faultDraw.uniform(number, to) < loss)) {
      this.reportCopy(from, to, kind, Infinity);
      return count;
    }
    count = this.arrive(from, to, kind, departure - now + travel, number, to, count);
    // Negative receivers key the draws of the duplicate.
    if (duplication > 0 && faultDraw.uniform(number, -1 - to) < duplication) {
      const again = this.travel(from, to, kind, number, -1 - to);
      count = this.arrive(from, to, kind, departure - now + again, number, -1 - to, count);
    }
    return count;
  }

  /** How long a message takes once it has left. */
  private travel(from: number, to: number, kind: number, number: number, key: number): Time {
    const { law, delayDraw, identities } = this.options;
    return law.delay(delayDraw.uniform(number, key), identities[from]!, identities[to]!) + this.handling[kind]!;
  }

  /** When the last bit has left. */
  private departure(from: number, to: number, kind: number, sizeBytes: number, travel: Time): Time {
    const { now } = this.simulator;
    return this.uplinks?.queues(kind) ? this.uplinks.departure(from, to, sizeBytes, now, travel) : now;
  }

  private arrive(
    from: number,
    to: number,
    kind: number,
    undisturbed: Time,
    number: number,
    key: number,
    count: number,
  ): number {
    const { synchrony, schedulerDraw, identities, validation } = this.options;
    const { now } = this.simulator;
    const delay = undisturbed + (this.options.reordering?.held(number, key) ?? 0);
    const [sender, receiver] = [identities[from]!, identities[to]!];
    // The delay is rounded and not the sum, so that it does not depend on what the clock says.
    const arrival = synchrony
      ? Math.round(synchrony.arrival(now, delay, sender, receiver, schedulerDraw.uniform(number, key), this.message))
      : now + rounded(delay);
    const time = Math.min(LATEST, arrival + (validation ? validation(kind, this.message.body) : 0));
    this.times[count] = time;
    this.destinations[count] = to;
    this.reportCopy(from, to, kind, time);
    return count + 1;
  }

  /** Tells whoever hears of single copies. */
  reportCopy(from: number, to: number, kind: number, arrival: Time): void {
    const { transmitListeners, identities } = this.options;
    for (const listener of transmitListeners) {
      listener(this.simulator.now, identities[from]!, identities[to]!, kind, arrival);
    }
  }
}
