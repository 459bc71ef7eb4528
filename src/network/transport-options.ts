import type { DelayLaw, NodeId, Time } from '../contract.js';
import type { KeyedDraw } from '../kernel/keyed-draw.js';
import type { Simulator } from '../kernel/simulator.js';
import type { Partitions } from './partitions.js';
import type { Reordering } from './reordering.js';
import type { Synchrony } from './synchrony.js';
import type { Lines } from './uplinks.js';

/** Size of a message on the wire. */
export type SizeOf = (kind: number, body: unknown) => number;

/** Hears of everything that is put on the network. */
export type SendListener = (time: Time, from: NodeId, kind: number, copies: number, sizeBytes: number) => void;

/** Hears of every single copy: when it arrives, or Infinity when it is lost. */
export type TransmitListener = (time: Time, from: NodeId, to: NodeId, kind: number, arrival: Time) => void;

/** Counts messages of a kind. */
export interface Meter {
  add(kind: number, copies: number, sizeBytes: number): void;
}

export interface TransportOptions {
  readonly simulator: Simulator;
  /** How many kinds of message there are. */
  readonly kinds: number;
  /** Nodes; endpoints beyond them are further copies of some. */
  readonly n: number;
  /** By endpoint: whose it is. */
  readonly identities: readonly NodeId[];
  /** By endpoint: the view that it is in, for partitions that go by views. */
  readonly views: Float64Array;
  readonly law: DelayLaw;
  /** Draws for delays; for loss and duplication; and for the scheduler under partial synchrony. */
  readonly delayDraw: KeyedDraw;
  readonly faultDraw: KeyedDraw;
  readonly schedulerDraw: KeyedDraw;
  readonly loss: number;
  readonly duplication: number;
  readonly reordering?: Reordering | undefined;
  readonly partitions?: Partitions | undefined;
  readonly synchrony?: Synchrony | undefined;
  readonly lines?: Lines | undefined;
  /** By kind: what its messages take beside latency and transfer; absent: nothing. */
  readonly handling?: Float64Array | undefined;
  /** How long the receiver checks what a message brings before it takes note of it; absent: not at all. */
  readonly validation?: ((kind: number, body: unknown) => Time) | undefined;
  readonly sizeOf: SizeOf;
  /** Counts what is put on the network. */
  readonly meter?: Meter | undefined;
  readonly listeners: readonly SendListener[];
  readonly transmitListeners: readonly TransmitListener[];
}
