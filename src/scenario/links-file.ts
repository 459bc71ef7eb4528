/** The links of a measured network that a scenario names by the path of a file: they are read in when it is loaded. */
import { readFileSync } from 'node:fs';
import { isMapping, valueAt, withValue } from './path.js';
import { pathWithin, reasonOf } from './weights-file.js';
import type { Complaint } from './problems.js';
import { shown } from './wording.js';

type Mapping = Readonly<Record<string, unknown>>;

const PLACE = ['network', 'topology', 'edges'];

/**
 * The document with the links in the place of the path, so that a run's specification holds all that it depends on.
 * @param directory of the scenario, within which the file must be
 */
export function readLinks(
  document: Mapping,
  directory: string,
): { readonly document: Mapping; readonly complaints: readonly Complaint[] } {
  const file = valueAt(document, PLACE);
  if (typeof file !== 'string') return { document, complaints: [] };
  try {
    const read = withValue(document, PLACE, pairsOf(readFileSync(pathWithin(directory, file), 'utf8')));
    return { document: isMapping(read) ? read : document, complaints: [] };
  } catch (error) {
    const message = `expected pairs of linked nodes, or a file with a pair on each line, found ${shown(file)}: ${reasonOf(error)}`;
    return { document, complaints: [{ path: PLACE, message }] };
  }
}

/**
 * Two numbers of each line, between commas, semicolons or blanks. Empty lines are left out, what follows a #, and a first
 * line that begins with no number: the names of the columns. A pair that stands there in both directions is one link.
 * @throws for any other line, or when there is no pair
 */
function pairsOf(text: string): [number, number][] {
  const pairs = new Map<string, [number, number]>();
  let isFirst = true;
  for (const [index, line] of text.split('\n').entries()) {
    const content = line.replace(/#.*/, '').trim();
    if (content === '') continue;
    const cells = content.split(/[\s,;]+/);
    const [a, b] = cells.map(Number);
    if (cells.length === 2 && Number.isInteger(a) && Number.isInteger(b)) {
      const pair: [number, number] = a! < b! ? [a!, b!] : [b!, a!];
      pairs.set(pair.join(' '), pair);
    } else if (!isFirst || !Number.isNaN(a)) {
      throw new Error(`line ${index + 1}: expected the numbers of two nodes, found ${shown(content)}`);
    }
    isFirst = false;
  }
  if (pairs.size === 0) throw new Error('it holds no pair');
  return [...pairs.values()];
}
