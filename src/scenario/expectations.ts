/** Results held against what the scenario expects. */
import type { Verdict } from '../contract.js';
import type { RunRecord } from '../runner/record.js';
import type { Expectations, Scenario } from './scenario.js';
import type { ExpectedVerdict, MetricBound } from './sections/expect.js';

/** One expectation held against the results. */
export interface Finding {
  readonly holds: boolean;
  /** What was looked at, e.g. `agreement of pbft`. */
  readonly what: string;
  readonly found: string;
  readonly allowed: string;
  /** The column that a bound was about. */
  readonly metric?: string;
}

/** The mean of one column over the seeds of a variant and protocol; a row of the summary is one. */
export interface SummaryMean {
  readonly variant: string;
  readonly protocol: string;
  readonly metric: string;
  /** Null when no seed has a value. */
  readonly mean: number | null;
}

/**
 * Every expectation with what was found, in the order of the scenario, then every violated invariant of which it says
 * nothing, and every run that was cut off without a verdict that says why. What no record or summary row speaks of,
 * because it has not been run, is left out.
 */
export function checkExpectations(
  { expect }: Pick<Scenario, 'expect'>,
  records: readonly RunRecord[],
  summary: readonly SummaryMean[],
): Finding[] {
  const byProtocol = groupBy(records, ({ protocol }) => protocol);
  const expected = new Set<string>();
  const verdicts = expect.verdicts.flatMap(({ invariant, protocol, verdict }) =>
    [...byProtocol].flatMap(([label, runs]) => {
      if (protocol !== null && protocol !== label) return [];
      expected.add(`${label}/${invariant}`);
      return [verdictFinding(invariant, label, verdict, runs)];
    }),
  );
  const violated = [...byProtocol].flatMap(([label, runs]) =>
    invariantsOf(runs)
      .filter((invariant) => !expected.has(`${label}/${invariant}`))
      .flatMap((invariant) => violationFinding(invariant, label, runs) ?? []),
  );
  const cut = [...byProtocol]
    .filter(([label]) => !expected.has(`${label}/${LIVENESS}`))
    .flatMap(([label, runs]) => cutFinding(label, runs) ?? []);
  return [...verdicts, ...metricFindings(expect, summary), ...violated, ...cut];
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

function invariantsOf(runs: readonly RunRecord[]): string[] {
  return [...new Set(runs.flatMap(({ verdicts }) => Object.keys(verdicts)))];
}

const ALLOWED: Readonly<Record<ExpectedVerdict, string>> = {
  holds: 'holds in every run',
  unknown: 'unknown in every run',
  violated: 'violated in at least one run',
};

function verdictFinding(
  invariant: string,
  label: string,
  expected: ExpectedVerdict,
  runs: readonly RunRecord[],
): Finding {
  const is = (run: RunRecord) => verdictOf(run, invariant)?.is === expected;
  const what = `${invariant} of ${label}`;
  if (expected !== 'violated') {
    return { holds: runs.every(is), what, found: tallied(runs, invariant, expected), allowed: ALLOWED[expected] };
  }
  const variants = groupBy(runs, ({ variant }) => variant);
  const spared = [...variants].find(([, group]) => !group.some(is));
  const allowed = variants.size > 1 ? `${ALLOWED.violated} of every variant` : ALLOWED.violated;
  const found = spared ? tallied(spared[1], invariant, expected) : tallied(runs, invariant, 'holds');
  return { holds: !spared, what: spared?.[0] ? `${what} at ${spared[0]}` : what, found, allowed };
}

function violationFinding(invariant: string, label: string, runs: readonly RunRecord[]): Finding | undefined {
  if (!runs.some((run) => verdictOf(run, invariant)?.is === 'violated')) return undefined;
  const found = tallied(runs, invariant, 'holds');
  return {
    holds: false,
    what: `${invariant} of ${label}`,
    found,
    allowed: 'not violated, unless the scenario expects it',
  };
}

const LIVENESS = 'liveness';
const CUT: Partial<Record<RunRecord['ended'], string>> = {
  events: 'at the event limit',
  pending: 'at the limit on messages under way',
  stalled: 'at a standstill',
};

/** Runs that were cut off before their end; a violated liveness has said so already. */
function cutFinding(label: string, runs: readonly RunRecord[]): Finding | undefined {
  const cut = runs.filter((run) => CUT[run.ended] !== undefined && verdictOf(run, LIVENESS)?.is !== 'violated');
  if (cut.length === 0) return undefined;
  const { ended, variant, seed, columns } = cut[0]!;
  const first = `${variant === '' ? '' : `${variant}, `}seed ${seed} after ${columns['events']} events`;
  return {
    holds: false,
    what: `end of ${label}`,
    found: `${cut.length} of ${runs.length} runs cut off, the first ${CUT[ended]}: ${first}, at ${columns['sim_time_s']} s`,
    allowed: 'every run to reach its time or its blocks',
  };
}

function verdictOf(run: RunRecord, invariant: string): Verdict | undefined {
  return Object.hasOwn(run.verdicts, invariant) ? run.verdicts[invariant] : undefined;
}

/** How often each verdict was given, and the first run whose verdict is not the expected one. */
function tallied(runs: readonly RunRecord[], invariant: string, expected: ExpectedVerdict): string {
  const counts = new Map<string, number>();
  for (const run of runs) {
    const is = verdictOf(run, invariant)?.is ?? 'not judged';
    counts.set(is, (counts.get(is) ?? 0) + 1);
  }
  const tally = [...counts].map(([is, count]) => `${is} in ${count} of ${runs.length} runs`).join(', ');
  const other = runs.find((run) => verdictOf(run, invariant)?.is !== expected);
  const detail = other && detailOf(verdictOf(other, invariant));
  if (!other || detail === undefined) return tally;
  const run = other.variant === '' ? `seed ${other.seed}` : `${other.variant}, seed ${other.seed}`;
  return `${tally}; ${run}: ${detail}`;
}

function detailOf(verdict: Verdict | undefined): string | undefined {
  if (verdict?.is === 'violated') return `${verdict.witness} (at ${verdict.at / 1e6} s)`;
  return verdict?.is === 'unknown' ? verdict.why : undefined;
}

function metricFindings({ metrics }: Expectations, summary: readonly SummaryMean[]): Finding[] {
  const groups = new Map<string, { variant: string; protocol: string; means: Map<string, number | null> }>();
  for (const { variant, protocol, metric, mean } of summary) {
    const key = JSON.stringify([variant, protocol]);
    const group = groups.get(key) ?? { variant, protocol, means: new Map<string, number | null>() };
    groups.set(key, group);
    group.means.set(metric, mean);
  }
  return metrics.flatMap((bound) =>
    [...groups.values()]
      .filter(({ protocol }) => bound.protocol === undefined || bound.protocol === protocol)
      .filter(({ variant }) => bound.variant === undefined || bound.variant === variant)
      .map(({ variant, protocol, means }) => metricFinding(bound, variant, protocol, means.get(bound.metric))),
  );
}

function metricFinding(
  bound: MetricBound,
  variant: string,
  protocol: string,
  mean: number | null | undefined,
): Finding {
  const { metric, min = -Infinity, max = Infinity } = bound;
  const defined = typeof mean === 'number';
  const holds = defined && mean >= min && mean <= max;
  // A mean that just misses its bound is told in full.
  const told = defined && (holds ? roundedWithin(mean, min, max) : String(mean));
  return {
    holds,
    what: `mean ${metric} of ${protocol}${variant === '' ? '' : ` at ${variant}`}`,
    found: told || (mean === null ? 'undefined in every run' : 'no such column'),
    allowed: boundWords(bound),
    metric,
  };
}

function boundWords({ min, max }: MetricBound): string {
  if (min === undefined) return `at most ${max}`;
  return max === undefined ? `at least ${min}` : `${min} to ${max}`;
}

/** As few digits, four at least, as leave a mean within its bounds; whole numbers in full. */
function roundedWithin(mean: number, min: number, max: number): string {
  if (Number.isInteger(mean)) return String(mean);
  const shortest = [4, 5, 6]
    .map((digits) => Number(mean.toPrecision(digits)))
    .find((each) => each >= min && each <= max);
  return String(shortest ?? mean);
}
