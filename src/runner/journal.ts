/**
 * The truth about what has been run: one line of JSON per finished run, appended as it ends. A process that is killed
 * leaves at most one torn line at the end, which the next one cuts off. Every result file is remade from here.
 *
 * Each run is one `write` to a file opened for appending, so that what is written outlives the process (`kill -9`
 * included) without an fsync; the file is synced once, when it is closed.
 */
import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  readdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { acquireLock, refuseIfLocked } from './lock.js';
import type { RunRecord } from './record.js';
import { writeWholeFile } from './whole-file.js';

/** Every n-th run of a plan, beginning with the run of this index: 0 … count − 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

export interface JournalOptions {
  /** Absent: the main journal, which also reads those of all shards. */
  readonly shard?: Shard | undefined;
  /** Forget what was run before. */
  readonly fresh?: boolean;
  /** Keys to keep in memory; others stay in the file and are ignored. Absent: all. */
  readonly wanted?: ReadonlySet<string>;
}

/** What is kept of one finished piece of work. */
export interface Keyed {
  /** Names the piece of work, and the version that did it. */
  readonly key: string;
}

/** An open journal, locked against other writers until it is closed. */
export interface Journal<R extends Keyed = RunRecord> {
  /** Records by key. */
  readonly finished: ReadonlyMap<string, R>;
  /** Whole lines that are no record: somebody else has written there. They are ignored. */
  readonly damagedLines: number;
  append(record: R): void;
  /**
   * Puts the lines of a finished plan into its order, others after them as they stood, so that the file does not tell how
   * many workers there were or who was interrupted. Nothing may be appended afterwards.
   */
  arrange(keys: readonly string[]): Promise<void>;
  close(): void;
}

const JOURNAL = /^journal(\.\d+-of-\d+)?\.ndjson$/;
const NEWLINE = 0x0a;

function fileOf(shard: Shard | undefined): string {
  return shard ? `journal.${shard.index}-of-${shard.count}.ndjson` : 'journal.ndjson';
}

function lockOf(file: string): string {
  return file.replace(/ndjson$/, 'lock');
}

interface Lines<R extends Keyed = Keyed> {
  readonly finished: Map<string, R>;
  damagedLines: number;
}

function take(line: string, wanted: ReadonlySet<string> | undefined, into: Lines<any>): void {
  let record: Keyed | null;
  try {
    record = JSON.parse(line) as Keyed | null;
  } catch {
    record = null;
  }
  if (typeof record?.key !== 'string') into.damagedLines++;
  else if (!wanted || wanted.has(record.key)) into.finished.set(record.key, record);
}

/** Reads the whole lines of an open file and returns the offset after the last of them. */
function readLines(file: number, each: (line: string) => void): number {
  const chunk = Buffer.allocUnsafe(1 << 20);
  let rest: Buffer[] = [];
  let offset = 0;
  let end = 0;
  for (;;) {
    const length = readSync(file, chunk, 0, chunk.length, offset);
    if (length === 0) return end;
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0 && at < length; at = chunk.indexOf(NEWLINE, from)) {
      each(Buffer.concat([...rest, chunk.subarray(from, at)]).toString('utf8'));
      rest = [];
      from = at + 1;
      end = offset + from;
    }
    rest.push(Buffer.from(chunk.subarray(from, length)));
    offset += length;
  }
}

function journalsIn(directory: string): string[] {
  return readdirSync(directory)
    .filter((file) => JOURNAL.test(file))
    .toSorted();
}

function readFileInto(path: string, wanted: ReadonlySet<string> | undefined, into: Lines<any>): void {
  const file = openSync(path, 'r');
  try {
    readLines(file, (line) => take(line, wanted, into));
  } finally {
    closeSync(file);
  }
}

async function arrange(path: string, keys: readonly string[]): Promise<void> {
  const lines: { readonly text: string; readonly place: number }[] = [];
  const places = new Map(keys.map((key, place) => [key, place]));
  const file = openSync(path, 'r');
  try {
    readLines(file, (text) => {
      const read: Lines = { finished: new Map(), damagedLines: 0 };
      take(text, undefined, read);
      const [key] = read.finished.keys();
      lines.push({ text, place: places.get(key ?? '') ?? Infinity });
    });
  } finally {
    closeSync(file);
  }
  const arranged = lines.toSorted((a, b) => (a.place === b.place ? 0 : a.place - b.place));
  if (arranged.every((line, i) => line === lines[i])) return;
  await writeWholeFile(
    path,
    arranged.map(({ text }) => `${text}\n`),
  );
}

function forget(directory: string, own: string, shard: Shard | undefined): void {
  for (const name of shard ? [own] : journalsIn(directory)) {
    if (name !== own) refuseIfLocked(join(directory, lockOf(name)));
    rmSync(join(directory, name), { force: true });
  }
}

function openForAppending(path: string, wanted: ReadonlySet<string> | undefined, into: Lines<any>): number {
  const file = openSync(path, 'a+');
  const end = readLines(file, (line) => take(line, wanted, into));
  if (end < fstatSync(file).size) ftruncateSync(file, end);
  return file;
}

/** A folder and those around it, one by one: Node's own way tries for ever where a file system makes none, as /proc does. */
function makeFolder(directory: string): void {
  const isThere = (): boolean => statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true;
  if (isThere()) return;
  if (dirname(directory) !== directory) makeFolder(dirname(directory));
  try {
    mkdirSync(directory);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!isThere()) throw error;
  }
}

/** @throws the system's error with the path: of a line that is not whole, the rest is tried by itself, which says why */
function writeLine(file: number, line: Buffer, path: string): void {
  try {
    for (let written = 0; written < line.length;) written += writeSync(file, line, written);
  } catch (error) {
    throw Object.assign(error as Error, { path });
  }
}

/**
 * Opens the journal of a results folder, which is made if need be.
 * @throws LockedError when another live process has it open, or any of a shard's with `fresh`.
 */
export function openJournal<R extends Keyed = RunRecord>(
  directory: string,
  { shard, fresh, wanted }: JournalOptions = {},
): Journal<R> {
  makeFolder(directory);
  const own = fileOf(shard);
  const release = acquireLock(join(directory, lockOf(own)));
  try {
    if (fresh) forget(directory, own, shard);
    const read: Lines<R> = { finished: new Map(), damagedLines: 0 };
    for (const name of journalsIn(directory)) {
      if (name !== own) readFileInto(join(directory, name), wanted, read);
    }
    const file = openForAppending(join(directory, own), wanted, read);
    return {
      finished: read.finished,
      damagedLines: read.damagedLines,
      append(record) {
        const text = JSON.stringify(record);
        const line = Buffer.from(`${text}\n`);
        writeLine(file, line, join(directory, own));
        // What a later process would read, so that results do not depend on which process writes them.
        read.finished.set(record.key, JSON.parse(text) as R);
      },
      arrange: (keys) => arrange(join(directory, own), keys),
      close() {
        fsyncSync(file);
        closeSync(file);
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}
