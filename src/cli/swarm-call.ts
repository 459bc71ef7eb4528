/** What `swarm` does: hand out batches until the time is up, keep what was found, and tell it. */
import { join, relative, resolve } from 'node:path';
import { caseBookFor } from '../runner/bounds.js';
import { openPool, type Pool } from '../runner/pool.js';
import { writeFind, type SwarmTask } from '../runner/swarm.js';
import type { CaseBook } from '../search/case.js';
import { twinsSpace, type BatchResult, type Find } from '../search/swarm.js';
import type { TwinsQuestion } from '../search/twins.js';
import { type ExitCode, type Io, answer, answerJson, styled, tell } from './io.js';
import { type RunArguments, quoted, wholeNumber, workersOf } from './options.js';
import { decidingProtocols } from './bounds-call.js';
import { openProgress } from './progress.js';
import { formatTable } from './text-table.js';
import { UsageError } from './usage.js';

export interface SwarmArguments extends Pick<RunArguments, 'out' | 'workers' | 'json' | 'quiet'> {
  readonly minutes: number;
  readonly runs?: number | undefined;
  readonly protocol?: readonly string[] | undefined;
  readonly seed: string;
  readonly twins: boolean;
  readonly nodes?: number | undefined;
  readonly views?: number | undefined;
  readonly groups?: number | undefined;
}

/** What the twins scenarios are like. */
type TwinsAsked = Omit<TwinsQuestion, 'kind'>;

const FOLDER = 'swarm';
const MS_PER_MINUTE = 60_000;
const MOST_MINUTES = 10_080;
/** Most runs in a batch, and those in the first, after which it is known how long one takes. */
const BATCH = { drawn: { first: 10, most: 200 }, twins: { first: 200, most: 4_000 } } as const;
/** A batch is meant to last so long at most: the clock is looked at between two of them. */
const BATCH_MS = 1_000;

/** What is known of one protocol so far. */
interface Account {
  readonly kind: string;
  next: number;
  /** How long a run of it took lately. */
  msPerRun: number | undefined;
  runs: number;
  decided: number;
  messages: number;
  found: Find | null;
  /** Path of the scenario that shows it. */
  file: string | null;
  exhausted: boolean;
}

interface Plan {
  readonly args: SwarmArguments;
  readonly accounts: readonly Account[];
  readonly mostRuns: number;
  /** Absent: worlds are drawn. */
  readonly twins: TwinsAsked | undefined;
}

/** Twins lie and are parted, which is beyond protocols that bear crashes alone or ask for a synchronous network. */
function kindsOf({ protocol, twins }: SwarmArguments, book: CaseBook): readonly string[] {
  const kinds = decidingProtocols(protocol, book);
  if (!twins) return kinds;
  const bearsTwins = (kind: string) => {
    const { faultModel, timing } = book.registry.protocols.get(kind);
    return faultModel !== 'crash' && timing !== 'synchronous';
  };
  const stranger = protocol && kinds.find((kind) => !bearsTwins(kind));
  if (stranger === undefined) return kinds.filter(bearsTwins);
  throw new UsageError(`--twins: liars or a parted network are beyond what ${stranger} promises to bear`);
}

/** @throws UsageError when something is asked of twins scenarios that are not wanted */
function twinsAsked({ twins, nodes, views, groups }: SwarmArguments): TwinsAsked | undefined {
  if (!twins) {
    const [stray] = Object.entries({ nodes, views, groups }).find(([, value]) => value !== undefined) ?? [];
    if (stray === undefined) return undefined;
    throw new UsageError(`--${stray}: only twins scenarios have that; add --twins, or leave it out`);
  }
  const n = wholeNumber('nodes', nodes, 2, 6) ?? 4;
  return { n, views: wholeNumber('views', views, 1, 12) ?? 4, groups: wholeNumber('groups', groups, 1, n + 1) ?? 2 };
}

/** @throws UsageError when there are more scenarios than can be numbered */
function refuseTooMany(asked: TwinsAsked, kind: string, book: CaseBook): void {
  const { size } = twinsSpace({ kind, ...asked }, book);
  if (size <= Number.MAX_SAFE_INTEGER) return;
  throw new UsageError(
    `--views: ${kind} has more twins scenarios than can be counted; ask for fewer views, groups or nodes`,
  );
}

function planOf(args: SwarmArguments, kinds: readonly string[], book: CaseBook): Plan {
  if (!(args.minutes > 0 && args.minutes <= MOST_MINUTES)) {
    throw new UsageError(`--minutes: expected a number above 0 and up to ${MOST_MINUTES}`);
  }
  const mostRuns = wholeNumber('runs', args.runs, 1, 1_000_000_000) ?? Infinity;
  const twins = twinsAsked(args);
  if (twins) for (const kind of kinds) refuseTooMany(twins, kind, book);
  const accounts = kinds.map((kind) => ({
    kind,
    next: 0,
    msPerRun: undefined,
    runs: 0,
    decided: 0,
    messages: 0,
    found: null,
    file: null,
    exhausted: false,
  }));
  return { args, accounts, mostRuns, twins };
}

function isOver({ found, exhausted, next }: Account, mostRuns: number): boolean {
  return found !== null || exhausted || next >= mostRuns;
}

/** The next batch of the protocol that has had the fewest, no longer than the time that is left. */
function nextTask(plan: Plan, leftMs: number, io: Io): { task: SwarmTask; account: Account } | undefined {
  const { args, accounts, mostRuns, twins } = plan;
  const open = accounts.filter((account) => !isOver(account, mostRuns));
  const account = open.toSorted((a, b) => a.next - b.next)[0];
  if (!account) return undefined;
  const { kind, next: from, msPerRun } = account;
  const { first, most } = twins ? BATCH.twins : BATCH.drawn;
  const inTime = msPerRun === undefined ? first : Math.floor(Math.min(BATCH_MS, leftMs) / msPerRun);
  const count = Math.max(1, Math.min(inTime, most, mostRuns - from));
  account.next += count;
  return {
    task: { batch: { kind, seed: args.seed, from, count, ...(twins && { twins }) }, directory: io.cwd },
    account,
  };
}

interface Taken {
  readonly account: Account;
  readonly result: BatchResult;
  readonly msPerRun: number;
}

async function take({ account, result, msPerRun }: Taken, folder: string, io: Io): Promise<void> {
  account.msPerRun = msPerRun;
  account.runs += result.runs;
  account.decided += result.decided;
  account.messages += result.messages;
  account.exhausted ||= result.exhausted;
  // Of several finds the first of the sequence counts, whichever thread was faster.
  if (!result.found || (account.found && account.found.index < result.found.index)) return;
  account.found = result.found;
  account.file = await writeFind(folder, account.kind, result.found, io.cwd);
}

async function handOut(plan: Plan, pool: Pool<SwarmTask, BatchResult>, folder: string, io: Io): Promise<boolean> {
  const { args } = plan;
  const interrupt = workersOf(args.workers) === 0 ? undefined : io.interruptible();
  const progress = await openProgress(io, args.quiet, 's');
  const begun = performance.now();
  const length = args.minutes * MS_PER_MINUTE;
  const lane = async (): Promise<void> => {
    for (let now = 0; now < length && !interrupt?.signal.aborted; now = performance.now() - begun) {
      const next = nextTask(plan, length - now, io);
      if (!next) return;
      const { account, task } = next;
      const result = await pool.execute(task);
      const done = Math.min(length, performance.now() - begun);
      await take({ account, result, msPerRun: (done - now) / task.batch.count }, folder, io);
      progress.show({ done: Math.round(done / 1000), planned: Math.ceil(length / 1000) });
    }
  };
  try {
    await Promise.all(Array.from({ length: pool.lanes }, lane));
    return interrupt?.signal.aborted ?? false;
  } finally {
    interrupt?.dispose();
    progress.stop();
  }
}

function tableOf(accounts: readonly Account[], io: Io): string {
  const column = (title: string[], align: 'left' | 'right' = 'right') => ({ title, align });
  return formatTable({
    columns: [
      column(['protocol'], 'left'),
      column(['runs']),
      column(['decided', 'something']),
      column(['messages', 'per run']),
      column(['broken'], 'left'),
    ],
    rows: accounts.map(({ kind, runs, decided, messages, found, exhausted }) => [
      kind,
      String(runs),
      runs === 0 ? '-' : `${Math.round((100 * decided) / runs)} %`,
      runs === 0 ? '-' : String(Math.round(messages / runs)),
      found ? found.shrunk.violation.invariant : `no${exhausted ? ', all scenarios tried' : ''}`,
    ]),
    decorate: (line, row) => (accounts[row]!.found ? styled('red', line, io.stdout) : line),
  });
}

function explain({ accounts }: Plan, seconds: number, lanes: number, io: Io): string {
  const runs = accounts.reduce((sum, account) => sum + account.runs, 0);
  const rate = Math.round(runs / (seconds / 60) / lanes);
  const finds = accounts.flatMap(({ kind, found, file }) => {
    if (!found || !file) return [];
    const { violation, messages } = found.shrunk;
    return [
      `${styled('red', 'FAIL', io.stdout)}  ${kind}: ${violation.invariant} violated at ${violation.at / 1e6} s, after ${messages} messages in all: ${violation.witness}`,
      `      see it again: consensim run ${quoted(relative(io.cwd, file))}`,
    ];
  });
  return [
    tableOf(accounts, io),
    `${runs} runs, ${rate} a minute and thread.`,
    ...(finds.length > 0 ? [finds.join('\n')] : []),
  ].join('\n\n');
}

/** Exit code 3 when a promise was broken. */
export async function swarm(args: SwarmArguments, io: Io): Promise<ExitCode> {
  const book = await caseBookFor(args.protocol ?? [], io.cwd);
  const plan = planOf(args, kindsOf(args, book), book);
  const workers = workersOf(args.workers);
  const folder = resolve(io.cwd, args.out, FOLDER);
  const pool = await openPool<SwarmTask, BatchResult>('swarm-worker', workers);
  const begun = performance.now();
  let interrupted: boolean;
  try {
    interrupted = await handOut(plan, pool, folder, io);
  } finally {
    await pool.close();
  }
  const seconds = (performance.now() - begun) / 1000;
  const accounts = plan.accounts.map(({ next: _, msPerRun: __, ...account }) => account);
  if (args.json) answerJson(io, { directory: join(args.out, FOLDER), seconds, interrupted, protocols: accounts });
  else answer(io, explain(plan, seconds, pool.lanes, io));
  if (interrupted) tell(io, 'interrupted; what was found is kept');
  if (plan.accounts.some(({ found }) => found !== null)) return 3;
  return interrupted ? 130 : 0;
}
