/** What one finished run leaves behind: plain JSON, one line of the journal; all result files are remade from these. */
import type { Assumptions, Verdict } from '../contract.js';
import type { Announcements } from '../scenario/elision.js';
import type { Following } from '../scenario/followers.js';
import type { Arrivals } from '../scenario/arrivals.js';
import type { SpaceTime } from '../observers/space-time.js';
import type { TimedView } from '../observers/view-timeline.js';
import type { Predictions } from '../predictions/prediction.js';

/** What one producer made of a run; counts are of blocks or of what counts as one (`unit`). */
export interface ProducerRow {
  readonly producer: string;
  /** So many producers of like weight stand in this row with their sums; absent: one. */
  readonly nodes?: number;
  readonly weight: number;
  /** Blocks the rules appointed this producer for first. */
  readonly scheduled: number;
  readonly produced: number;
  readonly canonical: number;
  readonly reward: number;
  /** Coins owned at the end, where the stakes of a run change. */
  readonly stake?: number;
}

/** One window of the time series: canonical blocks `from` … `to` (heights), and the metrics over them. */
export interface WindowRow {
  readonly from: number;
  readonly to: number;
  readonly endS: number;
  readonly metrics: Readonly<Record<string, number | null>>;
  /** Blocks in the window of each of the record's `topProducers`. */
  readonly top?: readonly number[];
  /** Blocks of all producers in the window. */
  readonly blocks?: number;
}

/**
 * A block for the picture of the tree: `[id, parent, height, producer, time in seconds, canonical, heard]`. Producer: the row that it
 * stands in. Heard: when the first correct node had it, in seconds; null: none ever did; absent: nobody looked.
 */
export type TreeBlock = readonly [number, number, number, number, number, boolean, (number | null)?];

/** Stretches of a run's time, with the names of the kinds and timers that they number. */
export interface SpaceTimes {
  readonly kinds: readonly string[];
  readonly timers: readonly string[];
  readonly stretches: readonly SpaceTime[];
}

/** One region of a run's world; shares are of 1, and null where nothing was made or measured. */
export interface RegionRow {
  readonly region: string;
  readonly nodes: number;
  readonly weight: number;
  /** Share of the canonical blocks. */
  readonly blocks: number | null;
  /** Median delay until a node of the region has a block. */
  readonly medianS: number | null;
}

/** How blocks spread: over all nodes and all blocks that more than 90 % of the nodes got. */
export interface PropagationRecord {
  /** The published world that nodes and network are, as far as the scenario does not change it. */
  readonly world?: string;
  readonly blocks: number;
  /** Quantiles of the delay from a block's making until a node has it, in seconds, at 0, 1, …, 100 %. */
  readonly quantilesS: readonly number[];
  readonly regions: readonly RegionRow[];
}

/** One finished run, as plain JSON: all that results and reports are made from. */
export interface RunRecord {
  /** Hash of version and run specification. */
  readonly key: string;
  readonly variant: string;
  readonly protocol: string;
  readonly kind: string;
  readonly seed: string;
  readonly digest: string;
  /**
   * Why the run ended: its blocks were made, its time or events were used up, nothing was left to happen, no correct
   * node was ever going to make progress again, or more was under way than memory is meant for.
   */
  readonly ended: 'blocks' | 'time' | 'events' | 'idle' | 'stalled' | 'pending';
  /** Which way the protocol names its headline coefficient: a metric's column. */
  readonly headline: string;
  /** What the protocol says that it takes for granted. */
  readonly assumes: Assumptions;
  /** The columns of `runs.csv` after `digest`, in the order they are written; null is an empty cell. */
  readonly columns: Readonly<Record<string, number | string | null>>;
  /** Reasons of the null columns. */
  readonly undefinedBecause: Readonly<Record<string, string>>;
  /** Each invariant's verdict with witness. */
  readonly verdicts: Readonly<Record<string, Verdict>>;
  /** Metric → median of the same metric under pure luck, same weights, same number of blocks. */
  readonly baseline: Readonly<Record<string, number | null>>;
  /** Metric → value of the weights themselves. */
  readonly weights: Readonly<Record<string, number | null>>;
  readonly producers: readonly ProducerRow[];
  /** What closed forms say of the run, or why they do not apply; absent when none is about its protocol. */
  readonly predictions?: Predictions;
  readonly windows: readonly WindowRow[];
  /** The ten producers with the most canonical blocks, most first, the heavier of equals. */
  readonly topProducers?: readonly string[];
  /** Quantiles of the latency to finality in seconds, at 0, 1, …, 100 %; empty when nothing became final. */
  readonly latencyQuantilesS: readonly number[];
  /** How blocks spread, where any did. */
  readonly propagation?: PropagationRecord;
  /** The first blocks of the tree, stale ones included; only for the first seed of a protocol and variant. */
  readonly tree?: readonly TreeBlock[];
  /** Who led when, for protocols with views; only for the first seed of a protocol and variant. */
  readonly views?: readonly TimedView[];
  /** What is worth drawing of a small network's messages; only for the first seed of a protocol and variant. */
  readonly spaceTimes?: SpaceTimes;
  /** Messages by kind, for the report. */
  readonly messagesByKind: Readonly<Record<string, number>>;
  /** Whether announcements of blocks that have no effect were only counted, or why not; absent: there are none. */
  readonly announcements?: Announcements;
  /** Whether nodes that only follow blocks were run by their tips, or why not; absent: the protocol has no such nodes. */
  readonly following?: Following;
  /**
   * Whether blocks in a quiet network went by the arrivals of an earlier block of their makers, or why not; absent: nothing is
   * announced, or the protocol does more at a block than choose a tip.
   */
  readonly arrivals?: Arrivals;
  /** Options of the scenario that this protocol has no rule to carry out, as others beside it have; absent: none. */
  readonly inert?: readonly string[];
}
