/** The commands put together; every error comes out here, as a message and an exit code. */
import { isNativeError } from 'node:util/types';
import yargs, { type Argv, type Options } from 'yargs';
import { programRelease } from '../runner/version.js';
import bounds from './bounds.js';
import check from './check.js';
import compare from './compare.js';
import { type ExitCode, type Io, answer, styled, tell } from './io.js';
import list from './list.js';
import newThing from './new.js';
import nodeView from './node-view.js';
import report from './report.js';
import run from './run.js';
import schema from './schema.js';
import serve from './serve.js';
import swarm from './swarm.js';
import sweep from './sweep.js';
import theory from './theory.js';
import { UsageError, didYouMean } from './usage.js';

/** One command; `A` is what yargs makes of its options and positionals. */
export interface Command<A = any> {
  /** Name and positionals as yargs writes them, e.g. `run <file>`. */
  readonly usage: string;
  readonly describe: string;
  readonly positionals: Readonly<Record<string, Options>>;
  readonly options: Readonly<Record<string, Options>>;
  readonly examples: readonly (readonly [call: string, meaning: string])[];
  /** Loads what it needs by itself, so that `--help` need not wait for it. */
  execute(args: A, io: Io): Promise<ExitCode>;
}

const COMMANDS: readonly Command[] = [
  run,
  compare,
  sweep,
  bounds,
  swarm,
  check,
  report,
  nodeView,
  serve,
  list,
  theory,
  schema,
  newThing,
];

const EXIT_CODES = `Exit codes: 0 done and all expectations hold, 1 a fault of consensim, 2 a mistake in the call or the
scenario, 3 an expectation failed, 130 interrupted (what is finished is kept; the same call goes on).`;

const nameOf = (command: Command): string => command.usage.split(' ')[0]!;

function withCommand(parser: Argv, command: Command, done: (code: ExitCode) => void, io: Io): Argv {
  return parser.command(
    command.usage,
    command.describe,
    (builder) => {
      for (const [name, positional] of Object.entries(command.positionals)) {
        builder.positional(name, positional as Parameters<Argv['positional']>[1]);
      }
      builder.options(command.options).example(command.examples.map(([call, meaning]) => [`$0 ${call}`, meaning]));
      return builder;
    },
    async (args) => {
      refuseRepeated(args, command.options);
      done(await command.execute(args, io));
    },
  );
}

/** An option of one value given twice arrives as a list. */
function refuseRepeated(args: Readonly<Record<string, unknown>>, options: Command['options']): void {
  for (const [name, option] of Object.entries(options)) {
    if (!option.array && Array.isArray(args[name])) throw new UsageError(`--${name} is given twice`);
  }
}

/** What yargs says, with the nearest option where one is unknown. */
function usageError(message: string, argv: readonly string[]): UsageError {
  const unknown = /^Unknown arguments?: (.*)$/.exec(message)?.[1]?.split(', ')[0];
  const command = COMMANDS.find((each) => nameOf(each) === argv[0]);
  if (command && message.startsWith('Not enough non-option arguments')) {
    return new UsageError(`too few arguments; expected consensim ${command.usage}`);
  }
  if (unknown === undefined) return new UsageError(message);
  const isOption = argv.some((word) => word.split('=')[0] === `--${unknown}` || word === `-${unknown}`);
  if (!isOption) return new UsageError(`one argument too many: ${unknown}`);
  const names = ['help', 'version', ...Object.keys(command?.options ?? {})];
  return new UsageError(`unknown option --${unknown}${didYouMean(unknown, names, '--')}`);
}

/** @throws UsageError when the call begins with a word that is no command */
function refuseUnknownCommand([first]: readonly string[]): void {
  const names = COMMANDS.map(nameOf);
  if (first === undefined || first.startsWith('-') || names.includes(first)) return;
  throw new UsageError(`unknown command ${first} (${names.join(', ')})${didYouMean(first, names)}`);
}

/** Whether help will be shown: yargs lays it out at every call, which takes longer than a small run. */
function isHelp(argv: readonly string[]): boolean {
  return argv.length === 0 || argv.includes('--help');
}

function parserFor(argv: readonly string[], io: Io, done: (code: ExitCode) => void): Argv {
  const parser = yargs()
    .scriptName('consensim')
    .usage('$0 <command>\n\nA deterministic discrete-event laboratory for consensus protocols.')
    .locale('en')
    .exitProcess(false)
    .parserConfiguration({ 'greedy-arrays': false, 'dot-notation': false, 'boolean-negation': false })
    .version(programRelease())
    .epilogue(EXIT_CODES)
    .wrap(isHelp(argv) ? Math.min(120, io.stdout.columns ?? 100) : null)
    .strict()
    .demandCommand(1, 'which command?')
    .fail((message: string | null, error: Error | undefined) => {
      throw error && error.name !== 'YError' ? error : usageError(message ?? error?.message ?? 'usage', argv);
    });
  for (const command of COMMANDS) withCommand(parser, command, done, io);
  return parser;
}

/** Errors that are told by their message alone. */
const EXPECTED = new Set(['UsageError', 'ScenarioError', 'LockedError']);

/** What the system's codes about a device mean, for people. */
const DISK: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'the quota is used up',
  EFBIG: 'the file is too large for the device',
  EROFS: 'the device can only be read',
  EIO: 'the device fails',
};

/** One line about a file of the results; what is in the journal is kept. */
function diskTrouble(error: unknown): string | undefined {
  if (!isNativeError(error)) return undefined;
  const { code = '', path } = error as NodeJS.ErrnoException;
  const why = Object.hasOwn(DISK, code) ? DISK[code] : undefined;
  return why === undefined
    ? undefined
    : `cannot write ${path ?? 'the results'}: ${why}; runs that are finished are kept, and the same call goes on from there`;
}

function explain(error: unknown, argv: readonly string[], io: Io): ExitCode {
  const title = styled('red', 'consensim:', io.stderr);
  if (isNativeError(error) && EXPECTED.has(error.name)) {
    tell(io, error.name === 'ScenarioError' ? error.message : `${title} ${error.message}`);
    const command = COMMANDS.map(nameOf).find((name) => argv[0] === name);
    if (error.name === 'UsageError') tell(io, `See consensim ${command ? `${command} ` : ''}--help`);
    return 2;
  }
  const trouble = diskTrouble(error);
  if (trouble !== undefined) {
    tell(io, `${title} ${trouble}`);
    return 2;
  }
  tell(io, `${title} ${isNativeError(error) ? error.stack : String(error)}`);
  return 1;
}

/**
 * Carries out one call.
 * @param argv The words after `consensim`
 */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = 0;
  try {
    refuseUnknownCommand(argv);
    const parser = parserFor(argv, io, (result) => (code = result));
    await parser.parseAsync([...argv], {}, (_error: unknown, _args: unknown, output: string) => {
      if (output) answer(io, output);
    });
    return code;
  } catch (error) {
    return explain(error, argv, io);
  }
}
