/** Which program made a result: its release, and a hash of the code that a run depends on. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface ProgramVersion {
  readonly release: string;
  /** First 16 digits of the SHA-256 over everything but the command line, the report and the page of the browser. */
  readonly code: string;
}

const CODE = fileURLToPath(new URL('..', import.meta.url));
const NO_INFLUENCE = /^(cli|report|explorer)[/\\]|\.d\.ts$|\.map$|\.tsbuildinfo$/;

/** The release in package.json. */
export function programRelease(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** Reads every file of the program: a result of other code is never taken for one of this code. */
export function programVersion(): ProgramVersion {
  const hash = createHash('sha256');
  const files = readdirSync(CODE, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.[jt]s$/.test(file) && !NO_INFLUENCE.test(file))
    .toSorted();
  for (const file of files) hash.update(`${file.replaceAll('\\', '/')}\0`).update(readFileSync(join(CODE, file)));
  return { release: programRelease(), code: hash.digest('hex').slice(0, 16) };
}
