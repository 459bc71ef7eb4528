/** Votes, certificates and views: what committee protocols have in common, as judges see it. */
import type { BlockView } from './blocks.js';
import type { NodeId, Value } from './plugin.js';

/**
 * Why a view begins: it is the first; the one before it did its work; or nodes gave the one before it up, which is what is
 * counted as a view change.
 */
export type ViewCause = 'start' | 'progress' | 'timeout';

/** Distinct voters. */
export interface VoterSet {
  readonly size: number;
  has(node: NodeId): boolean;
}

/** Votes of one kind for one thing in one slot, enough of them to rely on. Shared between nodes and never written to. */
export interface Certificate {
  /** The message kind of the votes. */
  readonly kind: string;
  /** 0 where views run on across heights. */
  readonly height: number;
  readonly view: number;
  /** What the votes are for: a value or a block. */
  readonly value: number;
  readonly voters: VoterSet;
}

/** Two votes of one signer for one step of one round: the proof that it is guilty. */
export interface DoubleVote {
  /** The message kind of the votes. */
  readonly kind: string;
  readonly height: number;
  readonly round: number;
  readonly culprit: NodeId;
  readonly values: readonly [Value, Value];
}

/**
 * How a message kind is a signed vote (or proposal): an honest sender says one thing in each slot, which is (kind, height,
 * view), though it may say it again.
 */
export interface VoteFacts<B> {
  /** Absent: views run on across heights, and the height is 0. */
  height?(m: B): number;
  view(m: B): number;
  /** What is voted for, a value or a block; −1 stands for a vote for nothing. */
  value(m: B): number;
  /** Another kind, of which it is a vote too: PBFT's primary prepares by its pre-prepare. */
  readonly countsAs?: string;
}

/** Two things decided at one height. */
export interface Fork {
  readonly height: number;
  readonly first: number;
  readonly second: number;
}

/** Every signed statement of a run that reached anybody, for the search for culprits after a fork. */
export interface Evidence {
  readonly n: number;
  readonly blocks: BlockView;
  /** Views in which votes of this kind were cast at this height, ascending. */
  views(kind: string, height: number): readonly number[];
  /** What was voted for in a slot, and by whom. */
  ballots(kind: string, height: number, view: number): ReadonlyMap<number, VoterSet>;
  /** Whether these voters are enough for a certificate, at a height where what they weigh depends on it. */
  enough(voters: VoterSet, height?: number): boolean;
  /** Statements of a kind that the protocol lists as `evidence`, in the order in which they were made. */
  statements(kind: string): readonly { readonly from: NodeId; readonly body: any }[];
}
