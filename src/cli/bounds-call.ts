/** What `bounds` does: ask the question of each protocol and number of nodes, and tell the answers. */
import { decidesForEver } from '../contract.js';
import { join, resolve } from 'node:path';
import {
  boundsKey,
  breakFile,
  caseBookFor,
  keepsItsWord,
  writeBounds,
  type BoundsRecord,
  type BoundsTask,
} from '../runner/bounds.js';
import { openJournal } from '../runner/journal.js';
import type { Outcome } from '../runner/sweep.js';
import { programVersion } from '../runner/version.js';
import { isProtocolFile } from '../scenario/sections/protocols.js';
import type { Break, Promised } from '../search/bounds.js';
import type { CaseBook } from '../search/case.js';
import { NONE } from './figures.js';
import { inThreads } from './in-threads.js';
import { type ExitCode, type Io, answer, answerJson, styled, tell } from './io.js';
import { type RunArguments, wholeNumber, workersOf } from './options.js';
import { formatTable } from './text-table.js';
import { unusableFolder } from './scenario-call.js';
import { UsageError, didYouMean } from './usage.js';

export interface BoundsArguments extends Pick<RunArguments, 'out' | 'workers' | 'fresh' | 'json' | 'quiet'> {
  readonly protocol?: readonly string[] | undefined;
  readonly nodes: string;
  readonly runs: number;
  readonly seed: string;
}

const FOLDER = 'bounds';
const MOST_NODES = 100;

/** @throws UsageError unless it is a range or a list of whole numbers */
function nodeCounts(text: string): number[] {
  const range = /^(\d+)\.\.(\d+)$/.exec(text);
  const [from, to] = [Number(range?.[1]), Number(range?.[2])];
  const counts = range
    ? Array.from({ length: Math.min(MOST_NODES + 1, Math.max(0, to - from + 1)) }, (_, i) => from + i)
    : text.split(',').map((word) => (/^\d+$/.test(word) ? Number(word) : NaN));
  if (counts.length > 0 && counts.every((n) => n >= 2 && n <= MOST_NODES)) return [...new Set(counts)];
  throw new UsageError(`--nodes: expected numbers from 2 to ${MOST_NODES} as 4..10 or 4,7,10, found "${text}"`);
}

/** @throws UsageError for a protocol that is not known or has no bound to look for */
export function decidingProtocols(asked: readonly string[] | undefined, { registry }: CaseBook): readonly string[] {
  const { protocols } = registry;
  const decides = (kind: string) => decidesForEver(protocols.get(kind));
  const names = protocols.names.filter((name) => !isProtocolFile(name) && decides(name));
  if (!asked) return names.filter((name) => protocols.get(name).canaryOf === undefined);
  for (const kind of asked) {
    if (!protocols.has(kind)) {
      throw new UsageError(`unknown protocol ${kind} (${names.join(', ')})${didYouMean(kind, names)}`);
    }
    if (decides(kind)) continue;
    throw new UsageError(
      `${kind} makes blocks final by depth: its bound is a share of power, not a number of nodes; look at it in a scenario`,
    );
  }
  return [...new Set(asked)];
}

function tasksOf(args: BoundsArguments, book: CaseBook, io: Io): BoundsTask[] {
  const { seed } = args;
  const runs = wholeNumber('runs', args.runs, 1, 1_000_000)!;
  const { release, code } = programVersion();
  return decidingProtocols(args.protocol, book).flatMap((kind) =>
    nodeCounts(args.nodes).map((n) => {
      const question = { kind, n, seed, runs };
      const key = boundsKey(question, book.sources.get(kind), `${release}+${code}`);
      return { key, question, directory: io.cwd };
    }),
  );
}

function journalIn(folder: string, tasks: readonly BoundsTask[], fresh: boolean) {
  try {
    return openJournal<BoundsRecord>(folder, { fresh, wanted: new Set(tasks.map(({ key }) => key)) });
  } catch (error) {
    throw unusableFolder(error, folder);
  }
}

async function carryOut(tasks: readonly BoundsTask[], folder: string, args: BoundsArguments, io: Io) {
  const journal = journalIn(folder, tasks, args.fresh);
  const threads = {
    job: 'bounds-worker',
    workers: workersOf(args.workers),
    most: tasks.length,
    quiet: args.quiet,
  } as const;
  try {
    return await inThreads<BoundsTask, BoundsRecord, Outcome<BoundsTask, BoundsRecord>>(
      threads,
      io,
      async (execute) => {
        const outcome = await execute({ tasks, journal });
        await writeBounds(folder, tasks, outcome.records);
        if (outcome.records.length === tasks.length) await journal.arrange(tasks.map(({ key }) => key));
        return outcome;
      },
    );
  } finally {
    journal.close();
  }
}

function how(broken: Break | null): string {
  return broken ? `${broken.attack}; ${broken.placement}; ${broken.schedule}` : NONE;
}

function tableOf(records: readonly BoundsRecord[], io: Io): string {
  const column = (title: string[], align: 'left' | 'right' = 'right') => ({ title, align });
  return formatTable(
    {
      columns: [
        column(['protocol'], 'left'),
        column(['n']),
        column(['bears']),
        column(['safety', 'broken by']),
        column(['liveness', 'broken by']),
        column(['how safety was broken'], 'left'),
        column(['how liveness was broken'], 'left'),
      ],
      rows: records.map(({ kind, n, tolerated, safety, liveness }) => [
        kind,
        String(n),
        String(tolerated),
        String(safety?.faulty ?? NONE),
        String(liveness?.faulty ?? NONE),
        how(safety),
        how(liveness),
      ]),
      decorate: (line, row) => (keepsItsWord(records[row]!) ? line : styled('red', line, io.stdout)),
    },
    io.stdout.columns,
  );
}

function failures(records: readonly BoundsRecord[], directory: string): string[] {
  return records.flatMap((record) =>
    (['safety', 'liveness'] as Promised[]).flatMap((promised) => {
      const broken = record[promised];
      if (!broken || broken.faulty > record.tolerated) return [];
      const { kind, n, tolerated } = record;
      return [
        `FAIL  ${kind}, n = ${n}: ${broken.invariant} broken with ${broken.faulty} faulty, though it bears ${tolerated}`,
        `      ${broken.witness}`,
        `      see it again: consensim run ${join(directory, breakFile(record, promised))}`,
      ];
    }),
  );
}

function explain(records: readonly BoundsRecord[], directory: string, io: Io): string {
  const wrong = failures(records, directory);
  const runs = records.reduce((sum, record) => sum + record.runs, 0);
  return [
    tableOf(records, io),
    `${NONE}: never, in all runs with up to n - 1 faulty nodes. ${runs} runs.`,
    ...(wrong.length > 0 ? [wrong.join('\n')] : []),
    `scenarios that break a promise, and bounds.csv: ${directory}`,
  ].join('\n\n');
}

/** Exit code 3 when a promise is broken by no more faulty nodes than the protocol bears. */
export async function bounds(args: BoundsArguments, io: Io): Promise<ExitCode> {
  const book = await caseBookFor(args.protocol ?? [], io.cwd);
  const tasks = tasksOf(args, book, io);
  const directory = join(args.out, FOLDER);
  const { records, faults, interrupted } = await carryOut(tasks, resolve(io.cwd, directory), args, io);
  for (const { task, error } of faults) {
    tell(io, `consensim: ${task.question.kind}, n = ${task.question.n}: ${error.stack ?? error.message}`);
  }
  if (args.json) answerJson(io, { directory, interrupted, records });
  else answer(io, explain(records, directory, io));
  if (faults.length > 0) return 1;
  if (interrupted) return 130;
  return records.every(keepsItsWord) ? 0 : 3;
}
