/** One run of a scenario, or of the results of one, that is looked at while it stands still. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readManifest } from '../runner/results.js';
import { LiveRun } from '../scenario/live.js';
import { planRuns } from '../scenario/plan.js';
import { registryFor } from '../scenario/protocol-file.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Io } from './io.js';
import { selectRun } from './replay.js';
import { prepareCall } from './scenario-call.js';
import { UsageError } from './usage.js';

export interface LiveArguments {
  readonly file: string;
  readonly run?: string | undefined;
  readonly variant?: string | undefined;
  readonly seed?: string | undefined;
  readonly set?: readonly string[] | undefined;
}

export interface Opened {
  readonly live: LiveRun;
  readonly name: string;
  readonly asks: string;
}

/**
 * Opens a run at its first moment.
 * @param endless whether it goes on after its end
 */
export async function openLive(args: LiveArguments, io: Io, endless: boolean): Promise<Opened> {
  const { scenario, directory } = await sourceOf(args, io);
  const tasks = planRuns(scenario).map((spec) => ({ spec, key: '', directory, tree: false }));
  // Without a name it is the first of all.
  const { spec } = args.run === undefined ? tasks[0]! : selectRun(tasks, args.run, args.variant);
  if (args.run === undefined && args.variant !== undefined) throw new UsageError('--variant goes with --run');
  if (spec.world.detail === 'blocks') throw new UsageError('a run with detail: blocks has no nodes to look at');
  const registry = await registryFor([spec], directory);
  return { live: new LiveRun(spec, registry, endless), name: scenario.name, asks: scenario.asks };
}

async function sourceOf(args: LiveArguments, io: Io): Promise<{ scenario: Scenario; directory: string }> {
  const path = resolve(io.cwd, args.file);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) {
    const { scenario, tasks } = await prepareCall({ ...args, repeat: undefined }, io);
    return { scenario, directory: tasks[0]!.directory };
  }
  if (args.seed !== undefined || (args.set?.length ?? 0) > 0) {
    throw new UsageError('--seed and --set go with a scenario; results are of the run that was made');
  }
  const manifest = await readManifest(path).catch((error: unknown) => {
    throw new UsageError(`${args.file} holds no results that can be read: ${(error as Error).message}`);
  });
  return { scenario: manifest.scenario as Scenario, directory: path };
}
