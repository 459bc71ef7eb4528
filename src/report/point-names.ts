/** What the points of a sweep are called by people: `kind=…;path.to.key={"a":1}` says the same to a machine. */
import { leadingKeys, settingsOf } from './points.js';

/** Last words of a path that say nothing without the word before them, which is put in front. */
const WITH_THE_WORD_BEFORE = new Set(['count', 'share', 'rest', 'median', 'interval', 'use', 'cost', 'delay']);
/** Last words that are left to the word before them. */
const LEFT_OUT = new Set(['kind', 'explicit', 'value', 'values', 'ids', 'preset']);
/** Members of a list beyond which only their number is told. */
const MOST_MEMBERS = 4;

interface Leaf {
  readonly path: string;
  readonly value: string;
}

/** Paths whose last word alone says little, by what stands at their end, and what is said of each. */
const SAID_OF: readonly (readonly [end: RegExp, words: string])[] = [
  [/(?:^|\.)shares\.(.+)$/, 'weight of $1'],
  [/(?:^|\.)splits\.\d+\.identities$/, 'stake split in'],
  [/(?:^|\.)splits\.\d+\.owner$/, 'split by node'],
  [/(?:^|\.)splits\.\d+\.cost$/, 'cost of an identity'],
];

/** `faults.0.nodes.count` → `faulty nodes count`, `economy.stakeWeight` → `stake weight`. */
export function wordsOfKey(key: string): string {
  for (const [end, words] of SAID_OF) {
    const found = end.exec(key);
    if (found) return words.replace('$1', found[1] ?? '');
  }
  const parts = key.split('.').filter((word) => !/^\d+$/.test(word));
  const words = parts.map((word) => word.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
  const [last = key, before] = words.toReversed();
  const plain = before !== undefined && LEFT_OUT.has(last) ? before : last;
  const said = before !== undefined && WITH_THE_WORD_BEFORE.has(last) ? `${before} ${last}` : plain;
  if (before === 'shares') return `weight of ${last}`;
  return words[0] === 'faults' && said.startsWith('nodes') ? `faulty ${said}` : said;
}

function parsed(value: string): unknown {
  if (!/^[[{"]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** Whole numbers in a row as a range, few others one by one, many by their number. */
function wordsOfList(members: readonly (number | string | boolean)[]): string {
  const numbers = members.map(Number);
  const isRow =
    numbers.length > 2 && numbers.every((number, i) => Number.isInteger(number) && number === numbers[0]! + i);
  if (isRow) return `${numbers[0]}–${numbers.at(-1)}`;
  return members.length <= MOST_MEMBERS ? members.join(', ') : `${members.length} of them`;
}

function leavesOf(path: string, value: unknown): Leaf[] {
  if (Array.isArray(value)) {
    const isFlat = value.every((member) => typeof member !== 'object' || member === null);
    if (isFlat) return [{ path, value: wordsOfList(value as (number | string)[]) }];
    return value.flatMap((member, i) => leavesOf(`${path}.${i}`, member));
  }
  if (typeof value !== 'object' || value === null) return [{ path, value: String(value) }];
  const entries = Object.entries(value);
  return entries.length > 0
    ? entries.flatMap(([key, part]) => leavesOf(`${path}.${key}`, part))
    : [{ path, value: '' }];
}

/** The value of one swept key, in words: the points of a zipped group by their name. */
export function wordsOfValue(key: string, value: string): string {
  const found = parsed(value);
  if (typeof found !== 'object' || found === null) return String(found);
  return leavesOf(key, found).map(wordsOfLeaf).join(', ');
}

function wordsOfLeaf({ path, value }: Leaf): string {
  if (value === 'true') return wordsOfKey(path);
  if (value === 'false') return `no ${wordsOfKey(path)}`;
  return `${wordsOfKey(path)} ${value}`.trim();
}

/**
 * A name for each point: its swept values without what all points share, and without keys that only go along with one
 * before them. Where two would be called alike, all are called by their variants.
 */
export function namesOf(variants: readonly string[]): ReadonlyMap<string, string> {
  const settings = variants.map(settingsOf);
  const keys = leadingKeys(settings);
  const points = settings.map((values) =>
    keys.flatMap((key) => (values.has(key) ? leavesOf(key, parsed(values.get(key)!)) : [])),
  );
  const valueAt = (leaves: readonly Leaf[], path: string) => leaves.find((leaf) => leaf.path === path)?.value;
  const isShared = ({ path, value }: Leaf) => points.every((leaves) => valueAt(leaves, path) === value);
  const names = points.map((leaves) =>
    leaves
      .filter((leaf) => variants.length === 1 || !isShared(leaf))
      .map((leaf) => (leaf.path === 'as' ? leaf.value : wordsOfLeaf(leaf)))
      .join(', '),
  );
  const isClear = new Set(names).size === names.length;
  return new Map(variants.map((variant, i) => [variant, (isClear && names[i]) || variant]));
}
