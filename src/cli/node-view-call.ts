import { duration } from '../quantities.js';
import { AskedWrongly } from '../scenario/live.js';
import { tableOf } from '../scenario/shown.js';
import { type ExitCode, type Io, answer, answerJson, tell } from './io.js';
import { openLive } from './live-call.js';
import type { NodeViewArguments } from './node-view.js';
import { formatTable } from './text-table.js';
import { UsageError } from './usage.js';

/** @throws UsageError unless it is a time with a unit */
export function momentOf(name: string, text: string): number {
  const { data } = duration().safeParse(text.trim().replace(/(?<=\d)(?=[a-zµ])/, ' '));
  if (data !== undefined) return data;
  throw new UsageError(`--${name}: expected a time such as 30s or "2 min", found "${text}"`);
}

function optionsOf(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.map((word) => {
      const at = word.indexOf('=');
      if (at < 1) throw new UsageError(`--option: expected name=value, found "${word}"`);
      return [word.slice(0, at), word.slice(at + 1)];
    }),
  );
}

/** Plays the run up to the moment and shows the view. */
export async function nodeView(args: NodeViewArguments, io: Io): Promise<ExitCode> {
  const at = args.at === undefined ? Infinity : momentOf('at', args.at);
  const options = optionsOf(args.option ?? []);
  const { live } = await openLive(args, io, false);
  live.until(at);
  if (at !== Infinity && live.now < at) tell(io, `the run ended at ${live.now / 1e6} s`);
  const shown = view(nodeOf(args.node, live.nodes), args.view, live, options);
  if (args.json) answerJson(io, shown);
  else answer(io, textOf(shown, io));
  return 0;
}

function nodeOf(text: string, nodes: number): number {
  if (/^\d+$/.test(text) && Number(text) < nodes) return Number(text);
  throw new UsageError(`--node: expected a whole number from 0 to ${nodes - 1}, found "${text}"`);
}

function view(
  node: number,
  name: string,
  live: Awaited<ReturnType<typeof openLive>>['live'],
  options: Readonly<Record<string, string>>,
) {
  try {
    return live.viewByWords(node, name, options);
  } catch (error) {
    if (error instanceof AskedWrongly) throw new UsageError(error.message);
    throw error;
  }
}

function textOf(shown: unknown, io: Io): string {
  const { head, rows } = tableOf(shown);
  if (rows.length === 0) return 'nothing';
  const columns = head.map((word, at) => {
    const isNumber = rows.every((row) => /^(–|-?[\d.]+)$/.test(row[at]!));
    return { title: [word], align: isNumber ? ('right' as const) : ('left' as const) };
  });
  return formatTable({ columns, rows }, Array.isArray(shown) ? Infinity : (io.stdout.columns ?? Infinity));
}
