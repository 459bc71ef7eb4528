/** The search for bounds as a plan: one piece of work for each protocol and number of nodes, kept in a journal. */
import { createHash } from 'node:crypto';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { isProtocolFile } from '../scenario/sections/protocols.js';
import { loadProtocolFiles } from '../scenario/protocol-file.js';
import { createRegistry } from '../scenario/registry.js';
import { canonicalJson } from '../scenario/run-key.js';
import { ScenarioError } from '../scenario/problems.js';
import { findBounds, type Bounds, type BoundsQuestion, type Break, type Promised } from '../search/bounds.js';
import { CaseBook, caseText } from '../search/case.js';
import type { Keyed } from './journal.js';
import { csvPieces, type Table } from './tables.js';
import { writeWholeFile } from './whole-file.js';

/** One question, and where a protocol file is looked for. */
export interface BoundsTask extends Keyed {
  readonly question: BoundsQuestion;
  readonly directory: string;
}

export type BoundsRecord = Keyed & Bounds;

/** The cases of a registry that knows these protocols, files of the user's among them. */
export async function caseBookFor(kinds: readonly string[], directory: string): Promise<CaseBook> {
  const files = kinds.filter(isProtocolFile);
  const protocols = Object.fromEntries(files.map((kind, index) => [`protocol-${index}`, { kind }]));
  const { protocolFiles, sources, complaints } = await loadProtocolFiles({ protocols }, directory);
  const [complaint] = complaints;
  if (complaint) {
    throw new ScenarioError([{ file: '--protocol', line: 0, column: 0, path: '', message: complaint.message }]);
  }
  return new CaseBook(createRegistry({ protocolFiles }), sources);
}

/** Names the answer to a question: equal keys, equal answers. */
export function boundsKey(question: BoundsQuestion, sourceSha256: string | undefined, version: string): string {
  return createHash('sha256').update(canonicalJson({ question, sourceSha256, version })).digest('hex');
}

export async function answerBounds({ key, question, directory }: BoundsTask): Promise<BoundsRecord> {
  const book = await caseBookFor([question.kind], directory);
  return { key, ...findBounds(question, book) };
}

/** Whether the protocol keeps its word: neither promise is broken by as many faulty nodes as it bears. */
export function keepsItsWord({ tolerated, safety, liveness }: Bounds): boolean {
  return [safety, liveness].every((broken) => broken === null || broken.faulty > tolerated);
}

/** File name of the run that broke a promise. */
export function breakFile({ kind, n }: Bounds, promised: Promised): string {
  const name = kind.replace(/^.*\//, '').replaceAll(/[^A-Za-z0-9-]+/g, '-');
  return `${name}-n${n}-${promised}.yaml`;
}

const PROMISES: readonly Promised[] = ['safety', 'liveness'];

function boundsTable(records: readonly BoundsRecord[]): Table {
  const of = (promised: Promised, what: string) => `${promised}_${what}`;
  return {
    file: 'bounds.csv',
    columns: [
      'protocol',
      'n',
      'theory',
      'safety',
      'liveness',
      'holds',
      'runs',
      ...PROMISES.flatMap((promised) =>
        ['attack', 'placement', 'schedule', 'invariant', 'file'].map((what) => of(promised, what)),
      ),
    ],
    *rows() {
      for (const record of records) {
        const { kind, n, tolerated, safety, liveness, runs } = record;
        const holds = keepsItsWord(record) ? 'yes' : 'no';
        const details = PROMISES.flatMap((promised) => {
          const broken = record[promised];
          if (!broken) return [null, null, null, null, null];
          const { attack, placement, schedule, invariant } = broken;
          return [attack, placement, schedule, invariant, breakFile(record, promised)];
        });
        yield [kind, n, tolerated, safety?.faulty ?? null, liveness?.faulty ?? null, holds, runs, ...details];
      }
    },
  };
}

/** A protocol file's path as seen from the folder of the results, where the scenario will stand. */
export function kindSeenFrom(folder: string, kind: string, directory: string): string {
  if (!isProtocolFile(kind) || isAbsolute(kind)) return kind;
  const path = relative(folder, resolve(directory, kind)).replaceAll('\\', '/');
  return path.startsWith('.') ? path : `./${path}`;
}

function textOf(record: BoundsRecord, broken: Break, file: string, folder: string, task: BoundsTask): string {
  const { n, tolerated } = record;
  const { kind, seed } = task.question;
  const document = {
    ...broken.document,
    name: file
      .replace(/\.yaml$/, '')
      .toLowerCase()
      .slice(0, 64),
    asks: `What breaks the ${broken.invariant} of ${kind} at n = ${n}, which bears ${tolerated} faulty nodes?`,
    protocols: { protocol: { kind: kindSeenFrom(folder, kind, task.directory) } },
  };
  const found = `${broken.faulty} faulty: ${broken.attack}; placed: ${broken.placement}; network: ${broken.schedule}.`;
  const comment = `Found by consensim bounds --seed ${seed}. ${found}\n${broken.witness}`;
  return caseText(document, comment);
}

/** Writes the table and a scenario for each broken promise. */
export async function writeBounds(
  folder: string,
  tasks: readonly BoundsTask[],
  records: readonly BoundsRecord[],
): Promise<void> {
  const table = boundsTable(records);
  await writeWholeFile(join(folder, table.file), csvPieces(table));
  for (const record of records) {
    const task = tasks.find(({ key }) => key === record.key)!;
    for (const promised of PROMISES) {
      const broken = record[promised];
      if (!broken) continue;
      const file = breakFile(record, promised);
      await writeWholeFile(join(folder, file), [textOf(record, broken, file, folder, task)]);
    }
  }
}
