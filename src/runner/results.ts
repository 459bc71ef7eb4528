/** The files of a results folder, all remade from the records of the journal; nothing in them holds a date. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { SummaryRow } from '../report/aggregate.js';
import type { Finding } from '../report/input.js';
import type { RunRecord } from './record.js';
import { csvPieces, producersTable, runsTable, summaryTable, timeseriesTable } from './tables.js';
import type { ProgramVersion } from './version.js';
import { removeUnfinished, writeWholeFile } from './whole-file.js';

/** What was asked for: everything in a results folder that does not come from the records. */
export interface Order {
  readonly name: string;
  readonly asks: string;
  /** The command line that makes the results again. */
  readonly command: string;
  readonly version: ProgramVersion;
  readonly seed: string;
  readonly repeat: number;
  /** The scenario file as it was read. */
  readonly scenarioText: string;
  /** The scenario with every default filled in, units parsed and options of the command line applied. */
  readonly scenario: unknown;
  /** Keys of the runs, in plan order. */
  readonly plan: readonly string[];
}

/** What accelerators did in the runs of a protocol. */
type Accelerated = Pick<RunRecord, 'variant' | 'protocol' | 'announcements' | 'following' | 'arrivals'>;

/** `manifest.json`. */
export interface Manifest extends Order {
  readonly scenarioSha256: string;
  readonly runs: { readonly planned: number; readonly finished: number };
  /** By variant and protocol: what was left out of its runs because it changes no result, or why it was not. */
  readonly accelerators: readonly Accelerated[];
  /** SHA-256 of each result file as it was written. */
  readonly files: Readonly<Record<string, string>>;
}

export interface Results {
  /** Of the runs that are done, in plan order. */
  readonly records: readonly RunRecord[];
  /** Of all of them. */
  readonly summary: readonly SummaryRow[];
  readonly findings: readonly Finding[];
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeWholeFile(path, [`${JSON.stringify(value, null, 2)}\n`]);
}

function acceleratedOf(records: readonly RunRecord[]): Accelerated[] {
  const firsts = new Map<string, Accelerated>();
  for (const { variant, protocol, announcements, following, arrivals } of records) {
    const name = JSON.stringify([variant, protocol]);
    if (firsts.has(name) || !(announcements ?? following)) continue;
    firsts.set(name, {
      variant,
      protocol,
      ...(announcements && { announcements }),
      ...(following && { following }),
      ...(arrivals && { arrivals }),
    });
  }
  return [...firsts.values()];
}

function manifestOf(order: Order, records: readonly RunRecord[], files: Manifest['files']): Manifest {
  const { plan, scenario, scenarioText, ...rest } = order;
  const runs = { planned: plan.length, finished: records.length };
  const accelerators = acceleratedOf(records);
  return { ...rest, runs, scenarioSha256: sha256(scenarioText), accelerators, files, scenario, scenarioText, plan };
}

/** Facts of the machine and its programs. They are kept apart, because no result depends on them. */
async function writeEnvironment(directory: string): Promise<void> {
  const { version: seedrandom } = createRequire(import.meta.url)('seedrandom/package.json') as { version: string };
  const { platform, arch, versions } = process;
  await writeJson(join(directory, 'environment.json'), {
    node: versions.node,
    v8: versions.v8,
    platform,
    arch,
    seedrandom,
  });
}

/**
 * Writes the manifest before the first run is done, so that the folder can be read even if this process is killed.
 * What an earlier call of the same order has written stays.
 */
export async function announceResults(directory: string, order: Order): Promise<void> {
  await removeUnfinished(directory);
  const before = await readManifest(directory).catch(() => undefined);
  if (before && sha256(JSON.stringify(before.plan)) === sha256(JSON.stringify(order.plan))) return;
  await writeJson(join(directory, 'manifest.json'), manifestOf(order, [], {}));
}

/** Writes every file but the journal; each is whole at any time, and the manifest comes last. */
export async function writeResults(
  directory: string,
  order: Order,
  { records, summary, findings }: Results,
): Promise<void> {
  const { renderReport } = await import('../report/html.js');
  const files: Record<string, string> = {};
  const tables = [
    runsTable(order.name, records),
    summaryTable(summary),
    producersTable(records),
    timeseriesTable(records),
  ];
  for (const table of tables) files[table.file] = await writeWholeFile(join(directory, table.file), csvPieces(table));
  const { name, asks, command, version, scenarioText, seed, repeat } = order;
  const html = renderReport({
    name,
    asks,
    command,
    version: version.release,
    scenarioSha256: sha256(scenarioText),
    scenarioText,
    seed,
    repeat,
    records,
    summary,
    findings,
  });
  files['report.html'] = await writeWholeFile(join(directory, 'report.html'), [html]);
  await writeEnvironment(directory);
  await writeJson(join(directory, 'manifest.json'), manifestOf(order, records, files));
}

/** @throws Error when the folder holds no manifest of this program. */
export async function readManifest(directory: string): Promise<Manifest> {
  const manifest = JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8')) as Manifest;
  if (!Array.isArray(manifest.plan)) throw new Error(`${join(directory, 'manifest.json')} is not of this program`);
  return manifest;
}
