/** What a race of miners leaves behind. */
import type { Verdict } from '../contract.js';
import type { FinishedRun } from '../predictions/prediction.js';
import type { RaceEnding } from '../race/options.js';
import type { Race } from '../race/race.js';
import type { Tally } from '../race/tally.js';
import type { RunRecord, TreeBlock } from '../runner/record.js';
import { assembleRace, type BlockLevelOptions, type RacedRun } from './block-level.js';
import { blockRecord, NO_MESSAGES } from './block-record.js';
import { fixedDelays } from './predicted.js';
import type { Account } from './producers.js';
import { spreadByLaw } from './propagation.js';
import type { RunSpec } from './world.js';

const US_PER_S = 1_000_000;
const NOTHING_FINAL = 'nothing became final';

/** Carries out one run by blocks alone. Same specification, same record, on every machine. */
export function simulateRace(spec: RunSpec, options: BlockLevelOptions): RunRecord {
  const run = assembleRace(spec, options);
  const { stop } = spec.world;
  const ending = run.race.run({ time: stop.time ?? Infinity, events: stop.events });
  return recordOf(run, ending, run.race.finish(), options);
}

function recordOf(run: RacedRun, ending: RaceEnding, agreed: number, options: BlockLevelOptions): RunRecord {
  const { race, tally } = run;
  const latencies = race.finality.latencies.quantiles().map((us) => us / US_PER_S);
  const undefinedBecause: Record<string, string> = {};
  const counted = countedColumns(run, agreed);
  return blockRecord(
    {
      ...run,
      digest: race.digest.hex(),
      ended: ending === 'stopped' ? 'blocks' : ending,
      account: accountOf(run),
      windows: tally.windows.full(),
      centralizedAt: tally.sliding.reached,
      counted,
      spread: spreadByLaw(counted, undefinedBecause),
      timed: latencyColumns(run, latencies, undefinedBecause),
      more: takingsColumns(run, undefinedBecause),
      undefinedBecause,
      latencies,
      agreement: agreementOf(race),
      finished: (columns, rows) => finishedRun(run, columns, rows),
      ...(options.tree ? { tree: treeOf(tally) } : {}),
    },
    options,
  );
}

function countedColumns({ spec, race, tally }: RacedRun, agreed: number) {
  const stale = tally.staleBlocks;
  return {
    nodes: spec.world.nodes.count,
    events: race.events,
    sim_time_s: race.now / US_PER_S,
    blocks_canonical: agreed,
    blocks_stale: stale,
    stale_rate: agreed + stale > 0 ? stale / (stale + agreed) : null,
    decisions: race.finality.decisions,
    messages: null,
    bytes: null,
  };
}

/** What withholders made of their power, where there are any. */
function takingsColumns({ takings, race }: RacedRun, undefinedBecause: Record<string, string>) {
  const columns: Record<string, number | null> = {};
  if (!takings) return columns;
  const fought = race.withholders.reduce((sum, each) => sum + each.fought, 0);
  const won = race.withholders.reduce((sum, each) => sum + each.won, 0);
  for (const [name, value] of Object.entries(takings.results(race.now, { fought, won }))) {
    columns[name] = typeof value === 'number' ? value : null;
    if (typeof value !== 'number') undefinedBecause[name] = value.why;
  }
  return columns;
}

function finishedRun(
  { spec, faults, tally, around }: RacedRun,
  columns: FinishedRun['columns'],
  producers: FinishedRun['producers'],
): FinishedRun {
  const faulty = [...faults.correct.keys()].filter((node) => !faults.correct[node]);
  const { count, sum, squares } = tally.intervals;
  return {
    spec,
    columns,
    producers,
    fixedDelays: () => fixedDelays(spec.world, around),
    faulty,
    mining: { intervals: count, intervalSumS: sum, intervalSquaresS: squares, behindS: null },
    lastBlockS: tally.height > 0 ? tally.lastTime / US_PER_S : undefined,
  };
}

/** Judges hear messages and single nodes; of their promises only agreement can be seen in the blocks. */
function agreementOf({ finality }: Race): Verdict {
  const { conflict, decisions } = finality;
  if (conflict) {
    const witness = `miner ${conflict.miner} took back what it, or another, had as final at height ${conflict.height}`;
    return { is: 'violated', witness, at: conflict.time };
  }
  return decisions > 0 ? { is: 'holds' } : { is: 'unknown', why: NOTHING_FINAL };
}

function latencyColumns({ race }: RacedRun, quantiles: readonly number[], undefinedBecause: Record<string, string>) {
  const mean = ({ sum, count }: { sum: number; count: number }) => (count > 0 ? sum / count / US_PER_S : null);
  const { first, quorum, last } = race.finality;
  const columns = {
    latency_p50_s: quantiles[50] ?? null,
    latency_p95_s: quantiles[95] ?? null,
    messages_per_block: null,
    latency_first_s: mean(first),
    latency_quorum_s: mean(quorum),
    latency_last_s: mean(last),
    view_changes: null,
  };
  for (const [name, value] of Object.entries(columns)) {
    if (value === null) undefinedBecause[name] = name.startsWith('latency') ? NOTHING_FINAL : NO_MESSAGES;
  }
  return columns;
}

function accountOf({ tally }: RacedRun): Account {
  const canonical = Float64Array.from(tally.canonicalOf);
  const reward = Float64Array.from(tally.rewardOf);
  return {
    scheduled: canonical,
    produced: canonical.map((made, node) => made + tally.staleOf[node]!),
    canonical,
    reward,
    issued: reward.reduce((sum, paid) => sum + paid, 0),
    fees: 0,
  };
}

function treeOf({ drawn }: Tally): TreeBlock[] {
  return drawn.flatMap((block, id): TreeBlock[] => {
    if (!block || block.canonical === undefined) return [];
    const { parent, height, producer, time, canonical, heard } = block;
    const heardS = heard === null ? null : heard / US_PER_S;
    return [[id, parent, height, producer, time / US_PER_S, canonical, heardS]];
  });
}
