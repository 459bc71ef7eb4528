/** What a run at block level leaves behind: the same record as at message level, with reasons for what cannot be known. */
import type { Verdict } from '../contract.js';
import type { FinishedRun } from '../predictions/prediction.js';
import type { RaceEnding } from '../race/options.js';
import type { Race } from '../race/race.js';
import type { Tally } from '../race/tally.js';
import type { RunRecord, TreeBlock } from '../runner/record.js';
import { assembleRace, type BlockLevelOptions, type RacedRun } from './block-level.js';
import { centralization } from './centralization.js';
import { fixedDelays, predicted } from './predicted.js';
import { rewardColumns, type Account } from './producers.js';
import type { Registry } from './registry.js';
import { LEADING_VERDICTS } from './run-columns.js';
import type { RunSpec } from './world.js';

const US_PER_S = 1_000_000;
const NO_MESSAGES = 'at block level there are no messages';
const NOT_JUDGED = 'not judged at block level';
const NOTHING_FINAL = 'nothing became final';
const HEADLINES = { majority: 'nakamoto', 'blocking-third': 'liveness_coefficient' } as const;

/** Carries out one run by blocks alone. Same specification, same record, on every machine. */
export function simulateBlocks(spec: RunSpec, options: BlockLevelOptions): RunRecord {
  const run = assembleRace(spec, options);
  const { stop } = spec.world;
  const ending = run.race.run({ time: stop.time ?? Infinity, events: stop.events });
  return recordOf(run, ending, run.race.finish(), options);
}

function recordOf(run: RacedRun, ending: RaceEnding, agreed: number, options: BlockLevelOptions): RunRecord {
  const { spec, protocol, race, tally } = run;
  const account = accountOf(run);
  const rewards = rewardColumns(account);
  const shares = centralization({
    producers: account.producers,
    blocks: agreed,
    windows: tally.windows.full(),
    centralizedAt: tally.sliding.reached,
    random: run.streams.stream('baseline'),
  });
  const latencies = race.finality.latencies.quantiles().map((us) => us / US_PER_S);
  const undefinedBecause = { ...shares.undefinedBecause, ...rewards.undefinedBecause };
  const counted = countedColumns(run, agreed, undefinedBecause);
  const timed = latencyColumns(run, latencies, undefinedBecause);
  const rows = account.producers.map(({ name, node: _node, ...counts }) => ({ producer: name, ...counts }));
  const taken = takingsColumns(run, undefinedBecause);
  const columns = { ...counted, ...shares.metrics, ...rewards.columns, ...timed, ...taken };
  const theory = predicted(finishedRun(run, columns, rows), options.registry.predictions.all);
  const verdicts = verdictsOf(race, options.registry);
  const ended = ending === 'stopped' ? 'blocks' : ending;
  return {
    key: options.key,
    variant: spec.variant,
    protocol: spec.protocol,
    kind: spec.kind,
    seed: spec.seed,
    digest: race.digest.hex(),
    ended,
    headline: HEADLINES[protocol.threshold],
    assumes: protocol.assumes,
    columns: {
      ...counted,
      ...verdictColumns(verdicts, (name) => LEADING_VERDICTS.includes(name)),
      ...shares.metrics,
      ...rewards.columns,
      ...timed,
      ...taken,
      ...theory.columns,
      ...verdictColumns(verdicts, (name) => !LEADING_VERDICTS.includes(name)),
      ended,
    },
    undefinedBecause,
    verdicts,
    baseline: shares.baseline,
    weights: { ...shares.ofWeights, ...rewards.ofWeights },
    producers: rows,
    predictions: theory.predictions,
    windows: shares.windows,
    latencyQuantilesS: latencies,
    ...(options.tree ? { tree: treeOf(tally) } : {}),
    messagesByKind: {},
  };
}

function countedColumns({ spec, race, tally }: RacedRun, agreed: number, undefinedBecause: Record<string, string>) {
  const stale = tally.staleBlocks;
  undefinedBecause['messages'] = undefinedBecause['bytes'] = NO_MESSAGES;
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

/** The words of some verdicts, by the names of their invariants. */
function verdictColumns(verdicts: Record<string, Verdict>, chosen: (name: string) => boolean): Record<string, string> {
  const entries = Object.entries(verdicts).filter(([name]) => chosen(name));
  return Object.fromEntries(entries.map(([name, verdict]) => [name, verdict.is]));
}

/** Judges hear messages and single nodes; of their promises only agreement can be seen in the blocks. */
function verdictsOf({ finality }: Race, { invariants }: Registry): Record<string, Verdict> {
  const { conflict, decisions } = finality;
  const agreement = (): Verdict => {
    if (conflict) {
      const witness = `miner ${conflict.miner} took back what it, or another, had as final at height ${conflict.height}`;
      return { is: 'violated', witness, at: conflict.time };
    }
    return decisions > 0 ? { is: 'holds' } : { is: 'unknown', why: NOTHING_FINAL };
  };
  return Object.fromEntries(
    invariants.names.map((name) => [name, name === 'agreement' ? agreement() : { is: 'unknown', why: NOT_JUDGED }]),
  );
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

function accountOf({ around, tally }: RacedRun): Account {
  const producers = around.weights.map((weight, node) => {
    const canonical = tally.canonicalOf[node]!;
    return {
      node,
      name: around.names[node]!,
      weight,
      scheduled: canonical,
      produced: canonical + tally.staleOf[node]!,
      canonical,
      reward: tally.rewardOf[node]!,
    };
  });
  return { producers, issued: producers.reduce((sum, { reward }) => sum + reward, 0), fees: 0 };
}

function treeOf({ drawn }: Tally): TreeBlock[] {
  return drawn.flatMap((block, id): TreeBlock[] => {
    if (!block || block.canonical === undefined) return [];
    const { parent, height, producer, time, canonical, heard } = block;
    const heardS = heard === null ? null : heard / US_PER_S;
    return [[id, parent, height, producer, time / US_PER_S, canonical, heardS]];
  });
}
