/** Carrying out a plan: what is in the journal already is not run again, the rest is handed to the lanes in order. */
import { setImmediate } from 'node:timers/promises';
import { isNativeError } from 'node:util/types';
import type { RunSpec } from '../scenario/world.js';
import type { Journal, Keyed, Shard } from './journal.js';
import type { RunRecord } from './record.js';

/** One run of a plan. */
export interface Task {
  /** Hash of the version and the run. */
  readonly key: string;
  readonly spec: RunSpec;
  /** Folder of the scenario: paths in it are relative to here. */
  readonly directory: string;
  /** Whether to keep the blocks of the tree for the report. */
  readonly tree: boolean;
}

/** Does one piece of work, here or in another thread. */
export type Execute<T = Task, R = RunRecord> = (task: T) => Promise<R>;

/** A run that ended in an error of the program. */
export interface Fault<T = Task> {
  readonly task: T;
  readonly error: Error;
}

export interface Progress {
  /** Runs that are done, those of the journal included. */
  readonly done: number;
  readonly planned: number;
}

export interface Outcome<T = Task, R = RunRecord> {
  /** Of the runs that are done, in plan order. */
  readonly records: readonly R[];
  /** Runs that were in the journal. */
  readonly reused: number;
  /** In plan order. */
  readonly faults: readonly Fault<T>[];
  /** Whether runs are left over because the signal came. */
  readonly interrupted: boolean;
}

export interface Execution<T extends Keyed = Task, R extends Keyed = RunRecord> {
  readonly tasks: readonly T[];
  readonly journal: Pick<Journal<R>, 'finished' | 'append'>;
  readonly execute: Execute<T, R>;
  /** Runs under way at the same time. */
  readonly lanes: number;
  /** Once aborted, no further run begins; those under way are finished. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** The tasks of one shard: every `count`-th, so that each shard gets a share of every protocol. */
export function shardOf(tasks: readonly Task[], { index, count }: Shard): Task[] {
  return tasks.filter((_, position) => position % count === index);
}

function asError(error: unknown): Error {
  return isNativeError(error) ? error : new Error(String(error));
}

async function executeOne<T extends Keyed, R extends Keyed>(task: T, execute: Execute<T, R>): Promise<R> {
  const record = await execute(task);
  if (record.key !== task.key) throw new Error(`the record of run ${task.key} came back as ${record.key}`);
  return record;
}

/** A run that throws is a {@link Fault}, and the others go on; rejects only when the journal cannot be written. */
export async function executePlan<T extends Keyed, R extends Keyed>(
  execution: Execution<T, R>,
): Promise<Outcome<T, R>> {
  const { tasks, journal, execute, signal, onProgress } = execution;
  const pending = tasks.filter((task) => !journal.finished.has(task.key));
  const reused = tasks.length - pending.length;
  const faults = new Map<T, Error>();
  let done = reused;
  let next = 0;
  const lane = async (): Promise<void> => {
    // A run in this thread lets nothing else happen: the pause is where a signal can come in.
    for (await setImmediate(); next < pending.length && !signal?.aborted; await setImmediate()) {
      const task = pending[next++]!;
      let record: R;
      try {
        record = await executeOne(task, execute);
      } catch (error) {
        faults.set(task, asError(error));
        continue;
      }
      journal.append(record);
      onProgress?.({ done: ++done, planned: tasks.length });
    }
  };
  onProgress?.({ done, planned: tasks.length });
  await Promise.all(Array.from({ length: Math.min(execution.lanes, pending.length) }, lane));
  return {
    records: tasks.flatMap((task) => journal.finished.get(task.key) ?? []),
    reused,
    faults: tasks.flatMap((task) => (faults.has(task) ? { task, error: faults.get(task)! } : [])),
    interrupted: next < pending.length,
  };
}
