/** Files of weights that a scenario names by their paths. They are read when it is loaded, and again by whoever carries its runs out. */
import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { extname, isAbsolute, relative, resolve } from 'node:path';
import type { ReadWeights, WeightsFile, WeightTable } from '../network/weights/file.js';
import { isMapping } from './path.js';
import { csvTable, jsonTable } from './weights-table.js';
import { shown } from './wording.js';

const LARGEST_BYTES = 200_000_000;
/** Tables of large networks take long to read, and many runs in a row read the same. */
const MOST_KEPT = 4;

const TABLES = { '.csv': csvTable, '.json': jsonTable } as const;

interface Kept {
  readonly table: WeightTable;
  readonly facts: string;
}

/** By path and columns, the least recently used first. */
const kept = new Map<string, Kept>();

/** A reader of files within the folder of a scenario. */
export function weightsIn(directory: string): ReadWeights {
  return (options) => {
    try {
      return tableAt(pathWithin(directory, options.file), options);
    } catch (error) {
      throw new Error(`weights file ${options.file}: ${reasonOf(error)}`, { cause: error });
    }
  };
}

/** Scenarios come from others: they may read what comes with them, and nothing else of a disk, links to it included. */
export function pathWithin(directory: string, file: string): string {
  const path = resolve(directory, file);
  if (isAbsolute(file) || leadsOut(directory, path))
    throw new Error(`expected a path within the folder of the scenario, found ${shown(file)}`);
  if (leadsOut(realpathSync(directory), realpathSync(path)))
    throw new Error(
      `expected a file within the folder of the scenario, found ${shown(file)}, which links to one outside`,
    );
  return path;
}

function leadsOut(directory: string, path: string): boolean {
  const way = relative(directory, path);
  return isAbsolute(way) || way.split(/[/\\]/)[0] === '..';
}

function tableAt(path: string, { column, name }: WeightsFile): WeightTable {
  const facts = statSync(path);
  if (!facts.isFile()) throw new Error('is not a regular file');
  if (facts.size > LARGEST_BYTES) throw new Error(`expected at most ${LARGEST_BYTES} bytes, found ${facts.size}`);
  const known = `${facts.size} ${facts.mtimeMs}`;
  const key = JSON.stringify([path, column, name]);
  const before = kept.get(key);
  kept.delete(key);
  const now = before?.facts === known ? before : { table: read(path, { column, name }), facts: known };
  kept.set(key, now);
  if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!);
  return now.table;
}

function read(path: string, columns: Pick<WeightsFile, 'column' | 'name'>): WeightTable {
  const ending = extname(path).toLowerCase();
  if (!isKnown(ending)) throw new Error(`expected a name that ends in .csv or .json, found ${shown(ending)}`);
  const bytes = readFileSync(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error('is not UTF-8 text');
  }
  return { ...TABLES[ending](text, columns), sha256 };
}

const isKnown = (ending: string): ending is keyof typeof TABLES => Object.hasOwn(TABLES, ending);

/** Errors of the file system by their codes; the classes differ between realms. */
export function reasonOf(error: unknown): string {
  const code = isMapping(error) ? error['code'] : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'reading this file is not permitted';
  return isMapping(error) && typeof error['message'] === 'string' ? error['message'] : String(error);
}
