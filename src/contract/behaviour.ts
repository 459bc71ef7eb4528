/** A faulty node's behaviour. */
import type { Make } from './node.js';
import type { NodeId, Plugin, Time } from './plugin.js';
import type { Protocol } from './protocol.js';

/** What a behaviour knows and may do beyond the door of the node it has taken over. */
export interface BehaviourSetting<P = any, C = any> {
  readonly params: P;
  readonly protocol: Protocol;
  /** From when until when the fault acts; `until` is Infinity when it never ends. */
  readonly at: Time;
  readonly until: Time;
  /** The time of the world; what a node takes for the time may be wrong. */
  now(): Time;
  /** Bound on the time from a correct node's broadcast to its last delivery, once the network is whole. */
  readonly delta: Time;
  /** Every node under this fault: one object for the whole coalition. */
  readonly coalition: ReadonlySet<NodeId>;
  /** What the whole coalition shares, as `conspire` made it. */
  readonly shared: C;
  /**
   * Takes a node over for good, under an adaptive behaviour: from now on it counts as faulty. Only nodes under this fault,
   * and each behaviour keeps to its own budget.
   */
  corrupt(node: NodeId): void;
  /** Runs an action later, at a time not before now. */
  schedule(time: Time, action: () => void): void;
  /** A draw in [0, 1) from the stream of this fault. */
  random(): number;
}

/** Between a node's gossip layer and the network, or between its protocol and its gossip layer. */
export type Seam = 'network' | 'protocol';

/** An adversary wraps an honest maker; composition is a fold, the first named is nearest the network. */
export interface Behaviour<P = any, C = any> extends Plugin<P> {
  /**
   * Whether a node under it still obeys the protocol's safety rules whenever it is up (crash), obeys them by a clock or at a
   * pace of its own (timing), which is as good as obeying unless the protocol is synchronous, or may lie.
   */
  readonly faulty: 'crash' | 'timing' | 'byzantine';
  /** Where it stands; it may depend on what it is asked to do. */
  readonly seam: Seam | ((params: P) => Seam);
  /** Its nodes are correct until it corrupts them in the course of the run. */
  readonly adaptive?: boolean;
  /** How many copies of each of its nodes there are; absent: one. */
  copies?(params: P): number;
  /** By copy: the nodes outside the coalition that it hears and is heard by; absent: all of them. */
  sides?(params: P, coalition: ReadonlySet<NodeId>, n: number): readonly (readonly NodeId[])[] | undefined;
  /** Makes what the coalition shares, once for each fault. */
  conspire?(setting: Omit<BehaviourSetting<P, never>, 'shared'>): C;
  wrap(honest: Make, setting: BehaviourSetting<P, C>): Make;
  /** Stands right in front of the protocol besides, to hear what its nodes say and which views they enter. */
  watch?(honest: Make, setting: BehaviourSetting<P, C>): Make;
}
