/** What a thread of the pool does: simulate the run it is handed. */
import { simulateRun } from '../scenario/simulate.js';
import type { RunRecord } from './record.js';
import type { Task } from './sweep.js';

export default async function execute(task: Task): Promise<RunRecord> {
  return simulateRun(task.spec, task.context);
}
