/**
 * A lock file, so that two processes do not write to the same results. It names the process that holds it; a lock whose
 * process is gone (killed, machine restarted) is taken over.
 */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Start of the process in milliseconds since 1970: tells two processes with the same number apart. */
  readonly startedMs: number;
}

/** Somebody else is writing to the same results. */
export class LockedError extends Error {
  override readonly name = 'LockedError';
  constructor(file: string, holder: Holder | undefined) {
    const who = holder ? `process ${holder.pid} on ${holder.host}` : 'another process';
    super(`${who} is writing these results; if that is not so, delete ${file}`);
  }
}

function ourselves(): Holder {
  return { pid: process.pid, host: hostname(), startedMs: Math.round(performance.timeOrigin) };
}

function read(file: string): { text: string; holder: Holder | undefined } | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return { text, holder: JSON.parse(text) as Holder };
  } catch {
    return { text, holder: undefined };
  }
}

function isLive(holder: Holder | undefined): boolean {
  if (!holder || typeof holder.pid !== 'number') return true;
  const us = ourselves();
  if (holder.host !== us.host) return true;
  if (holder.pid === us.pid) return holder.startedMs === us.startedMs;
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function create(file: string, text: string): boolean {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, text);
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/** Moves a dead lock away; what was moved is looked at again, because another process may have been quicker. */
function removeDead(file: string, text: string): void {
  const aside = `${file}.${process.pid}.dead`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = readFileSync(aside, 'utf8');
  if (moved !== text) create(file, moved);
  rmSync(aside, { force: true });
}

/** Throws a {@link LockedError} when a live process holds the lock; the answer releases it. */
export function acquireLock(file: string): () => void {
  const text = `${JSON.stringify(ourselves())}\n`;
  for (let attempt = 0; attempt < 3; attempt++) {
    if (create(file, text)) return () => rmSync(file, { force: true });
    const found = read(file);
    if (!found) continue;
    if (isLive(found.holder)) throw new LockedError(file, found.holder);
    removeDead(file, found.text);
  }
  throw new LockedError(file, read(file)?.holder);
}

/** Throws a {@link LockedError} when a live process holds the lock. */
export function refuseIfLocked(file: string): void {
  const found = read(file);
  if (found && isLive(found.holder)) throw new LockedError(file, found.holder);
}
