/**
 * JSON as Python's `json.dumps` writes it: separators `", "` and `": "`, floats that keep their point, everything beyond
 * ASCII escaped. The published systems hash and sign such text, so the same bytes need the same text.
 */

/** A number that Python holds as a float, so that a whole one is written `1.0`. */
export class Float {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

export type PythonJson =
  null | boolean | number | string | Float | readonly PythonJson[] | { readonly [key: string]: PythonJson };

export interface PythonJsonOptions {
  /** Spaces by which each level stands further in, on lines of their own; absent: all on one line. */
  readonly indent?: number;
  /** Whether an object's keys stand in the order of their code points; absent: in the order in which they were set. */
  readonly sortKeys?: boolean;
}

/**
 * The text that `json.dumps` gives for a value; a plain number is an integer.
 * @throws for a plain number that is not one, or one that is not finite
 */
export function pythonJson(value: PythonJson, options: PythonJsonOptions = {}): string {
  return written(value, options, '\n');
}

function written(value: PythonJson, options: PythonJsonOptions, line: string): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return integer(value);
  if (value instanceof Float) return floatText(value.value);
  const inner = options.indent === undefined ? line : line + ' '.repeat(options.indent);
  if (Array.isArray(value)) {
    const items = (value as readonly PythonJson[]).map((item) => written(item, options, inner));
    return enclosed('[', items, ']', options, line, inner);
  }
  const entries = Object.entries(value as { readonly [key: string]: PythonJson });
  if (options.sortKeys) entries.sort(([a], [b]) => (a < b ? -1 : 1));
  const items = entries.map(([key, item]) => `${quoted(key)}: ${written(item, options, inner)}`);
  return enclosed('{', items, '}', options, line, inner);
}

function enclosed(
  open: string,
  items: readonly string[],
  close: string,
  { indent }: PythonJsonOptions,
  line: string,
  inner: string,
): string {
  if (items.length === 0) return open + close;
  if (indent === undefined) return open + items.join(', ') + close;
  return open + inner + items.join(`,${inner}`) + line + close;
}

function quoted(text: string): string {
  // What JSON.stringify leaves as it is: DEL and everything above it.
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function integer(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no whole number that a double holds exactly`);
  return String(value === 0 ? 0 : value);
}

/**
 * Python's `repr` of a float: the shortest digits that give it back, as in JavaScript, but with an exponent below 1e-4 and
 * from 1e16 on.
 * @throws for a number that is not finite
 */
function floatText(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is not a finite number`);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    const [digits, exponent] = value.toExponential().split('e') as [string, string];
    return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
  }
  const text = Object.is(value, -0) ? '-0' : String(value);
  return text.includes('.') ? text : `${text}.0`;
}

/** Python's `str` of the bytes of an ASCII text: `b'…'`, what a system hashes that takes the text of bytes. */
export function bytesText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\r', String.raw`\r`)
    .replaceAll('\t', String.raw`\t`)
    .replaceAll(quote, `\\${quote}`);
  return `b${quote}${escaped}${quote}`;
}
