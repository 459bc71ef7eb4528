/** A finished run held against the closed forms that are about it. */
import type { CanonicalBlock } from '../observers/outcome.js';
import {
  deviation,
  deviationColumn,
  isForecast,
  theoryColumn,
  type FinishedRun,
  type Prediction,
  type Predictions,
} from '../predictions/prediction.js';
import type { Assembled } from './assembly.js';
import type { RunSpec } from './world.js';

export interface Predicted {
  /** What was measured, where it is no column yet, what theory says, and the deviation in standard errors. */
  readonly columns: Readonly<Record<string, number>>;
  /** Of all predictions that are about the run's protocol, by name. */
  readonly predictions: Predictions;
}

export function predicted(run: FinishedRun, family: readonly Prediction[]): Predicted {
  const columns: Record<string, number> = {};
  const predictions: Record<string, Predictions[string]> = {};
  for (const member of family) {
    const { name, column = name } = member;
    const prediction = member.predict(run);
    if (!prediction) continue;
    predictions[name] = prediction;
    if (!isForecast(prediction)) continue;
    if (!Object.hasOwn(run.columns, column)) columns[column] = prediction.measured;
    columns[theoryColumn(name)] = prediction.expected;
    columns[deviationColumn(name)] = deviation(prediction);
  }
  return { columns, predictions };
}

/** What predictions may look at, of a run of single messages. */
export function finishedRun(
  spec: RunSpec,
  { faults, mining }: Assembled,
  {
    columns,
    producers,
    canonical,
  }: Pick<FinishedRun, 'columns' | 'producers'> & { canonical: readonly CanonicalBlock[] },
): FinishedRun {
  return {
    spec,
    columns,
    producers,
    faulty: [...faults.correct.keys()].filter((node) => !faults.correct[node]),
    mining: mining && {
      intervals: mining.intervals,
      intervalSumS: mining.intervalSumS,
      intervalSquaresS: mining.intervalSquaresS,
      behindS: mining.behindS(canonical.length),
    },
    lastBlockS: canonical.length > 0 ? canonical.at(-1)!.time / 1_000_000 : undefined,
    blockTimeS: (height) => canonical[height - 1]!.time / 1_000_000,
  };
}
