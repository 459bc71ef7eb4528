/** What theory says of a run before it begins, held against what came out. */
import type { NodeId, Time } from '../contract.js';
import type { ProducerRow } from '../runner/record.js';
import type { RunSpec } from '../scenario/world.js';

/** What observers count of a proof-of-work race: of every block that was mined, whatever became of it. */
export interface MiningCounts {
  /** Intervals between one mined block and the next, with the sums of their lengths and squared lengths in seconds. */
  readonly intervals: number;
  readonly intervalSumS: number;
  readonly intervalSquaresS: number;
  /**
   * Time per canonical height during which hash power mined below a block that was there already, its mean by power; null
   * where nobody sees when nodes adopt blocks.
   */
  readonly behindS: number | null;
}

/** What observers count of slots with leaders of their own: by the blocks made in them, whatever became of these. */
export interface SlotCounts {
  readonly begun: number;
  /** Slots with one leader, and with several. */
  readonly single: number;
  readonly several: number;
  /** Blocks made by each node. */
  readonly made: readonly number[];
}

/** A finished run, as predictions see it. */
export interface FinishedRun {
  readonly spec: RunSpec;
  readonly columns: Readonly<Record<string, number | string | null>>;
  /** One row for each node, in the order of their ids. */
  readonly producers: readonly ProducerRow[];
  /** Microseconds that any message takes from one node to another; undefined where that is not fixed for all pairs. */
  fixedDelays?(): ((from: NodeId, to: NodeId) => Time) | undefined;
  /** Nodes that a fault touches. */
  readonly faulty: readonly NodeId[];
  /** What every node owns at the end, where weights are coins. */
  readonly coins?: ArrayLike<number> | undefined;
  /** Absent where no block is mined by a race. */
  readonly mining?: MiningCounts | undefined;
  /** Absent where leaders are not drawn by slots. */
  readonly slots?: SlotCounts | undefined;
  /** When the last main-chain block was made, in seconds since the start. */
  readonly lastBlockS?: number | undefined;
  /** When the main-chain block of any height was made; absent where that is not kept. */
  readonly blockTimeS?: ((height: number) => number) | undefined;
}

/** A closed form beside what was measured. */
export interface Forecast {
  readonly expected: number;
  readonly measured: number;
  /** Of the measured value in one run, by the theory's own variance. Positive. */
  readonly standardError: number;
  /** Greatest error of the closed form itself where it is an approximation, in the unit of the value; absent: exact. */
  readonly modelError?: number;
}

/** Why a prediction says nothing of a run that it is about. */
export interface Unpredicted {
  readonly why: string;
}

/**
 * One prediction. Its name is that of the column that it is about: `theory_<name>` is put beside it, and `z_<name>`, the deviation in
 * standard errors. A quantity that is no column yet becomes one.
 */
export interface Prediction {
  /** In snake case, with its unit as suffix where there is one. */
  readonly name: string;
  /** The column that is measured, where it is called otherwise. */
  readonly column?: string;
  /** One sentence for list and docs: what is expected, and when. */
  readonly describe: string;
  /** Paper and section of the closed form, or how it was derived. */
  readonly source: string;
  /** Undefined for a run of a protocol that the closed form is not about. */
  predict(run: FinishedRun): Forecast | Unpredicted | undefined;
}

/** What a record keeps of all predictions that are about its protocol, by name. */
export type Predictions = Readonly<Record<string, Forecast | Unpredicted>>;

export function isForecast(prediction: Forecast | Unpredicted): prediction is Forecast {
  return 'expected' in prediction;
}

/** Deviation in standard errors. */
export function deviation({ expected, measured, standardError }: Forecast): number {
  return (measured - expected) / standardError;
}

/** Column of the expected value and of the deviation. */
export const theoryColumn = (name: string): string => `theory_${name}`;
export const deviationColumn = (name: string): string => `z_${name}`;
/** Row of the summary: the deviation of all runs together. */
export const pooledColumn = (name: string): string => `z_${name}_pooled`;
