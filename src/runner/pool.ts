/** Threads that simulate runs; an isolate is used for many runs, one after the other. */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { RunRecord } from './record.js';
import type { Execute, Task } from './sweep.js';

export interface Pool {
  readonly execute: Execute;
  /** Runs that it can have under way at once. */
  readonly lanes: number;
  close(): Promise<void>;
}

/** Threads can load JavaScript only: when this file is TypeScript, as under test, they take the built one. */
function workerFile(): string {
  const file = import.meta.url.endsWith('.ts') ? '../../dist/runner/worker.js' : './worker.js';
  return fileURLToPath(new URL(file, import.meta.url));
}

/**
 * @param workers Threads; 0 simulates in this thread, for a debugger or a profiler; default: what the machine runs at once
 * @param runs No more threads than these are started
 */
export async function openPool(workers = availableParallelism(), runs = Infinity): Promise<Pool> {
  if (workers === 0) {
    const worker = await import('./worker.js');
    return { execute: (task) => worker.default(task), lanes: 1, close: async () => {} };
  }
  const { Piscina } = await import('piscina');
  const lanes = Math.min(workers, runs);
  const threads = new Piscina<Task, RunRecord>({
    filename: workerFile(),
    minThreads: lanes,
    maxThreads: lanes,
    concurrentTasksPerWorker: 1,
    recordTiming: false,
  });
  return { execute: (task) => threads.run(task), lanes, close: () => threads.destroy() };
}
