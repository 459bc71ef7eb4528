import type { NodeId, Observer, Time, Value } from '../contract.js';
import type { FinalityTimes } from './finality-times.js';
import type { Samples } from './samples.js';

/** One block or decision that the correct nodes agree on. */
export interface CanonicalBlock {
  /** The block, or the value decided. */
  readonly id: number;
  readonly height: number;
  /** −1: the null value, which nobody produced. */
  readonly producer: NodeId;
  /** Whom the rules had appointed first. */
  readonly appointed: NodeId;
  readonly time: Time;
}

/** What came of a run, as the correct nodes see it: one implementation for decisions, one for chains. */
export interface Outcome extends Observer {
  /** Heights that at least one correct node takes as final. */
  readonly decisions: number;
  /** From the making of the oldest request in it (or of the block) to finality, for each correct node; microseconds. */
  readonly latencies: Samples;
  /** From the making of a proposal or block until so many correct nodes took it as final. */
  readonly finality: FinalityTimes;
  /** Height of the chain that all correct nodes agree on now. */
  agreedHeight(): number;
  canonical(upTo: number): CanonicalBlock[];
  /** Producers of the blocks at heights up to this one that are not canonical. */
  stale(upTo: number): NodeId[];
  /** What counts as the producers' work: the canonical blocks themselves, unless the protocol says otherwise. */
  units(upTo: number): Units;
}

/** The work of a run by units: blocks, fruits, votes. */
export interface Units {
  /** Those that the canonical chain counts, in its order. */
  readonly canonical: readonly CanonicalBlock[];
  /** Producers of those that it does not count. */
  readonly lost: readonly NodeId[];
}

/** What an outcome tells the drivers. */
export interface OutcomeListeners {
  /** All correct nodes have reached the height at which the run is to stop. */
  reached(): void;
  /** Requests that have first come into a correct node's output. */
  answered(requests: readonly Value[]): void;
  /** A block has first become final at a correct node. */
  settled(block: Pick<CanonicalBlock, 'id' | 'height' | 'producer'>): void;
}
