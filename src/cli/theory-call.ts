/** Listing and evaluating the functions of the catalogue. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Arguments, type TheoryFunction } from '../theory/catalogue/entry.js';
import { catalogue } from '../theory/catalogue/index.js';
import { PARAMETERS, type Parameter, type ParameterName } from '../theory/catalogue/parameters.js';
import { type ExitCode, type Io, answer, answerJson, styled, tell } from './io.js';
import { formatTable } from './text-table.js';
import { UsageError, didYouMean } from './usage.js';

export interface TheoryArguments extends Readonly<Partial<Record<ParameterName, string>>> {
  readonly name?: string | undefined;
  readonly out?: string | undefined;
  readonly json: boolean;
}

type Value = number | string | readonly number[];
/** The arguments of one row. */
type Row = Readonly<Partial<Record<ParameterName, Value>>>;

/** Most rows of one call. */
const MOST_ROWS = 10_000;

export async function theory(args: TheoryArguments, io: Io): Promise<ExitCode> {
  const names = catalogue.map(({ name }) => name);
  const called = catalogue.find(({ name }) => name === args.name);
  if (args.name !== undefined && !called) {
    throw new UsageError(
      `theory knows no "${args.name}"; there are ${names.join(', ')}${didYouMean(args.name, names)}`,
    );
  }
  if (!called) {
    refuse(given(args), [], 'without a function');
    list(args.json, io);
    return 0;
  }
  const rows = rowsOf(called, args);
  if (args.out !== undefined) await writePolicy(called, rows, args.out, io);
  const results = rows.map((row) => ({ row, result: evaluate(called, row) }));
  if (args.json) answerJson(io, jsonOf(called, results));
  else answer(io, tableOf(called, results, io));
  return 0;
}

const parametersOf = ({ parameters }: TheoryFunction): ParameterName[] => Object.keys(parameters) as ParameterName[];

function given(args: TheoryArguments): ParameterName[] {
  return (Object.keys(PARAMETERS) as ParameterName[]).filter((name) => args[name] !== undefined);
}

function refuse(found: readonly ParameterName[], allowed: readonly ParameterName[], where: string): void {
  const wrong = found.find((name) => !allowed.includes(name));
  if (wrong === undefined) return;
  const list = allowed.length > 0 ? allowed.map((name) => `--${name}`).join(', ') : 'no parameters';
  throw new UsageError(`--${wrong}: ${where} takes ${list}`);
}

function list(json: boolean, io: Io): void {
  if (json) {
    answerJson(
      io,
      catalogue.map(({ name, describe, source, parameters }) => ({ name, describe, source, parameters })),
    );
    return;
  }
  const sections = catalogue.map((each) => {
    const options = parametersOf(each).map((name) => {
      const fallback = each.parameters[name]!.default;
      if (fallback === undefined) return `--${name}`;
      return fallback === null ? `[--${name}]` : `[--${name} ${fallback}]`;
    });
    return `${styled('bold', each.name, io.stdout)} ${options.join(' ')}\n  ${each.describe}.\n  ${each.source}.`;
  });
  answer(io, sections.join('\n\n'));
}

/** One row for every combination of the values that are given. */
function rowsOf(called: TheoryFunction, args: TheoryArguments): Row[] {
  const allowed = parametersOf(called);
  refuse(given(args), allowed, called.name);
  let rows: Row[] = [{}];
  for (const name of allowed) {
    const values = valuesOf(called, name, args[name]);
    rows = rows.flatMap((row) => values.map((value) => (value === undefined ? row : { ...row, [name]: value })));
    if (rows.length > MOST_ROWS) throw new UsageError(`more than ${MOST_ROWS} combinations of values`);
  }
  return rows;
}

function valuesOf(called: TheoryFunction, name: ParameterName, text: string | undefined): (Value | undefined)[] {
  const parameter: Parameter = PARAMETERS[name];
  if (text === undefined) {
    const fallback = called.parameters[name]!.default;
    if (fallback === undefined) throw new UsageError(`${called.name} needs --${name}: ${parameter.describe}`);
    return [fallback ?? undefined];
  }
  const parts = text.split(',').map((part) => part.trim());
  if (parameter.sort === 'word') return parts.map((part) => wordOf(name, parameter, part));
  const numbers = parts.map((part) => numberOf(name, parameter, part));
  return parameter.sort === 'list' ? [numbers] : numbers;
}

function wordOf(name: string, { words = [] }: Parameter, part: string): string {
  if (words.includes(part)) return part;
  throw new UsageError(`--${name}: expected one of ${words.join(', ')}, found "${part}"${didYouMean(part, words)}`);
}

function numberOf(name: string, { sort }: Parameter, part: string): number {
  const fraction = /^([\d.]+)\/([\d.]+)$/.exec(part);
  const value = fraction ? Number(fraction[1]) / Number(fraction[2]) : Number(part);
  const fits = part !== '' && Number.isFinite(value) && (sort !== 'whole' || Number.isInteger(value));
  if (fits) return value;
  throw new UsageError(`--${name}: expected a ${sort === 'whole' ? 'whole number' : 'number'}, found "${part}"`);
}

/** A value outside the domain of a formula is a mistake of the call. */
function asUsage<T>(called: TheoryFunction, compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`${called.name}: ${error.message}`);
    throw error;
  }
}

function evaluate(called: TheoryFunction, row: Row): Readonly<Record<string, number | null>> {
  return asUsage(called, () => called.evaluate(new Arguments(row)));
}

async function writePolicy(called: TheoryFunction, rows: readonly Row[], out: string, io: Io): Promise<void> {
  if (!called.policy) throw new UsageError(`--out: ${called.name} has no policy to write`);
  if (rows.length > 1) throw new UsageError('--out: a file holds one policy; give one value of each parameter');
  const policy = asUsage(called, () => called.policy!(new Arguments(rows[0]!)));
  const file = resolve(io.cwd, out);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(policy, null, 1)}\n`);
  tell(io, `wrote ${out}`);
}

interface Evaluated {
  readonly row: Row;
  readonly result: Readonly<Record<string, number | null>>;
}

function jsonOf({ name, source }: TheoryFunction, results: readonly Evaluated[]): unknown {
  return { name, source, rows: results.map(({ row, result }) => ({ ...row, ...result })) };
}

const shown = (value: Value | null | undefined): string => {
  if (value === null || value === undefined) return '-';
  if (typeof value === 'number') return String(Number(value.toPrecision(10)));
  return typeof value === 'string' ? value : value.join(',');
};

function tableOf(called: TheoryFunction, results: readonly Evaluated[], io: Io): string {
  const inputs = parametersOf(called).filter((name) => results.some(({ row }) => row[name] !== undefined));
  const outputs = [...new Set(results.flatMap(({ result }) => Object.keys(result)))];
  const table = {
    columns: [...inputs, ...outputs].map((title) => ({ title: [title], align: 'right' as const })),
    rows: results.map(({ row, result }) => [
      ...inputs.map((name) => shown(row[name])),
      ...outputs.map((name) => shown(result[name])),
    ]),
  };
  return `${called.describe}.\n${called.source}.\n\n${formatTable(table, io.stdout.columns)}`;
}
