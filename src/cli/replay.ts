/** One run of a scenario again, shown in full, with all its events if asked for. */
import type { RunRecord } from '../runner/record.js';
import type { Task } from '../runner/sweep.js';
import { didYouMean, UsageError } from './usage.js';
import { unknownProtocol } from './comparison.js';
import { NONE, formatFigure } from './figures.js';
import { type ExitCode, type Io, answer, answerJson, styled } from './io.js';
import type { RunArguments } from './options.js';
import { prepareCall } from './scenario-call.js';
import { nameOfRun } from './violations.js';

export interface ReplayArguments {
  readonly run?: string | undefined;
  readonly variant?: string | undefined;
  readonly trace?: boolean | undefined;
}

function listed(words: readonly string[]): string {
  const shown = words.slice(0, 8).join(', ');
  return words.length > 8 ? `${shown}, … (${words.length})` : shown;
}

/** @throws UsageError unless the name and the variant mean exactly one run */
export function selectRun(tasks: readonly Task[], name: string, variant: string | undefined): Task {
  const [, label, index] = /^(.*?)(?:\/(\d+))?$/.exec(name)!;
  const labels = [...new Set(tasks.map(({ spec }) => spec.protocol))];
  if (!labels.includes(label!)) throw unknownProtocol(label!, labels);
  const own = tasks.filter(({ spec }) => spec.protocol === label);
  const points = [...new Set(own.map(({ spec }) => spec.variant))];
  const point = variant ?? (points.length === 1 ? points[0]! : undefined);
  if (point === undefined) throw new UsageError(`--variant: which point of the sweep? ${listed(points)}`);
  if (!points.includes(point)) {
    throw new UsageError(`no point "${point}" in the sweep (${listed(points)})${didYouMean(point, points)}`);
  }
  const seeds = own.filter(({ spec }) => spec.variant === point);
  const chosen = index === undefined && seeds.length > 1 ? undefined : seeds[Number(index ?? 0)];
  if (chosen) return chosen;
  throw new UsageError(`--run: expected ${label}/0 to ${label}/${seeds.length - 1}, found "${name}"`);
}

function account(record: RunRecord, io: Io): string {
  const rows: (readonly [string, string])[] = [
    ['digest', record.digest],
    ['ended by', record.ended],
    ...Object.entries(record.columns).map(([name, value]): readonly [string, string] => {
      if (value === null) return [name, `${NONE} (${record.undefinedBecause[name] ?? 'undefined'})`];
      return [name, typeof value === 'number' ? formatFigure(value) : value];
    }),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const verdicts = Object.entries(record.verdicts).flatMap(([name, verdict]) => {
    if (verdict.is === 'violated') {
      return styled('red', `${name} violated at ${verdict.at / 1e6} s: ${verdict.witness}`, io.stdout);
    }
    return verdict.is === 'unknown' ? `${name} unknown: ${verdict.why}` : [];
  });
  return [nameOfRun(record), ...rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`), ...verdicts].join('\n');
}

async function execute(task: Task, args: RunArguments & ReplayArguments, io: Io): Promise<RunRecord> {
  const { simulateTask } = await import('../runner/simulation.js');
  if (!args.trace) return simulateTask(task);
  const { eventNames } = await import('../runner/event-names.js');
  const nameOf = await eventNames(task);
  io.stdout.write('event\ttime_s\tnode\tfrom\tkind\n');
  return simulateTask(task, (index, time, node, from, kind) => {
    io.stdout.write(`${index}\t${time / 1e6}\t${node}\t${from < 0 ? 'timer' : from}\t${nameOf(kind)}\n`);
  });
}

/** Exit code 3 when the run breaks an invariant. */
export async function replay(args: RunArguments & ReplayArguments, io: Io): Promise<ExitCode> {
  const { tasks } = await prepareCall(args, io);
  const record = await execute(selectRun(tasks, args.run!, args.variant), args, io);
  if (args.json) answerJson(io, record);
  else answer(io, account(record, io));
  return Object.values(record.verdicts).some(({ is }) => is === 'violated') ? 3 : 0;
}
