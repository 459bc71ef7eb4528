/** Files that are either the old ones or the new ones, never half of one: written beside, synced, renamed. */
import { createHash } from 'node:crypto';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { isNativeError } from 'node:util/types';
import { basename, dirname, join } from 'node:path';

const UNFINISHED = /^\..+\.\d+\.unfinished$/;

/** Writes the pieces of text and returns the SHA-256 of the whole in hexadecimal. */
export async function writeWholeFile(
  path: string,
  pieces: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
): Promise<string> {
  const unfinished = join(dirname(path), `.${basename(path)}.${process.pid}.unfinished`);
  const hash = createHash('sha256');
  try {
    const file = await open(unfinished, 'w');
    try {
      for await (const piece of pieces) {
        hash.update(piece);
        await file.writeFile(piece);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    // The system names no file where one that is open cannot be written.
    throw isNativeError(error) ? Object.assign(error, { path }) : error;
  }
  return hash.digest('hex');
}

/** Removes what killed processes have left; only to be called by the one process that may write to the folder. */
export async function removeUnfinished(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (UNFINISHED.test(name)) await rm(join(directory, name), { force: true });
  }
}
