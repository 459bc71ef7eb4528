/** Simulating one task, in whatever thread this is. */
import type { Trace } from '../kernel/simulator.js';
import { registryFor } from '../scenario/protocol-file.js';
import { simulate } from '../scenario/simulate.js';
import type { RunRecord } from './record.js';
import type { Task } from './sweep.js';

/** Runs the task's run; `trace` sees each of its events. */
export async function simulateTask({ spec, key, directory, tree }: Task, trace?: Trace): Promise<RunRecord> {
  const registry = await registryFor([spec], directory);
  return simulate(spec, { registry, key, tree, trace });
}
