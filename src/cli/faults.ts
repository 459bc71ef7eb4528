/** Runs that ended in an error of ours: which, why, and the call that shows it again. */
import type { Fault } from '../runner/sweep.js';
import { type Io, styled, tell } from './io.js';
import { nameOfRun, replayCommand } from './violations.js';

/** More stack traces than these say nothing more. */
const MOST_SHOWN = 3;

export function reportFaults(faults: readonly Fault[], command: string, io: Io): void {
  for (const { task, error } of faults.slice(0, MOST_SHOWN)) {
    tell(io, `${styled('red', 'consensim: a run failed:', io.stderr)} ${nameOfRun(task.spec)}`);
    tell(io, error.stack ?? error.message);
    tell(io, `  see it again: ${replayCommand(command, task.spec)}`);
  }
  const more = faults.length - MOST_SHOWN;
  if (more > 0) tell(io, `${more} more runs failed`);
  if (faults.length > 0)
    tell(io, 'The other runs are kept; this is a fault of consensim or of a protocol of your own.');
}
