import type { RunRecord } from '../runner/record.js';
import { type Difference, compareTwice } from '../runner/repeatability.js';
import type { Fault, Task } from '../runner/sweep.js';
import { ScenarioError } from '../scenario/problems.js';
import { reportFaults } from './faults.js';
import { inThreads } from './in-threads.js';
import { type ExitCode, type Io, answer, answerJson, styled, tell } from './io.js';
import { type RunArguments, workersOf } from './options.js';
import { type Call, prepareCall } from './scenario-call.js';
import { nameOfRun, replayCommand } from './violations.js';

export interface CheckArguments extends Pick<RunArguments, 'seed' | 'repeat' | 'set' | 'workers' | 'json' | 'quiet'> {
  readonly files: readonly string[];
}

/** What was found out about one scenario. */
interface Examined {
  readonly file: string;
  readonly runs: number;
  readonly differences: readonly (Omit<Difference, 'task'> & {
    readonly run: string;
    readonly replay: string;
    /** The first event that differs, as text. */
    readonly event: string;
  })[];
  readonly faults: number;
}

interface TwoPasses {
  readonly passes: readonly [readonly RunRecord[], readonly RunRecord[]];
  readonly faults: readonly Fault[];
  readonly interrupted: boolean;
}

/** Results are not kept: a check looks at what the program does now. */
function forgetful() {
  const finished = new Map<string, RunRecord>();
  return {
    finished,
    append: (record: RunRecord) => void finished.set(record.key, record),
  };
}

async function runTwice(tasks: readonly Task[], args: CheckArguments, io: Io): Promise<TwoPasses> {
  const threads = { job: 'worker', workers: workersOf(args.workers), most: tasks.length, quiet: args.quiet } as const;
  return inThreads<Task, RunRecord, TwoPasses>(threads, io, async (execute) => {
    const pass = (before: number) =>
      execute({
        tasks,
        journal: forgetful(),
        overall: ({ done }) => ({ done: before + done, planned: 2 * tasks.length }),
      });
    const once = await pass(0);
    const again = await pass(tasks.length);
    return {
      passes: [once.records, again.records],
      faults: once.faults,
      interrupted: once.interrupted || again.interrupted,
    };
  });
}

async function eventText({ task, first }: Difference): Promise<string> {
  if (!first) return 'two more runs in one thread went the same way: something is carried over from run to run';
  const { eventNames } = await import('../runner/event-names.js');
  const nameOf = await eventNames(task);
  const shown = (event: typeof first.once): string => {
    if (!event) return 'nothing, the run had ended';
    const what = event.from < 0 ? `timer ${nameOf(event.kind)}` : `${nameOf(event.kind)} from ${event.from}`;
    return `${what} at node ${event.node}, ${event.time / 1e6} s`;
  };
  return `event ${first.position}: once ${shown(first.once)}; again ${shown(first.again)}`;
}

async function examine(call: Call, file: string, args: CheckArguments, io: Io): Promise<Examined | 'interrupted'> {
  const { command } = call.order;
  const { passes, faults, interrupted } = await runTwice(call.tasks, args, io);
  if (interrupted) return 'interrupted';
  reportFaults(faults, command, io);
  const { simulateTask } = await import('../runner/simulation.js');
  const differences = await compareTwice(call.tasks, passes, (task, trace) => simulateTask(task, { trace }));
  return {
    file,
    runs: call.tasks.length,
    differences: await Promise.all(
      differences.map(async (difference) => ({
        run: nameOfRun(difference.task.spec),
        digests: difference.digests,
        first: difference.first,
        event: await eventText(difference),
        replay: replayCommand(command, difference.task.spec),
      })),
    ),
    faults: faults.length,
  };
}

function printExamined({ file, runs, differences, faults }: Examined, io: Io): void {
  if (differences.length === 0 && faults === 0) {
    answer(io, `${styled('green', 'ok  ', io.stdout)}  ${file}: ${runs} runs, each the same twice`);
    return;
  }
  const found = [`${differences.length} of ${runs} runs differ`, ...(faults > 0 ? [`${faults} failed`] : [])];
  answer(io, `${styled('red', 'FAIL', io.stdout)}  ${file}: ${found.join(', ')}`);
  for (const { run, event, replay } of differences) answer(io, `  ${run}: ${event}\n    ${replay}`);
}

/** All files are validated before the first run: mistakes of all are told at once. */
async function prepareAll(args: CheckArguments, io: Io): Promise<readonly Call[] | undefined> {
  const calls: Call[] = [];
  let invalid = false;
  for (const file of args.files) {
    try {
      calls.push(await prepareCall({ ...args, file }, io));
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      tell(io, error.message);
      invalid = true;
    }
  }
  return invalid ? undefined : calls;
}

/** Exit code 2 when a file is not a scenario, 1 when a run differs or fails. */
export async function checkFiles(args: CheckArguments, io: Io): Promise<ExitCode> {
  const calls = await prepareAll(args, io);
  if (!calls) return 2;
  const all: Examined[] = [];
  for (const [index, call] of calls.entries()) {
    const examined = await examine(call, args.files[index]!, args, io);
    if (examined === 'interrupted') return 130;
    all.push(examined);
    if (!args.json) printExamined(examined, io);
  }
  if (args.json) answerJson(io, all);
  return all.every(({ differences, faults }) => differences.length === 0 && faults === 0) ? 0 : 1;
}
