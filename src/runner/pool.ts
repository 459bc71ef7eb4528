/** Threads that simulate runs; an isolate is used for many runs, one after the other. */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import type { Execute } from './sweep.js';

/** What a thread can do: each has a file of its own, whose default export does one piece of it. */
export type Job = 'worker' | 'bounds-worker' | 'swarm-worker';

export interface Pool<T, R> {
  readonly execute: Execute<T, R>;
  /** Pieces of work that it can have under way at once. */
  readonly lanes: number;
  close(): Promise<void>;
}

/** Threads can load JavaScript only: when this file is TypeScript, as under test, they take the built one. */
function workerFile(job: Job): string {
  const folder = import.meta.url.endsWith('.ts') ? '../../dist/runner' : '.';
  return fileURLToPath(new URL(`${folder}/${job}.js`, import.meta.url));
}

/**
 * A search makes worlds that live for a millisecond. V8 takes what happened to survive its first collections for
 * long-lived, puts the like of it where dead objects keep others alive, and collects for twice as long as it simulates.
 */
function assumeShortLives(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}

/**
 * @param workers Threads; 0 simulates in this thread, for a debugger or a profiler; default: what the machine runs at once
 * @param runs No more threads than these are started
 */
export async function openPool<T, R>(job: Job, workers = availableParallelism(), runs = Infinity): Promise<Pool<T, R>> {
  if (job !== 'worker') assumeShortLives();
  if (workers === 0) {
    const worker = (await import(`./${job}.js`)) as { default: Execute<T, R> };
    return { execute: (task) => worker.default(task), lanes: 1, close: async () => {} };
  }
  const { Piscina } = await import('piscina');
  const lanes = Math.min(workers, runs);
  const threads = new Piscina<T, R>({
    filename: workerFile(job),
    minThreads: lanes,
    maxThreads: lanes,
    concurrentTasksPerWorker: 1,
    recordTiming: false,
  });
  return { execute: (task) => threads.run(task), lanes, close: () => threads.destroy() };
}
