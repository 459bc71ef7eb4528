/** Options that several commands share, and how their values are read. */
import type { Options } from 'yargs';
import type { Shard } from '../runner/journal.js';
import { UsageError } from './usage.js';

const text = { type: 'string', requiresArg: true } as const;

export const CHANGE_OPTIONS = {
  seed: { ...text, describe: 'Seed to use instead of the scenario’s' },
  repeat: { type: 'number', requiresArg: true, describe: 'Independent runs of each protocol, seeds SEED/0, SEED/1, …' },
  set: {
    ...text,
    array: true,
    describe: 'Change any value of the scenario: path=value, e.g. nodes.count=7; may be given again',
  },
} as const satisfies Record<string, Options>;

export const WORKERS_OPTION = {
  workers: {
    type: 'number',
    requiresArg: true,
    describe:
      'Threads; 0 simulates in the main thread, for a profiler, as a single run always is [default: what the machine runs at once]',
  },
} as const satisfies Record<string, Options>;

export const OUT_OPTION = {
  out: { ...text, default: 'results', describe: 'Folder in which each scenario has its folder of results' },
} as const satisfies Record<string, Options>;

export const OUTPUT_OPTIONS = {
  json: { type: 'boolean', default: false, describe: 'Print one JSON value instead of a table' },
  quiet: { type: 'boolean', default: false, describe: 'No progress on stderr' },
} as const satisfies Record<string, Options>;

export const RUN_OPTIONS = {
  ...CHANGE_OPTIONS,
  ...OUT_OPTION,
  ...WORKERS_OPTION,
  shard: { ...text, describe: 'Do part i of n only, i from 0 to n-1; the call without it merges the parts' },
  fresh: { type: 'boolean', default: false, describe: 'Forget what was run before' },
  ...OUTPUT_OPTIONS,
} as const satisfies Record<string, Options>;

/** What the options of the run commands come to. */
export interface RunArguments {
  readonly file: string;
  readonly seed?: string | undefined;
  readonly repeat?: number | undefined;
  readonly set?: readonly string[] | undefined;
  readonly out: string;
  readonly workers?: number | undefined;
  readonly shard?: string | undefined;
  readonly fresh: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
}

const MOST_WORKERS = 1024;

/** @throws UsageError unless it is a whole number in the range */
export function wholeNumber(name: string, value: number | undefined, least: number, most: number): number | undefined {
  if (value === undefined) return undefined;
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new UsageError(`--${name}: expected a whole number from ${least} to ${most}`);
}

export function workersOf(value: number | undefined): number | undefined {
  return wholeNumber('workers', value, 0, MOST_WORKERS);
}

export function repeatOf(value: number | undefined): number | undefined {
  return wholeNumber('repeat', value, 1, 1_000_000);
}

/** @throws UsageError unless it is `i/n` with i from 0 to n − 1 */
export function shardOption(value: string | undefined): Shard | undefined {
  if (value === undefined) return undefined;
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(value);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (match && count > 0 && index < count) return { index, count };
  const range = match && count > 0 ? `0/${count} to ${count - 1}/${count}` : 'i/n with i from 0 to n-1, e.g. 0/4';
  throw new UsageError(`--shard: expected ${range}, found "${value}"`);
}

/** A word as a POSIX shell reads it back. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
