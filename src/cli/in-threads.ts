import type { Keyed } from '../runner/journal.js';
import type { Job } from '../runner/pool.js';
import { executePlan, type Execution, type Outcome, type Progress } from '../runner/sweep.js';
import type { Io } from './io.js';
import { openProgress } from './progress.js';

/** One plan of what the threads are for. */
interface Plan<T extends Keyed, R extends Keyed> extends Pick<Execution<T, R>, 'tasks' | 'journal'> {
  /** How far it all is when the plan is so far; absent: the plan is all. */
  readonly overall?: (progress: Progress) => Progress;
}

/**
 * Starts threads, shows how far they are, lets whoever is at the terminal interrupt them, and puts all that away at the end.
 * @param workers 0: this thread, where a run cannot be waited for and interrupted at once: there, the signal ends the process as
 * usual
 * @param most no more threads than these are started
 * @param use what is carried out, one plan or several
 */
export async function inThreads<T extends Keyed, R extends Keyed, O>(
  { job, workers, most, quiet }: { job: Job; workers: number | undefined; most: number; quiet: boolean },
  io: Io,
  use: (execute: (plan: Plan<T, R>) => Promise<Outcome<T, R>>) => Promise<O>,
): Promise<O> {
  const { openPool } = await import('../runner/pool.js');
  const pool = await openPool<T, R>(job, workers, most);
  const progress = await openProgress(io, quiet);
  const interrupt = workers === 0 ? undefined : io.interruptible();
  try {
    return await use(({ tasks, journal, overall = (each) => each }) =>
      executePlan({
        tasks,
        journal,
        execute: pool.execute,
        lanes: pool.lanes,
        ...(interrupt && { signal: interrupt.signal }),
        onProgress: (done) => progress.show(overall(done)),
      }),
    );
  } finally {
    interrupt?.dispose();
    progress.stop();
    await pool.close();
  }
}
