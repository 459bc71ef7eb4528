/** Whether a run gives the same events each time, and if not, which event is the first that differs. */
import type { Trace } from '../kernel/simulator.js';
import { EventLog, type LoggedEvent } from './event-log.js';
import type { RunRecord } from './record.js';
import type { Task } from './sweep.js';

/** Two runs of one specification that did not go the same way. */
export interface Difference {
  readonly task: Task;
  readonly digests: readonly [string, string];
  /** Undefined when two more runs, watched event by event, went the same way. */
  readonly first: DifferentEvent | undefined;
}

/** The same place in both runs; undefined where one of them had ended. */
export interface DifferentEvent {
  /** Position among the messages and timers of the run, from 0. */
  readonly position: number;
  readonly once: LoggedEvent | undefined;
  readonly again: LoggedEvent | undefined;
}

type Simulate = (task: Task, trace?: Trace) => Promise<RunRecord>;

/** Runs the task twice more and compares what happens, event by event. */
export async function firstDifference(task: Task, simulate: Simulate): Promise<DifferentEvent | undefined> {
  const once = new EventLog();
  await simulate(task, (_, time, node, from, kind) => once.add(time, node, from, kind));
  let position = 0;
  let found: DifferentEvent | undefined;
  await simulate(task, (_, time, node, from, kind) => {
    if (found) return;
    if (!once.matches(position, time, node, from, kind)) {
      found = { position, once: once.at(position), again: { time, node, from, kind } };
    }
    position++;
  });
  if (found || position === once.length) return found;
  return { position, once: once.at(position), again: undefined };
}

/** Holds the digests of two runs of each task against each other; the tasks that differ are then watched. */
export async function compareTwice(
  tasks: readonly Task[],
  passes: readonly [readonly RunRecord[], readonly RunRecord[]],
  simulate: Simulate,
): Promise<Difference[]> {
  const [once, again] = passes.map((records) => new Map(records.map((record) => [record.key, record.digest])));
  const differences: Difference[] = [];
  for (const task of tasks) {
    const digests = [once!.get(task.key), again!.get(task.key)] as const;
    if (digests[0] === undefined || digests[1] === undefined || digests[0] === digests[1]) continue;
    differences.push({ task, digests: [digests[0], digests[1]], first: await firstDifference(task, simulate) });
  }
  return differences;
}
