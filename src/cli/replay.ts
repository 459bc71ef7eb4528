/** One run of a scenario again, shown in full, with all its events if asked for. */
import { join, resolve } from 'node:path';
import type { Time } from '../contract.js';
import type { Trace } from '../kernel/simulator.js';
import { SpaceTimeRecorder } from '../observers/space-time.js';
import { duration } from '../quantities.js';
import { namesOf } from '../report/point-names.js';
import type { RunRecord } from '../runner/record.js';
import type { Task } from '../runner/sweep.js';
import { didYouMean, UsageError } from './usage.js';
import { unknownProtocol } from './comparison.js';
import { NONE, formatFigure } from './figures.js';
import { type ExitCode, type Io, answer, answerJson, styled, tell } from './io.js';
import type { RunArguments } from './options.js';
import { type Call, prepareCall } from './scenario-call.js';
import { nameOfRun } from './violations.js';

export interface ReplayArguments {
  readonly run?: string | undefined;
  readonly variant?: string | undefined;
  readonly trace?: boolean | undefined;
  readonly window?: string | undefined;
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
  // A point may be called as the table calls it, too.
  const named = [...namesOf(points)].find(([, called]) => called === variant)?.[0];
  const point = named ?? variant ?? (points.length === 1 ? points[0]! : undefined);
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

async function printer(task: Task, io: Io): Promise<Trace> {
  const { eventNames } = await import('../runner/event-names.js');
  const nameOf = await eventNames(task);
  io.stdout.write('event\ttime_s\tnode\tfrom\tkind\n');
  return (index, time, node, from, kind) => {
    io.stdout.write(`${index}\t${time / 1e6}\t${node}\t${from < 0 ? 'timer' : from}\t${nameOf(kind)}\n`);
  };
}

/** @throws UsageError unless it is two times, the later one last, such as `2s..4s` */
function windowOf(text: string): readonly [Time, Time] {
  const parsed = text.split('..').map((word) => duration().safeParse(word.trim().replace(/(?<=\d)(?=[a-zµ])/, ' ')));
  const [from, to] = parsed.map(({ data }) => data);
  if (parsed.length === 2 && from !== undefined && to !== undefined && from < to) return [from, to];
  throw new UsageError(`--window: expected two times such as 2s..4s or "500 ms..1 min", found "${text}"`);
}

/** Does the run again, and draws the window that was asked for; the path of the picture, if there is one. */
async function execute(call: Call, task: Task, args: RunArguments & ReplayArguments, io: Io) {
  const { simulateTask } = await import('../runner/simulation.js');
  const trace = args.trace ? await printer(task, io) : undefined;
  if (args.window === undefined) return { record: await simulateTask(task, { trace }), picture: undefined };
  const recorder = new SpaceTimeRecorder(...windowOf(args.window));
  const record = await simulateTask(task, { trace, recorder });
  const endS = Number(record.columns['sim_time_s']);
  if (windowOf(args.window)[0] > endS * 1e6) throw new UsageError(`--window: the run ended at ${endS} s`);
  const { drawWindow } = await import('../runner/window.js');
  const folder = join(args.out, call.order.name);
  const path = await drawWindow(resolve(io.cwd, folder), call.order, task, record, recorder);
  return { record, picture: join(folder, path) };
}

/** Exit code 3 when the run breaks an invariant. */
export async function replay(args: RunArguments & ReplayArguments, io: Io): Promise<ExitCode> {
  if (args.window !== undefined) windowOf(args.window);
  const call = await prepareCall(args, io);
  const { record, picture } = await execute(call, selectRun(call.tasks, args.run!, args.variant), args, io);
  if (args.json) answerJson(io, record);
  else answer(io, account(record, io));
  if (picture !== undefined) tell(io, `picture: ${picture}`);
  return Object.values(record.verdicts).some(({ is }) => is === 'violated') ? 3 : 0;
}
