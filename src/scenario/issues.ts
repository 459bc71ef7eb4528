/** What zod reports, in the words of this program: every message says what is allowed, what was found, what is near. */
import type { z, ZodType } from 'zod';
import { valueAt } from './path.js';
import { ENOUGH, type Complaint, type Path } from './problems.js';
import { describeSchema, wordsOf } from './schema-words.js';
import { listed, shown, suggestion } from './wording.js';

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;

export interface Checked<T> {
  /** Undefined when there are complaints. */
  readonly value: T | undefined;
  readonly complaints: readonly Complaint[];
}

/** Validates one value; complaints carry paths that begin with `base`. */
export function check<T>(schema: ZodType<T>, raw: unknown, base: Path): Checked<T> {
  const result = schema.safeParse(raw, { error: messageOf });
  if (result.success) return { value: result.data, complaints: [] };
  const complaints = result.error.issues.slice(0, ENOUGH).flatMap((issue) => flatten(issue, raw, base));
  return { value: undefined, complaints: complaints.slice(0, ENOUGH) };
}

/** A value as a message shows it; a number says nothing of its type, so that is added where text is wanted. */
function expected(allowed: string, input: unknown): string {
  return `expected ${allowed}, found ${shown(input)}`;
}

/** The message of one issue. For unknown keys it is only the list of the known ones: each key gets its own message. */
function messageOf(issue: RawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeMessage(issue);
    case 'too_small':
    case 'too_big':
      return expected(boundWords(issue), issue.input);
    case 'invalid_value':
      return expected(choiceWords(issue.values), issue.input) + suggestion(issue.input, issue.values.map(String));
    case 'unrecognized_keys':
      return wordsOf(issue.inst as ZodType).join(', ');
    case 'invalid_union':
      return unionMessage(issue);
    case 'invalid_format':
      return expected(`text of the form ${String(issue['pattern'] ?? issue.format)}`, issue.input);
    case 'not_multiple_of':
      return expected(`a multiple of ${issue.divisor}`, issue.input);
    case 'invalid_key':
      return issue.issues[0]?.message ?? 'expected another key';
    default:
      return typeof issue.message === 'string' ? issue.message : expected('another value', issue.input);
  }
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

function typeMessage(issue: Extract<RawIssue, { code: 'invalid_type' }>): string {
  const { expected: type, input } = issue;
  const schema = issue.inst as ZodType | undefined;
  const allowed = type === 'object' && schema ? describeSchema(schema) : (TYPE_WORDS[type] ?? type);
  const kinds = schema && wordsOf(schema);
  // `topology: complete` is the likeliest slip of all.
  const hint = typeof input === 'string' && kinds?.includes(input) ? `; write { kind: ${input} }` : '';
  return expected(allowed, input) + hint;
}

function boundWords(issue: Extract<RawIssue, { code: 'too_small' | 'too_big' }>): string {
  const least = issue.code === 'too_small';
  const bound = String(least ? issue.minimum : issue.maximum);
  const words = issue.exact ? 'exactly' : least ? 'at least' : 'at most';
  if (issue.origin === 'array') return `a list of ${words} ${bound}`;
  if (issue.origin === 'string') return `text of ${words} ${bound} characters`;
  if (issue.inclusive !== false) return `a number of ${words} ${bound}`;
  return `a number ${least ? 'above' : 'below'} ${bound}`;
}

function choiceWords(values: readonly unknown[]): string {
  return values.length === 1 ? String(values[0]) : `one of ${listed(values.map(String))}`;
}

function unionMessage(issue: Extract<RawIssue, { code: 'invalid_union' }>): string {
  const { input, discriminator } = issue;
  if (typeof discriminator === 'string') {
    const names = ((issue['options'] as unknown[] | undefined) ?? []).map(String);
    const found = valueAt(input, [discriminator]);
    return (
      expected(choiceWords(names.length > 0 ? names : ['nothing that is registered']), found) + suggestion(found, names)
    );
  }
  const schema = issue.inst as ZodType;
  const allowed = wordsOf(schema);
  const isMapping = typeof input === 'object' && input !== null && !Array.isArray(input);
  const keys = isMapping ? Object.keys(input) : [];
  const found = keys.length > 0 ? `a mapping with ${listed(keys)}` : shown(input);
  const strange = isMapping ? keys.find((key) => !allowed.includes(key)) : input;
  return `expected ${describeSchema(schema)}, found ${found}${suggestion(strange, allowed)}`;
}

function flatten(issue: Issue, raw: unknown, base: Path): Complaint[] {
  const inner = issue.path as Path;
  const path = [...base, ...inner];
  if (issue.code === 'unrecognized_keys') {
    const known = issue.message === '' ? [] : issue.message.split(', ');
    return issue.keys
      .slice(0, ENOUGH)
      .map((key) => ({ path: [...path, key], message: unknownKey(key, known), atKey: true }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const input = valueAt(raw, inner);
    const branch = nearestBranch(issue.errors, input);
    if (branch) return branch.flatMap((deeper) => flatten(deeper, input, path));
  }
  return [{ path, message: issue.message, ...(issue.code === 'invalid_key' ? { atKey: true } : {}) }];
}

export function unknownKey(key: string, known: readonly string[]): string {
  return `unknown key; allowed: ${listed(known)}${suggestion(key, known)}`;
}

/** The branch of a union that the input was most likely meant for; undefined when two are as likely. */
function nearestBranch(branches: readonly (readonly Issue[])[], input: unknown): readonly Issue[] | undefined {
  const scored = branches
    .map((issues) => ({ issues, misfit: misfit(issues, input) }))
    .sort((a, b) => a.misfit - b.misfit);
  const [best, second] = scored;
  return best && (!second || best.misfit < second.misfit) ? best.issues : undefined;
}

const OTHER_TYPE = 1_000_000;
const OTHER_VALUE = 1_000;

/** How far the outermost level of the input is from a branch; what is wrong further in says nothing of the branch. */
function misfit(issues: readonly Issue[], input: unknown): number {
  let sum = 0;
  for (const issue of issues) {
    const missing = issue.path.length === 1 && valueAt(input, issue.path as Path) === undefined;
    if (issue.code === 'unrecognized_keys' && issue.path.length === 0) sum += issue.keys.length;
    else if (issue.code === 'invalid_key' && issue.path.length === 1) sum += 1;
    else if (issue.code === 'invalid_union' && 'discriminator' in issue && missing) {
      sum += 1 + Object.keys(input as object).length;
    } else if (missing) sum += 1;
    else if (issue.path.length === 0 && issue.code !== 'custom') {
      sum += issue.code === 'invalid_type' || issue.code === 'invalid_union' ? OTHER_TYPE : OTHER_VALUE;
    }
  }
  return sum;
}
