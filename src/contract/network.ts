/** The families that the network is made of. */
import type { NodeId, Plugin } from './plugin.js';

/** Who stands where: regions by name, and each node's region as an index into them. */
export interface Regions {
  readonly names: readonly string[];
  readonly of: Int32Array;
}

/** One-way delay of a message. `u` is one uniform draw in (0, 1) that belongs to this message alone. */
export interface DelayLaw {
  /** Delay in microseconds (not rounded), at least 0; it never falls as `u` grows. */
  delay(u: number, from: NodeId, to: NodeId): number;
  /** A time in microseconds that no delay falls short of; absent: 0. */
  least?(from: NodeId, to: NodeId): number;
  /** Whether a link's delay is the same for all messages, whatever is drawn; absent: it is not. */
  readonly isFixed?: boolean;
}

/** A fixed draw in (0, 1) for a link, the same in both directions. */
export type LinkDraw = (a: NodeId, b: NodeId) => number;

/** How long a message takes from one node to another, without what its size adds. */
export interface LatencyLaw<P = any> extends Plugin<P> {
  /** @param linkDraw for laws that draw once per link */
  make(params: P, regions: Regions, linkDraw: LinkDraw): DelayLaw;
}

/** Links as compressed rows: the neighbours of i are `neighbours[offsets[i]] … neighbours[offsets[i+1] − 1]`, ascending. */
export interface Links {
  readonly offsets: Int32Array;
  readonly neighbours: Int32Array;
}

/** Who is linked to whom. */
export interface Topology<P = any> extends Plugin<P> {
  /**
   * Undirected links among n nodes, or `'complete'`, for which nothing is stored. `random` draws in [0, 1); where miners are
   * linked in a way of their own, they are the nodes with weight above 0.
   */
  build(params: P, n: number, random: () => number, weights: readonly number[]): Links | 'complete';
}

/** How much stake or hash power each node has at genesis. */
export interface WeightDistribution<P = any> extends Plugin<P> {
  /**
   * A weight ≥ 0 per node, names where the scenario gives them, and the regions in which the first nodes stand (the rest
   * stand by the scenario's shares). Throws when it does not fit n.
   */
  weigh(
    params: P,
    n: number,
    random: () => number,
  ): { weights: readonly number[]; names?: readonly string[]; regions?: readonly string[] };
  /**
   * The parameters as a run's specification holds them, with all that they refer to pinned; asked for once, when a
   * scenario is loaded. Throws when it does not fit n.
   */
  settle?(params: P, n: number): P;
}
