/** Simulating one task, in whatever thread this is. */
import { registryFor } from '../scenario/protocol-file.js';
import { simulate, type SimulateOptions } from '../scenario/simulate.js';
import type { RunRecord } from './record.js';
import type { Task } from './sweep.js';

/** Runs the task's run; `watchers` see what happens in it. */
export async function simulateTask(
  { spec, key, directory, tree }: Task,
  watchers: Pick<SimulateOptions, 'trace' | 'recorder'> = {},
): Promise<RunRecord> {
  const registry = await registryFor([spec], directory);
  return simulate(spec, { registry, key, tree, ...watchers });
}
