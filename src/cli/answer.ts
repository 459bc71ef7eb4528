/** How the results of a scenario are told: a table, or one JSON value. */
import { join } from 'node:path';
import type { SummaryRow } from '../report/aggregate.js';
import { columnsAsked } from '../report/asked.js';
import type { Finding } from '../report/input.js';
import { namesOf } from '../report/point-names.js';
import type { Order } from '../runner/results.js';
import type { Outcome } from '../runner/sweep.js';
import { differenceTable, pairedDifferences } from './comparison.js';
import { type Io, answer, answerJson, styled } from './io.js';
import { sweepTable, tablesByVariant } from './main-table.js';
import { type TextTable, formatTable } from './text-table.js';
import { violationLines, violationsOf } from './violations.js';

/** What came of a call. */
export interface Answer {
  readonly order: Order;
  readonly outcome: Outcome;
  readonly summary: readonly SummaryRow[];
  readonly findings: readonly Finding[];
  /** The folder of the results, as the caller names it. */
  readonly directory: string;
}

const WEIGHTS_NOTE = '(weights): the same metric of the weights themselves.';
const INTERVAL_NOTE = '±: half the 95 % interval of the mean over seeds.';

function headline({ order, outcome }: Answer): string {
  const { name, asks, seed, repeat, plan } = order;
  const done = outcome.records.length;
  const seeds = repeat === 1 ? `seed ${seed}/0` : `${repeat} seeds, ${seed}/0 to ${seed}/${repeat - 1}`;
  const missing = done < plan.length ? `; only ${done} of ${plan.length} runs are done` : '';
  return `${name}: ${asks === '' ? '' : `${asks} `}(${seeds}${missing})`;
}

function findingLine({ holds, what, found, allowed }: Finding, io: Io): string {
  const sign = holds ? styled('green', 'ok  ', io.stdout) : styled('red', 'FAIL', io.stdout);
  return `${sign}  ${what}: ${found}${holds ? '' : `; expected ${allowed}`}`;
}

/** Expectations that hold are counted where they are many: the report has them one by one. */
const MOST_HELD = 12;

function findingLines(findings: readonly Finding[], io: Io): string[] {
  const held = findings.filter(({ holds }) => holds);
  if (held.length <= MOST_HELD) return findings.map((finding) => findingLine(finding, io));
  const failed = findings.filter(({ holds }) => !holds).map((finding) => findingLine(finding, io));
  const which = failed.length === 0 ? `all ${held.length}` : `${held.length} other`;
  return [...failed, `${styled('green', 'ok  ', io.stdout)}  ${which} expectations hold; the report lists them`];
}

/** What stands below every table: expectations, violations, and where the rest is. */
function closing({ order, outcome, findings, directory }: Answer, io: Io): string[] {
  const violations = violationsOf(outcome.records, order.command);
  const sections: string[] = [];
  if (findings.length > 0) sections.push(findingLines(findings, io).join('\n'));
  if (violations.length > 0) sections.push(violationLines(violations).join('\n'));
  sections.push(`report: ${join(directory, 'report.html')}`);
  return sections;
}

function tableText(table: TextTable, io: Io): string {
  const decorate = (line: string): string => {
    if (line.startsWith('(weights)')) return styled('dim', line, io.stdout);
    return line.includes('VIOLATED') ? styled('red', line, io.stdout) : line;
  };
  return formatTable({ ...table, decorate }, io.stdout.columns);
}

/** The answer for programs; `more` are the keys of one command. */
function printJson(result: Answer, io: Io, more: Readonly<Record<string, unknown>> = {}): void {
  const { order, outcome, summary, findings, directory } = result;
  const { name, asks, version, seed, repeat, plan } = order;
  answerJson(io, {
    scenario: name,
    asks,
    version: version.release,
    seed,
    repeat,
    runs: { planned: plan.length, finished: outcome.records.length, reused: outcome.reused },
    interrupted: outcome.interrupted,
    directory,
    expectations: findings,
    violations: violationsOf(outcome.records, order.command),
    summary,
    ...more,
  });
}

function mainTables({ outcome, summary, findings }: Answer, io: Io): string[] {
  const tables = tablesByVariant(outcome.records, summary, columnsAsked(findings));
  const names = namesOf([...tables.keys()]);
  const sections = [...tables].map(([variant, table]) => {
    const text = tableText(table, io);
    return variant === '' ? text : `${styled('bold', names.get(variant)!, io.stdout)}\n${text}`;
  });
  return [...sections, [WEIGHTS_NOTE, INTERVAL_NOTE].join(' ')];
}

/** A table per point of the sweep. */
export function printRun(result: Answer, io: Io, json: boolean): void {
  if (json) return printJson(result, io);
  answer(io, [headline(result), ...mainTables(result, io), ...closing(result, io)].join('\n\n'));
}

/** One table over all points of the sweep. */
export function printSweep(result: Answer, io: Io, json: boolean): void {
  if (json) return printJson(result, io);
  const { outcome, summary, findings } = result;
  const table = tableText(sweepTable(outcome.records, summary, columnsAsked(findings)), io);
  answer(io, [headline(result), table, INTERVAL_NOTE, ...closing(result, io)].join('\n\n'));
}

/** The tables of `run`, and how each protocol differs from one of them. */
export function printComparison(result: Answer, io: Io, json: boolean, against: string | undefined): void {
  const { records } = result.outcome;
  const base = against ?? records[0]?.protocol ?? '';
  const differences = pairedDifferences(records, base);
  if (json) return printJson(result, io, { differences });
  const sections = [headline(result), ...mainTables(result, io)];
  if (differences.length > 0) {
    sections.push(tableText(differenceTable(differences, base), io));
    sections.push('Differences seed by seed; *: the 95 % interval of their mean leaves out 0.');
  }
  answer(io, [...sections, ...closing(result, io)].join('\n\n'));
}
