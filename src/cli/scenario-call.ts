/** The common part of `run`, `compare` and `sweep`: load, plan, carry out, write the results, answer. */
import { join, relative, resolve, sep } from 'node:path';
import { openJournal, type Journal, type Shard } from '../runner/journal.js';
import type { RunRecord } from '../runner/record.js';
import { type Order, announceResults, writeResults } from '../runner/results.js';
import { summarise } from '../report/aggregate.js';
import { type Outcome, type Task, executePlan, shardOf } from '../runner/sweep.js';
import { programVersion } from '../runner/version.js';
import { loadScenario } from '../scenario/load.js';
import { planRuns } from '../scenario/plan.js';
import { runKey } from '../scenario/run-key.js';
import { checkExpectations } from '../scenario/expectations.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Answer } from './answer.js';
import { unknownProtocol } from './comparison.js';
import { reportFaults } from './faults.js';
import { inThreads } from './in-threads.js';
import { type ExitCode, type Io, tell } from './io.js';
import { type RunArguments, quoted, repeatOf, shardOption, workersOf } from './options.js';
import { UsageError } from './usage.js';

/** What is to be run. */
export interface Call {
  readonly scenario: Scenario;
  readonly order: Order;
  readonly tasks: readonly Task[];
}

/** As the results name it: relative when it is below the working directory, for they hold no path of a machine. */
function shownPath(path: string, cwd: string): string {
  const shown = relative(cwd, path);
  return shown.startsWith('..') || resolve(shown) === shown ? path.slice(path.lastIndexOf(sep) + 1) : shown;
}

function commandOf(file: string, { seed, repeat, set }: Pick<RunArguments, 'seed' | 'repeat' | 'set'>): string {
  const words = ['consensim', 'run', quoted(file.replaceAll('\\', '/'))];
  if (seed !== undefined) words.push('--seed', quoted(seed));
  if (repeat !== undefined) words.push('--repeat', String(repeat));
  for (const change of set ?? []) words.push('--set', quoted(change));
  return words.join(' ');
}

type Changes = Pick<RunArguments, 'file' | 'seed' | 'repeat' | 'set'>;

/** Loads a scenario with the changes of the command line, and plans its runs. */
export async function prepareCall(args: Changes, io: Io): Promise<Call> {
  const repeat = repeatOf(args.repeat);
  const path = resolve(io.cwd, args.file);
  const { seed, set = [] } = args;
  // Messages name the file as the caller did.
  const loaded = await loadScenario(resolve(args.file) === path ? args.file : path, { set, seed, repeat });
  const version = programVersion();
  const { scenario } = loaded;
  const specs = planRuns(scenario);
  const tasks = specs.map((spec) => ({
    key: runKey(spec, `${version.release}+${version.code}`),
    spec,
    directory: loaded.directory,
    tree: spec.seed === `${scenario.seed}/0`,
  }));
  const order: Order = {
    name: scenario.name,
    asks: scenario.asks,
    command: commandOf(shownPath(path, io.cwd), args),
    version,
    seed: scenario.seed,
    repeat: scenario.repeat,
    scenarioText: loaded.text,
    scenario,
    plan: tasks.map(({ key }) => key),
  };
  return { scenario, order, tasks };
}

const FOLDER_TROUBLE: Readonly<Record<string, string>> = {
  EEXIST: 'there is a file of that name',
  ENOTDIR: 'a part of the path is a file',
  ENOENT: 'no folder can be made there',
  EACCES: 'that is not permitted',
  EPERM: 'that is not permitted',
  EROFS: 'the device can only be read',
  ENOSPC: 'no space is left on the device',
};

/** What is told of a folder of results that cannot be made or written to; any other error as it is. */
export function unusableFolder(error: unknown, directory: string): unknown {
  const { code = '', syscall } = error as NodeJS.ErrnoException;
  if (syscall === undefined) return error;
  const why = Object.hasOwn(FOLDER_TROUBLE, code) ? FOLDER_TROUBLE[code]! : (error as Error).message;
  return new UsageError(`cannot write results into ${directory}: ${why}`);
}

/** @throws UsageError where the folder cannot be made or written to */
function journalIn(directory: string, tasks: readonly Task[], fresh: boolean, shard: Shard | undefined): Journal {
  try {
    return openJournal(directory, { shard, fresh, wanted: new Set(tasks.map(({ key }) => key)) });
  } catch (error) {
    throw unusableFolder(error, directory);
  }
}

function tellReused(journal: Journal, tasks: readonly Task[], args: RunArguments, io: Io): void {
  const reused = tasks.filter(({ key }) => journal.finished.has(key)).length;
  if (journal.damagedLines > 0) tell(io, `${journal.damagedLines} damaged lines of the journal are ignored`);
  if (reused === 0 || args.quiet) return;
  tell(io, `${reused} of ${tasks.length} runs are in the journal already; --fresh starts again`);
}

async function execute(tasks: readonly Task[], journal: Journal, args: RunArguments, io: Io): Promise<Outcome> {
  const pending = tasks.filter(({ key }) => !journal.finished.has(key)).length;
  if (pending === 0) {
    return executePlan({ tasks, journal, execute: () => Promise.reject(new Error('nothing to do')), lanes: 1 });
  }
  // A single run gains nothing from a thread, and would wait for one to start and load everything once more.
  const workers = pending === 1 ? 0 : workersOf(args.workers);
  const threads = { job: 'worker', workers, most: pending, quiet: args.quiet } as const;
  return inThreads<Task, RunRecord, Outcome>(threads, io, (simulate) => simulate({ tasks, journal }));
}

async function answerOf(call: Call, args: RunArguments, io: Io, shard: Shard | undefined): Promise<Answer> {
  const path = resolve(io.cwd, args.out, call.order.name);
  const tasks = shard ? shardOf(call.tasks, shard) : call.tasks;
  const journal = journalIn(path, tasks, args.fresh, shard);
  try {
    if (!shard) await announceResults(path, call.order);
    tellReused(journal, tasks, args, io);
    const outcome = await execute(tasks, journal, args, io);
    const { records } = outcome;
    // A part of the runs is not what the scenario expects something of.
    const whole = !shard && records.length === tasks.length;
    const summary = shard ? [] : summarise(records);
    const findings = whole ? checkExpectations(call.scenario, records, summary) : [];
    if (!shard) await writeResults(path, call.order, { records, summary, findings });
    if (whole) await journal.arrange(tasks.map(({ key }) => key));
    return { order: call.order, outcome, summary, findings, directory: join(args.out, call.order.name) };
  } finally {
    journal.close();
  }
}

function exitCodeOf({ outcome, findings }: Answer): ExitCode {
  if (outcome.faults.length > 0) return 1;
  if (outcome.interrupted) return 130;
  return findings.every(({ holds }) => holds) ? 0 : 3;
}

/** @throws UsageError when no protocol of the scenario has this label */
export function refuseUnknownLabel({ tasks }: Call, label: string | undefined): void {
  const labels = [...new Set(tasks.map(({ spec }) => spec.protocol))];
  if (label !== undefined && !labels.includes(label)) throw unknownProtocol(label, labels);
}

/**
 * Carries out the plan and writes the results.
 * @param print Answers on stdout; not called for a shard, which has only a part of the answer
 * @param examine Refuses a call before anything is run
 */
export async function carryOut(
  args: RunArguments,
  io: Io,
  print: (answer: Answer) => void,
  examine: (call: Call) => void = () => {},
): Promise<ExitCode> {
  const shard = shardOption(args.shard);
  workersOf(args.workers);
  const call = await prepareCall(args, io);
  examine(call);
  const answer = await answerOf(call, args, io, shard);
  const { records, interrupted, faults } = answer.outcome;
  reportFaults(faults, call.order.command, io);
  const of = `${records.length} of ${shard ? shardOf(call.tasks, shard).length : call.tasks.length} runs`;
  if (!shard) print(answer);
  else if (!args.quiet) tell(io, `shard ${args.shard}: ${of} done; the same call without --shard merges the shards`);
  if (interrupted) tell(io, `interrupted after ${of}; the same call goes on from there`);
  return exitCodeOf(answer);
}
