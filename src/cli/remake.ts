import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { openJournal } from '../runner/journal.js';
import { summarise } from '../report/aggregate.js';
import { type Manifest, readManifest, writeResults } from '../runner/results.js';
import { checkExpectations } from '../scenario/expectations.js';
import type { Scenario } from '../scenario/scenario.js';
import { printRun } from './answer.js';
import type { ExitCode, Io } from './io.js';
import { UsageError } from './usage.js';

async function manifestIn(directory: string, path: string): Promise<Manifest> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) throw new UsageError(`${directory} is not a folder`);
  return readManifest(path).catch((error: unknown) => {
    const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const why = isAbsent ? 'it has no manifest.json' : (error as Error).message;
    const where = isAbsent ? '; expected the folder of one scenario, as consensim run names it' : '';
    throw new UsageError(`${directory} holds no results that can be read: ${why}${where}`);
  });
}

/** Writes every result file of a folder again from its journal and its manifest. */
export async function remakeResults(directory: string, json: boolean, io: Io): Promise<ExitCode> {
  const path = resolve(io.cwd, directory);
  const { runs, scenarioSha256: _, files: __, accelerators: ___, ...order } = await manifestIn(directory, path);
  const journal = openJournal(path, { wanted: new Set(order.plan) });
  try {
    const records = order.plan.flatMap((key) => journal.finished.get(key) ?? []);
    const missing = runs.planned - records.length;
    const summary = summarise(records);
    // The manifest is JSON of the scenario that was planned, by the same release.
    const findings = missing > 0 ? [] : checkExpectations(order.scenario as Scenario, records, summary);
    await writeResults(path, order, { records, summary, findings });
    const outcome = { records, reused: records.length, faults: [], interrupted: missing > 0 };
    printRun({ order, outcome, summary, findings, directory }, io, json);
    return findings.every(({ holds }) => holds) ? 0 : 3;
  } finally {
    journal.close();
  }
}
