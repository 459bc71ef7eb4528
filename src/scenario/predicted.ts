/** A finished run held against the closed forms that are about it. */
import type { NodeId, Time } from '../contract.js';
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
import type { Surroundings } from './surroundings.js';
import type { RunSpec, World } from './world.js';

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
  { faults, host, mining, slotLeaders, surroundings }: Assembled,
  {
    columns,
    producers,
    canonical,
    coins,
  }: Pick<FinishedRun, 'columns' | 'producers' | 'coins'> & { canonical: readonly CanonicalBlock[] },
): FinishedRun {
  return {
    spec,
    columns,
    producers,
    fixedDelays: () => fixedDelays(spec.world, surroundings),
    coins,
    faulty: [...faults.correct.keys()].filter((node) => !faults.correct[node]),
    mining: mining && {
      intervals: mining.intervals,
      intervalSumS: mining.intervalSumS,
      intervalSquaresS: mining.intervalSquaresS,
      behindS: mining.behindS(canonical.length),
    },
    slots: slotLeaders && {
      begun: slotLeaders.upTo(host.simulator.now),
      single: slotLeaders.single,
      several: slotLeaders.several,
      made: [...slotLeaders.made],
    },
    lastBlockS: canonical.length > 0 ? canonical.at(-1)!.time / 1_000_000 : undefined,
    blockTimeS: (height) => canonical[height - 1]!.time / 1_000_000,
  };
}

/** Larger networks are not looked at pair by pair. */
const MOST_NODES = 200;
/** Two draws whose delays are the same only where none varies. */
const [EARLY, LATE] = [0.001, 0.999];

/** The delays of a world in which every node hears every other directly and every pair has one of its own. */
export function fixedDelays(
  { nodes, network }: World,
  { law }: Surroundings,
): ((from: NodeId, to: NodeId) => Time) | undefined {
  if (nodes.count > MOST_NODES || (network.topology.kind !== 'complete' && nodes.count > 2)) return undefined;
  if (network.bandwidth || network.loss > 0 || network.reordering || network.synchrony) return undefined;
  for (let from = 0; from < nodes.count; from++) {
    for (let to = 0; to < nodes.count; to++) {
      if (from !== to && law.delay(EARLY, from, to) !== law.delay(LATE, from, to)) return undefined;
    }
  }
  return (from, to) => law.delay(EARLY, from, to);
}
