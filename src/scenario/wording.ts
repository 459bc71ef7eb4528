/** The words of an error message: what was found, what is allowed, and the nearest name. */
import { closest, distance } from 'fastest-levenshtein';

/** Longer words are not compared: nobody mistypes a page. */
const LONGEST_WORD = 64;
const LONGEST_LIST = 40;

/** The allowed name that `word` was most likely meant to be; undefined when none is near. */
function nearestName(word: string, allowed: readonly string[]): string | undefined {
  if (word.length > LONGEST_WORD || allowed.length === 0) return undefined;
  const lower = word.toLowerCase();
  const near = closest(
    lower,
    allowed.map((name) => name.toLowerCase()),
  );
  const name = allowed.find((candidate) => candidate.toLowerCase() === near)!;
  // Two slips are forgiven in a short word, more in a long one.
  return distance(lower, near) <= Math.max(2, Math.floor(word.length / 3)) ? name : undefined;
}

/** `; did you mean "zipf"?`, or nothing when no name is near. */
export function suggestion(word: unknown, allowed: readonly string[]): string {
  const name = typeof word === 'string' ? nearestName(word, allowed) : undefined;
  return name === undefined ? '' : `; did you mean "${name}"?`;
}

/** A list of names for a message; a very long one is cut, and says so. */
export function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  if (names.length <= LONGEST_LIST) return names.join(', ');
  return `${names.slice(0, LONGEST_LIST).join(', ')} and ${names.length - LONGEST_LIST} more`;
}

/** A value as a message shows it: scalars as written in YAML, collections by their sort and size. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'string') return printable(JSON.stringify(cut(value)));
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'a mapping';
}

/** Text without control characters and of at most 60 characters. */
export function shortened(text: string): string {
  return printable(cut(text));
}

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function printable(text: string): string {
  return text.replace(/\p{C}/gu, '\u{FFFD}');
}
