import type { NodeId, Observer, Time, Verdict } from '../contract.js';
import type { Trace } from '../kernel/simulator.js';
import { groupingsOf } from './lenses.js';
import { SlidingNakamoto } from '../metrics/sliding-nakamoto.js';
import { LedgerBranches } from '../observers/ledger-branches.js';
import { FirstHeard } from '../observers/first-heard.js';
import { Highlights } from '../observers/highlights.js';
import type { Ballots } from '../observers/ballots.js';
import type { Units } from '../observers/outcome.js';
import { ViewTimeline } from '../observers/view-timeline.js';
import type { RunRecord } from '../runner/record.js';
import { simulateLottery } from './lottery-record.js';
import { simulateRace } from './race-record.js';
import { assemble, type Assembled } from './assembly.js';
import { centralization, windowsOf, type Centralization } from './centralization.js';
import { carryOn, type RunEnding } from './carry-on.js';
import { achievements } from './conspiracies.js';
import { inertOptions } from './inert.js';
import { finishedRun, predicted } from './predicted.js';
import { groupedRows, MOST_NODES_APART, placesOf, rowsOf } from './producer-rows.js';
import { accountOf, rewardColumns, type Account } from './producers.js';
import type { Propagation } from '../observers/propagation.js';
import { spreadOf, watchPropagation } from './propagation.js';
import { type COUNTED_COLUMNS, isMessagesColumn, LEADING_VERDICTS, messagesColumn } from './run-columns.js';
import type { Registry } from './families.js';
import { stakesAtEnd } from './stake-columns.js';
import { branchesOf, MOST_TREE_BLOCKS, placed, treeOf } from './tree-rows.js';
import { voterColumns, watchBallots } from './voter-columns.js';
import type { RunSpec } from './world.js';

/** What a run needs beside its specification, and what is to be kept of it. */
export interface SimulateOptions {
  readonly registry: Registry;
  /** Hash of the version and the run, which names it in the journal. */
  readonly key: string;
  /** Whether the record is to hold what is drawn of a single run: blocks of the tree, views, messages. */
  readonly tree: boolean;
  readonly trace?: Trace | undefined;
  /** Hears of single messages and of timers. */
  readonly recorder?: Recorder | undefined;
}

/** An observer that also hears of every timer that runs out. */
export type Recorder = Observer & { expire(time: Time, node: NodeId, timer: number): void };

/** A run with what is counted for its record alone. */
type Watched = Assembled & { readonly propagation: Propagation | undefined; readonly ballots: Ballots | undefined };

type Counted = Readonly<Record<(typeof COUNTED_COLUMNS)[number], number | null>>;

const US_PER_S = 1_000_000;
/** Of larger networks no single messages are drawn. */
const MOST_DRAWN_NODES = 13;
const NOTHING_FINAL = 'nothing became final';
const SEVERAL_PROPOSE = 'several propose at every height, as the rules want, and all but one lose';
/** Column of the headline coefficient by the protocol's own threshold. */
const HEADLINES = { majority: 'nakamoto', 'blocking-third': 'liveness_coefficient' } as const;

/** Carries out one run and reads everything off it. Same specification, same record, on every machine. */
export function simulate(spec: RunSpec, options: SimulateOptions): RunRecord {
  if (spec.world.detail === 'blocks') {
    const byStake = options.registry.protocols.get(spec.kind).lottery !== undefined;
    return (byStake ? simulateLottery : simulateRace)(spec, options);
  }
  const run = assemble(spec, options.registry);
  const propagation = watchPropagation(run);
  const n = spec.world.nodes.count;
  const highlights = options.tree && n <= MOST_DRAWN_NODES ? new Highlights(n) : undefined;
  const timeline = new ViewTimeline(run.faults.correct);
  const heard = new FirstHeard(run.faults.correct, MOST_TREE_BLOCKS);
  const branches = new LedgerBranches(run.faults.correct, MOST_TREE_BLOCKS);
  if (options.tree) for (const observer of [timeline, heard, branches]) run.host.outputs.add(observer);
  watch(
    run,
    [highlights, options.recorder].filter((recorder) => recorder !== undefined),
    options.trace,
  );
  const ballots = watchBallots(run, spec);
  run.start();
  const record = recordOf(spec, { ...run, propagation, ballots }, carryOn(run, spec.world), options);
  const { kinds, timers, protocol } = run;
  const isDrawn = options.tree && protocol.finality.by === 'depth';
  const agreed = record.columns['blocks_canonical'] as number;
  const isPutTogether = !isDrawn && branches.placed.length > 0;
  const tree = isPutTogether ? branchesOf(run, spec.params, branches, agreed) : isDrawn && treeOf(run, heard, agreed);
  return {
    ...record,
    producers: groupedRows(record.producers, MOST_NODES_APART),
    ...(tree && { tree: placed(tree, placesOf(record.producers, MOST_NODES_APART)) }),
    ...(timeline.views.length > 0 && { views: timeline.views }),
    ...(highlights && { spaceTimes: { kinds, timers, stretches: highlights.result(run.host.simulator.now) } }),
  };
}

function watch({ host, kinds }: Assembled, recorders: readonly Recorder[], trace: Trace | undefined): void {
  host.simulator.trace = trace;
  if (recorders.length === 0) return;
  for (const recorder of recorders) host.outputs.add(recorder);
  host.simulator.trace = (index, time, endpoint, from, kind) => {
    if (from < 0) {
      for (const recorder of recorders) recorder.expire(time, host.identities[endpoint]!, kind - kinds.length);
    }
    trace?.(index, time, endpoint, from, kind);
  };
}

function recordOf(spec: RunSpec, run: Watched, ending: RunEnding, options: SimulateOptions): RunRecord {
  const { host, outcome, traffic, protocol } = run;
  // A world in which nothing is left to happen stays as it is for ever.
  const verdicts = verdictsOf(run, ending === 'idle' ? Infinity : host.simulator.now);
  const agreed = Math.min(outcome.agreedHeight(), spec.world.stop.blocks ?? Infinity);
  const canonical = outcome.canonical(agreed);
  const stale = outcome.stale(agreed);
  const units = outcome.units(agreed);
  const account = accountOf(spec.world.nodes.count, canonical, units, run.payments);
  const rewards = rewardColumns(account, run.surroundings.named);
  const shares = sharesOf(spec, run, account, units);
  const latencies = quantilesOf(outcome.latencies.sorted());
  const stakes = stakesAtEnd(run, spec.params, canonical);
  const voters = voterColumns(spec, run, run.ballots, canonical);
  const undefinedBecause = reasonsOf(shares, rewards, voters, stakes);
  if (latencies.length === 0) undefinedBecause['latency_p50_s'] = undefinedBecause['latency_p95_s'] = NOTHING_FINAL;
  const progress = {
    ...progressColumns(run, undefinedBecause),
    ...achievements(run, { blocks: { canonical, lost: stale }, units, params: spec.params }, undefinedBecause),
    ...stakes?.columns,
    ...voters.columns,
  };
  const counted = countedColumns(spec, run, { agreed, stale: stale.length }, undefinedBecause);
  const rows = rowsOf(run.surroundings.named, account, stakes?.owned);
  const columns = { ...counted, ...shares.metrics, ...rewards.columns, ...progress, ...messagesColumns(run) };
  const finished = finishedRun(spec, run, { columns, producers: rows, canonical, coins: stakes?.coins });
  const { columns: theory, predictions } = predicted(finished, options.registry.predictions.all);
  const spread = spreadOf(spec.world, run, account.canonical, counted, undefinedBecause);
  return {
    key: options.key,
    ...identityOf(spec),
    digest: host.simulator.digest.hex(),
    ended: endedBy(run, ending),
    ...statedBy(protocol),
    columns: {
      ...counted,
      ...verdictColumns(verdicts, (name) => LEADING_VERDICTS.includes(name)),
      ...shares.metrics,
      ...rewards.columns,
      ...latencyColumns(latencies),
      messages_per_block: agreed > 0 ? traffic.messages / agreed : null,
      ...progress,
      ...messagesColumns(run),
      ...theory,
      ...spread.columns,
      ...verdictColumns(verdicts, (name) => !LEADING_VERDICTS.includes(name)),
      ended: endedBy(run, ending),
    },
    undefinedBecause,
    verdicts,
    baseline: shares.baseline,
    weights: { ...shares.ofWeights, ...rewards.ofWeights, ...voters.ofWeights },
    producers: rows,
    ...(Object.keys(predictions).length > 0 && { predictions }),
    ...shares.series,
    latencyQuantilesS: latencies,
    ...spread.record,
    messagesByKind: traffic.messagesByKind(),
    ...remarksOf(spec, run),
  };
}

/** What is counted in every run. */
function sharesOf(
  { world }: RunSpec,
  { host, surroundings }: Assembled,
  { canonical }: Account,
  units: Units,
): Centralization {
  const produced = units.canonical.filter((unit) => unit.producer >= 0);
  const windows = windowsOf(produced, world.window.blocks, world.nodes.count);
  const sliding = new SlidingNakamoto(world.nodes.count, world.window.blocks, world.window.centralized ?? 1);
  for (const { producer } of produced) sliding.add(producer);
  return centralization({
    named: surroundings.named,
    canonical,
    blocks: produced.length,
    windows,
    centralizedAt: sliding.reached,
    random: host.streams.stream('baseline'),
    groupings: groupingsOf(world, surroundings),
    groupDraw: host.streams.stream('baseline of groups'),
  });
}

function countedColumns(
  { world }: RunSpec,
  run: Assembled,
  { agreed, stale }: { readonly agreed: number; readonly stale: number },
  undefinedBecause: Record<string, string>,
): Counted {
  const { host, outcome, traffic, protocol } = run;
  if (protocol.severalPropose) undefinedBecause['stale_rate'] = SEVERAL_PROPOSE;
  return {
    nodes: world.nodes.count,
    events: host.simulator.events,
    sim_time_s: host.simulator.now / US_PER_S,
    blocks_canonical: agreed,
    blocks_stale: stale,
    stale_rate: agreed + stale > 0 && !protocol.severalPropose ? stale / (stale + agreed) : null,
    decisions: outcome.decisions,
    messages: traffic.messages,
    bytes: traffic.bytes,
  };
}

function statedBy({ threshold, assumes }: Assembled['protocol']): Pick<RunRecord, 'headline' | 'assumes'> {
  return { headline: HEADLINES[threshold], assumes };
}

const latencyColumns = (quantiles: readonly number[]) => ({
  latency_p50_s: quantiles[50] ?? null,
  latency_p95_s: quantiles[95] ?? null,
});

/** What was carried out otherwise than it was written, or not at all. */
function remarksOf(
  { world }: RunSpec,
  { accelerators: { announcements, following, arrivals }, protocol }: Assembled,
): Pick<RunRecord, 'announcements' | 'following' | 'arrivals' | 'inert'> {
  const inert = inertOptions(protocol, world.economy);
  return {
    ...(announcements && { announcements }),
    ...(following && { following }),
    ...(arrivals && { arrivals }),
    ...(inert.length > 0 && { inert }),
  };
}

function identityOf({ variant, protocol, kind, seed }: RunSpec) {
  return { variant, protocol, kind, seed };
}

/** The words of some verdicts, by the names of their invariants. */
function verdictColumns(verdicts: Record<string, Verdict>, chosen: (name: string) => boolean): Record<string, string> {
  const entries = Object.entries(verdicts).filter(([name]) => chosen(name));
  return Object.fromEntries(entries.map(([name, verdict]) => [name, verdict.is]));
}

/** Messages by kind, in the kinds' own order. */
function messagesColumns({ traffic }: Assembled): Record<string, number> {
  const columns: Record<string, number> = {};
  for (const [kind, count] of traffic.counts()) {
    const column = messagesColumn(kind);
    if (isMessagesColumn(column)) columns[column] = (columns[column] ?? 0) + count;
  }
  return columns;
}

/** How long the first, the quorum-th and the last correct node took, and how many views were given up. */
function progressColumns(
  { outcome, host, views }: Assembled,
  undefinedBecause: Record<string, string>,
): Record<string, number | null> {
  const { first, quorum, last } = outcome.finality;
  const most = host.facts.weights.length - host.f;
  const seconds = (us: number | null): number | null => (us === null ? null : us / US_PER_S);
  const measured = [
    ['latency_first_s', seconds(first.value), NOTHING_FINAL],
    ['latency_quorum_s', seconds(quorum.value), `${NOTHING_FINAL} at ${most} correct nodes (n − f)`],
    ['latency_last_s', seconds(last.value), `${NOTHING_FINAL} at every correct node`],
    ['view_changes', views.changes, 'no correct node ever entered a view'],
  ] as const;
  for (const [name, value, why] of measured) if (value === null) undefinedBecause[name] = why;
  return Object.fromEntries(measured.map(([name, value]) => [name, value]));
}

function endedBy(run: Assembled, ending: RunEnding): RunRecord['ended'] {
  if (ending !== 'stopped') return ending;
  return run.stallWatch.stalled ? 'stalled' : 'blocks';
}

function verdictsOf(run: Assembled, end: number): Record<string, Verdict> {
  return Object.fromEntries([...run.judges].map(([name, judge]) => [name, judge.verdict(end)]));
}

/** Nearest-rank quantiles at 0, 1, …, 100 %, in seconds. */
function quantilesOf(sorted: Float64Array): number[] {
  if (sorted.length === 0) return [];
  return Array.from({ length: 101 }, (_, percent) => {
    const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
    return sorted[rank - 1]! / US_PER_S;
  });
}

/** Why metrics have no value, of all sorts of metrics together. */
function reasonsOf(...sorts: readonly ({ readonly undefinedBecause: Readonly<Record<string, string>> } | undefined)[]) {
  return Object.assign({}, ...sorts.map((sort) => sort?.undefinedBecause)) as Record<string, string>;
}
