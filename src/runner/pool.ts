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
 * @param workers Threads; 0 simulates in this thread, for a debugger or a profiler. Absent: as many as the machine runs at once.
 */
export async function openPool(workers: number = availableParallelism()): Promise<Pool> {
  if (workers === 0) {
    const worker = await import('./worker.js');
    return { execute: worker.default, lanes: 1, close: async () => {} };
  }
  const { Piscina } = await import('piscina');
  const threads = new Piscina<Task, RunRecord>({
    filename: workerFile(),
    minThreads: workers,
    maxThreads: workers,
    concurrentTasksPerWorker: 1,
    recordTiming: false,
  });
  return { execute: (task) => threads.run(task), lanes: workers, close: () => threads.destroy() };
}
