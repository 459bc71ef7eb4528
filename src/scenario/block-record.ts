/** What a run at block level leaves behind: the same record as at message level, with reasons for what cannot be known. */
import type { Protocol, Verdict } from '../contract.js';
import type { RandomStreams } from '../kernel/random-streams.js';
import { groupingsOf } from './lenses.js';
import type { FinishedRun } from '../predictions/prediction.js';
import type { ProducerRow, RunRecord, TreeBlock } from '../runner/record.js';
import { centralization, type WindowCount } from './centralization.js';
import { groupedRows, rowsOf } from './producer-rows.js';
import { predicted } from './predicted.js';
import { rewardColumns, type Account } from './producers.js';
import type { Registry } from './families.js';
import { LEADING_VERDICTS, type COUNTED_COLUMNS } from './run-columns.js';
import type { Surroundings } from './surroundings.js';
import type { RunSpec } from './world.js';

export const NO_MESSAGES = 'at block level there are no messages';
const NOT_JUDGED = 'not judged at block level';
const HEADLINES = { majority: 'nakamoto', 'blocking-third': 'liveness_coefficient' } as const;

type Columns = Readonly<Record<string, number | null>>;

/** What is known once a run at block level is over. */
export interface CountedBlocks {
  readonly spec: RunSpec;
  readonly protocol: Protocol;
  readonly streams: RandomStreams;
  readonly around: Surroundings;
  readonly digest: string;
  readonly ended: RunRecord['ended'];
  readonly account: Account;
  /** Coins at the end, where stakes change. */
  readonly owned?: ArrayLike<number> | undefined;
  readonly windows: readonly WindowCount[];
  /** As in `CentralizationInput`. */
  readonly centralizedAt: number | null;
  readonly counted: Readonly<Record<(typeof COUNTED_COLUMNS)[number], number | null>>;
  /** Latencies and the like. */
  readonly timed: Columns;
  /** What only some worlds have. */
  readonly more: Columns;
  /** How blocks spread, and the interval of the stale rate. */
  readonly spread?: Columns;
  /** Of these. */
  readonly undefinedBecause: Readonly<Record<string, string>>;
  /** As in the record. */
  readonly latencies: readonly number[];
  readonly agreement: Verdict;
  readonly tree?: readonly TreeBlock[];
  /** What predictions see, given all columns. */
  finished(this: void, columns: FinishedRun['columns'], rows: readonly ProducerRow[]): FinishedRun;
}

export function blockRecord(run: CountedBlocks, { key, registry }: { key: string; registry: Registry }): RunRecord {
  const { spec, protocol, account, counted, timed, more } = run;
  const { named } = run.around;
  const rewards = rewardColumns(account, named);
  const shares = centralization({
    named,
    canonical: account.canonical,
    blocks: counted.blocks_canonical ?? 0,
    windows: run.windows,
    centralizedAt: run.centralizedAt,
    random: run.streams.stream('baseline'),
    groupings: groupingsOf(run.spec.world, run.around),
    groupDraw: run.streams.stream('baseline of groups'),
  });
  const rows = rowsOf(named, account, run.owned);
  const columns = { ...counted, ...shares.metrics, ...rewards.columns, ...timed, ...more };
  const theory = predicted(run.finished(columns, rows), registry.predictions.all);
  const verdicts = verdictsOf(registry.invariants.names, run.agreement);
  return {
    key,
    variant: spec.variant,
    protocol: spec.protocol,
    kind: spec.kind,
    seed: spec.seed,
    digest: run.digest,
    ended: run.ended,
    headline: HEADLINES[protocol.threshold],
    assumes: protocol.assumes,
    columns: {
      ...counted,
      ...verdictColumns(verdicts, (name) => LEADING_VERDICTS.includes(name)),
      ...shares.metrics,
      ...rewards.columns,
      ...timed,
      ...more,
      ...theory.columns,
      ...run.spread,
      ...verdictColumns(verdicts, (name) => !LEADING_VERDICTS.includes(name)),
      ended: run.ended,
    },
    undefinedBecause: {
      ...shares.undefinedBecause,
      ...rewards.undefinedBecause,
      messages: NO_MESSAGES,
      bytes: NO_MESSAGES,
      ...run.undefinedBecause,
    },
    verdicts,
    baseline: shares.baseline,
    weights: { ...shares.ofWeights, ...rewards.ofWeights },
    producers: run.tree ? rows : groupedRows(rows),
    predictions: theory.predictions,
    ...shares.series,
    latencyQuantilesS: run.latencies,
    ...(run.tree ? { tree: run.tree } : {}),
    messagesByKind: {},
  };
}

function verdictsOf(names: readonly string[], agreement: Verdict): Record<string, Verdict> {
  const unknown: Verdict = { is: 'unknown', why: NOT_JUDGED };
  return Object.fromEntries(names.map((name) => [name, name === 'agreement' ? agreement : unknown]));
}

/** The words of some verdicts, by the names of their invariants. */
function verdictColumns(verdicts: Record<string, Verdict>, chosen: (name: string) => boolean): Record<string, string> {
  const entries = Object.entries(verdicts).filter(([name]) => chosen(name));
  return Object.fromEntries(entries.map(([name, verdict]) => [name, verdict.is]));
}
