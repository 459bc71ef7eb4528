/** Blocks as a node sees them, and as it makes them. */
import type { BlockId, NodeId, Time, Value } from './plugin.js';

/** The blocks one node has seen. Every method throws on a block that this node has not seen yet. */
export interface BlockView {
  has(block: BlockId): boolean;
  parent(block: BlockId): BlockId;
  /** Genesis has height 0. */
  height(block: BlockId): number;
  producer(block: BlockId): NodeId;
  /** Work of the whole chain that ends in this block, genesis 0. */
  totalWork(block: BlockId): number;
  /** When it was made, by its producer's clock. */
  time(block: BlockId): Time;
  /** Requests that the block confirms. */
  contents(block: BlockId): readonly Value[];
  /** What the protocol put in the header; shared by reference and never written to. */
  header(block: BlockId): any;
  /** Other blocks that it names beside its parent (uncles, fruits, votes); whoever has seen it has seen them. */
  references(block: BlockId): readonly BlockId[];
  /** Whom it proves guilty of an offence that the economy may slash; by the protocol's own rule. */
  culprits(block: BlockId): readonly NodeId[];
  /** The ancestor at this height (the block itself at its own height); throws when the height is above the block's. */
  ancestor(block: BlockId, height: number): BlockId;
  /**
   * A pure function of the chain that ends in `block`, computed once for the whole network and kept: every node that
   * asks gets the same answer that it would have computed. `compute` may derive from the parent's answer.
   */
  derive<D>(name: string, block: BlockId, compute: (block: BlockId) => D): D;
}

/** What a producer puts in a block. */
export interface BlockDraft {
  /** Work of this block alone; default 1. A block of work 0 takes no proof of work and may be made at any time. */
  readonly work?: number;
  /** It hangs on its parent, at the same height, without making the chain longer: a fruit, a vote. */
  readonly beside?: boolean;
  readonly contents?: readonly Value[];
  readonly header?: unknown;
  /** Blocks that it names beside its parent; the maker has seen them, and they reach every other node before it does. */
  readonly references?: readonly BlockId[];
  /** Whom it proves guilty, once for each proof. */
  readonly culprits?: readonly NodeId[];
  /** Size on the wire without its contents; default 200 B. */
  readonly sizeBytes?: number;
}

/** Pays out what a block of the canonical chain brings. */
export interface Payment {
  /** So many rewards of this block's height, in new coins; below 0 they are taken back. */
  issue(to: NodeId, rewards: number): void;
  /** A share of the fees of the requests that a block confirms. */
  fees(to: NodeId, of: BlockId, share: number): void;
}
