/** YAML text as plain data, with the place of every value and key. */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Alias,
  type Node,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { formatPath } from './path.js';
import { ENOUGH, type Path, type Problem } from './problems.js';
import { shortened } from './wording.js';
import { DEEPEST, tooMuch } from './yaml-guard.js';

/** Values that a document may hold once its aliases are followed. */
const MOST_VALUES = 500_000;

interface Place {
  readonly line: number;
  readonly column: number;
}

export interface YamlSource {
  /** Plain data: mappings, lists, text, numbers, true, false and null. */
  readonly value: unknown;
  /** How many values that is, once aliases are followed. */
  readonly size: number;
  /** Where the value at a path stands, or the nearest one around it; `key` asks for its key. */
  placeOf(path: Path, key?: boolean): Place;
  /** Whether the text itself has a value at this path. */
  has(path: Path): boolean;
}

/**
 * Reads one YAML document; every fault of the text goes to `problems`. Returns undefined when there is nothing to go on with;
 * numbers that are not finite and keys that stand twice are read on over, so that they hide nothing else.
 */
export function readYaml(text: string, file: string, problems: Problem[]): YamlSource | undefined {
  const lines = new LineCounter();
  const report = (offset: number, path: Path, message: string) => {
    if (problems.length >= ENOUGH) return;
    const { line, col } = lines.linePos(offset);
    problems.push({ file, line: Math.max(line, 1), column: Math.max(col, 1), path: formatPath(path), message });
  };
  const excess = tooMuch(text);
  if (excess) {
    countLines(text, lines);
    report(excess.offset, [], excess.message);
    return undefined;
  }
  const document = withoutStackTraces(() =>
    parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      schema: 'core',
      // At `silent` a second document would go unnoticed.
      logLevel: 'error',
      stringKeys: true,
      // Doubled keys are found below: the parser compares every key with every other.
      uniqueKeys: false,
      resolveKnownTags: false,
    }),
  );
  for (const { pos, message } of document.errors.slice(0, ENOUGH)) report(pos[0], [], `not YAML: ${plain(message)}`);
  if (document.errors.length > 0) return undefined;
  if (document.contents === null) {
    report(0, [], 'found an empty file, expected a mapping with name, stop, nodes and protocols');
    return undefined;
  }
  const reading = new Reading(report);
  const { value, values } = reading.read(document.contents, []);
  if (!reading.isWhole) return undefined;
  return new Source(value, values, document.contents, lines);
}

/** The first line of the parser's message, which may quote the text. */
function plain(message: string): string {
  const [first = ''] = message.split('\n');
  if (first.startsWith('Source contains multiple documents')) return 'expected one document, found several';
  return first.length > 200 ? `${first.slice(0, 199)}…` : first;
}

function countLines(text: string, lines: LineCounter): void {
  lines.addNewLine(0);
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
}

/** A text may hold 100,000 faults, and the stack of each would cost more than finding it. */
function withoutStackTraces<T>(parse: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return parse();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** A value with its size once aliases are followed. */
interface Read {
  readonly value: unknown;
  readonly values: number;
  readonly depth: number;
}
const NOTHING: Read = { value: null, values: 1, depth: 0 };

/** Turns nodes into plain data. Aliases share the object they stand for, and their cost is counted. */
class Reading {
  /** Whether what was read can be gone on with. */
  isWhole = true;
  private readonly report: (offset: number, path: Path, message: string) => void;
  private readonly anchors = new Map<string, Read | 'open'>();

  constructor(report: Reading['report']) {
    this.report = report;
  }

  read(node: Node | null, path: Path): Read {
    if (node === null) return NOTHING;
    if (isAlias(node)) return this.readAlias(node, path);
    const { anchor, tag } = node as Scalar | YAMLMap | YAMLSeq;
    if (tag !== undefined) this.complain(node, path, `found the tag ${shortened(tag)}; tags are not allowed`);
    if (anchor !== undefined) this.anchors.set(anchor, 'open');
    const read = this.readContents(node, path);
    if (anchor !== undefined) this.anchors.set(anchor, read);
    return read;
  }

  private readContents(node: Node, path: Path): Read {
    if (isMap(node)) return this.readMap(node, path);
    if (isSeq(node)) return this.readSeq(node, path);
    return isScalar(node) ? this.readScalar(node, path) : NOTHING;
  }

  private readAlias(alias: Alias, path: Path): Read {
    const target = this.anchors.get(alias.source);
    const name = shortened(alias.source);
    if (target === undefined) this.complain(alias, path, `found the alias *${name}, but no anchor &${name} before it`);
    else if (target === 'open') this.complain(alias, path, `found the alias *${name} inside what it stands for`);
    else return this.limited(alias, path, target);
    return NOTHING;
  }

  private readSeq(seq: YAMLSeq, path: Path): Read {
    const value: unknown[] = [];
    let values = 1;
    let depth = 0;
    seq.items.forEach((item, index) => {
      const read = this.read(item as Node | null, [...path, index]);
      value.push(read.value);
      values += read.values;
      depth = Math.max(depth, read.depth);
    });
    return this.limited(seq, path, { value, values, depth: depth + 1 });
  }

  private readMap(map: YAMLMap, path: Path): Read {
    const value: Record<string, unknown> = {};
    let values = 1;
    let depth = 0;
    for (const pair of map.items) {
      const key = this.readKey(pair.key as Node | null, path, value);
      if (key === undefined) continue;
      const read = this.read(pair.value as Node | null, [...path, key]);
      value[key] = read.value;
      values += read.values;
      depth = Math.max(depth, read.depth);
    }
    return this.limited(map, path, { value, values, depth: depth + 1 });
  }

  private readKey(node: Node | null, path: Path, before: object): string | undefined {
    if (!isScalar(node) || typeof node.value !== 'string') {
      this.complain(node, path, 'found a key that is not text; expected text');
      return undefined;
    }
    const key = node.value;
    if (node.tag !== undefined || node.anchor !== undefined) {
      this.complain(node, [...path, key], 'found a key with a tag or an anchor; expected text');
    } else if (key === '__proto__') {
      this.complain(node, path, 'found the key __proto__, which is not allowed');
      return undefined;
    } else if (Object.hasOwn(before, key)) {
      this.report(node.range?.[0] ?? 0, [...path, shortened(key)], 'found the same key twice');
    }
    return key;
  }

  private readScalar(scalar: Scalar, path: Path): Read {
    const { value } = scalar;
    if (typeof value === 'number' && !Number.isFinite(value)) {
      const found = shortened(scalar.source ?? String(value));
      this.report(scalar.range?.[0] ?? 0, path, `expected a finite number, found ${found}`);
    } else if (value !== null && !['string', 'number', 'boolean'].includes(typeof value)) {
      this.complain(scalar, path, `expected text, a number, true or false, found ${typeof value}`);
    }
    return { value, values: 1, depth: 0 };
  }

  /** Text is limited before it is parsed; only aliases can make more of it. */
  private limited(node: Node, path: Path, read: Read): Read {
    const { values, depth } = read;
    if (values <= MOST_VALUES && depth + path.length <= DEEPEST) return read;
    const message =
      values > MOST_VALUES
        ? `expected at most ${MOST_VALUES} values once aliases are followed, found more`
        : `expected at most ${DEEPEST} levels of nesting once aliases are followed, found more`;
    this.complain(node, path, message);
    return NOTHING;
  }

  private complain(node: Node | null, path: Path, message: string): void {
    this.isWhole = false;
    this.report(node?.range?.[0] ?? 0, path, message);
  }
}

class Source implements YamlSource {
  readonly value: unknown;
  readonly size: number;
  private readonly root: Node;
  private readonly lines: LineCounter;
  private readonly anchored = new Map<string, Node>();

  constructor(value: unknown, size: number, root: Node, lines: LineCounter) {
    this.value = value;
    this.size = size;
    this.root = root;
    this.lines = lines;
    this.collectAnchors(root);
  }

  has(path: Path): boolean {
    return this.find(path).found === path.length;
  }

  placeOf(path: Path, key = false): Place {
    const { node, keyNode, found } = this.find(path);
    const at = key && keyNode && found === path.length ? keyNode : node;
    const { line, col } = this.lines.linePos(at.range?.[0] ?? 0);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  private find(path: Path): { node: Node; keyNode: Node | undefined; found: number } {
    let node = this.root;
    let keyNode: Node | undefined;
    let found = 0;
    for (const segment of path) {
      const step = this.child(node, segment);
      if (!step) break;
      keyNode = step.key;
      // A key without a value has no node: its key then stands for it.
      node = step.value ?? step.key ?? node;
      found++;
    }
    return { node, keyNode, found };
  }

  private child(parent: Node, segment: string | number): { key?: Node; value?: Node | null } | undefined {
    const node = isAlias(parent) ? this.anchored.get(parent.source) : parent;
    if (isSeq(node)) {
      const item = node.items[Number(segment)];
      return item === undefined ? undefined : { value: item as Node | null };
    }
    if (!isMap(node)) return undefined;
    const pair = node.items.find(({ key }) => isScalar(key) && key.value === String(segment));
    return pair && { key: pair.key as Node, value: pair.value as Node | null };
  }

  /** An anchor that is defined again would be found at its last definition: a place for messages, no more. */
  private collectAnchors(node: unknown): void {
    if (isMap(node)) for (const { value } of node.items) this.collectAnchors(value);
    if (isSeq(node)) for (const item of node.items) this.collectAnchors(item);
    if ((isMap(node) || isSeq(node)) && node.anchor !== undefined) this.anchored.set(node.anchor, node);
  }
}
