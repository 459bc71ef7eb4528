/** Batches of the swarm, in whatever thread; and the scenario that is kept of what they find. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Case } from '../search/case.js';
import { caseText } from '../search/case.js';
import { runBatch, type Batch, type BatchResult, type Find } from '../search/swarm.js';
import { expecting } from '../search/trial.js';
import { caseBookFor, kindSeenFrom } from './bounds.js';
import { writeWholeFile } from './whole-file.js';

export interface SwarmTask {
  readonly batch: Batch;
  /** Where a protocol file is looked for. */
  readonly directory: string;
}

export async function answerSwarm({ batch, directory }: SwarmTask): Promise<BatchResult> {
  return runBatch(batch, await caseBookFor([batch.kind], directory));
}

/** File name of a find. */
function findFile(kind: string, { shrunk }: Find): string {
  const name = kind.replace(/^.*\//, '').replaceAll(/[^A-Za-z0-9-]+/g, '-');
  return `${name}-${shrunk.violation.invariant}.yaml`;
}

/** Writes the smallest scenario that shows the find, and returns its path. */
export async function writeFind(folder: string, kind: string, find: Find, directory: string): Promise<string> {
  const { violation, document, broken, messages, trials } = find.shrunk;
  const path = join(folder, findFile(kind, find));
  const whole: Case = {
    ...document,
    name: findFile(kind, find)
      .replace(/\.yaml$/, '')
      .toLowerCase()
      .slice(0, 64),
    asks: `What breaks the ${violation.invariant} of ${kind}?`,
    protocols: { protocol: { ...document.protocols['protocol'], kind: kindSeenFrom(folder, kind, directory) } },
    ...expecting(broken),
  };
  await mkdir(folder, { recursive: true });
  const from = `Run ${find.index} of its swarm, made smaller in ${trials} steps to ${messages} messages.`;
  await writeWholeFile(path, [caseText(whole, `${from}\n${violation.witness}`)]);
  return path;
}
