/** Weights and names of nodes from the text of a CSV or JSON file. */
import { csvParseRows } from 'd3-dsv';
import { isMapping } from './path.js';
import { listed, shown, suggestion } from './wording.js';

const MOST_ROWS = 1_000_000;
/** Digits with a fraction and an exponent, as tables of stakes write them; no sign, no separators, no hexadecimals. */
const NUMBER = /^(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** Which columns hold what. */
export interface Columns {
  readonly column: string;
  readonly name?: string | undefined;
}

interface Table {
  readonly weights: number[];
  readonly names?: string[];
}

/** @throws with line, what was found and what is allowed */
export function csvTable(text: string, { column, name }: Columns): Table {
  const rows = csvParseRows(text.startsWith('\u{FEFF}') ? text.slice(1) : text);
  const [header] = rows;
  if (!header) throw new Error('line 1: expected a header with the names of the columns, found nothing');
  const at = columnIn(header, column);
  const nameAt = name === undefined ? undefined : columnIn(header, name);
  const gatherer = new Gatherer(name !== undefined);
  let line = 1 + newlinesIn(header);
  for (let i = 1; i < rows.length; i++) {
    const row = rows[i]!;
    const place = `line ${++line}`;
    line += newlinesIn(row);
    if (row.length === 1 && row[0] === '') continue;
    if (row.length !== header.length)
      throw new Error(`${place}: expected ${header.length} fields, as the header has, found ${row.length}`);
    const written = row[at]!.trim();
    if (!NUMBER.test(written)) throw notAWeight(place, column, row[at]);
    gatherer.take(place, column, Number(written), nameAt === undefined ? undefined : row[nameAt]!.trim());
  }
  return gatherer.table();
}

function columnIn(header: readonly string[], wanted: string): number {
  const titles = header.map((title) => title.trim());
  const at = titles.indexOf(wanted);
  if (at < 0) {
    const hint = `${listed(titles.map((title) => shown(title)))}${suggestion(wanted, titles)}`;
    throw new Error(`line 1: expected a column ${shown(wanted)}, found ${hint}`);
  }
  if (titles.includes(wanted, at + 1)) throw new Error(`line 1: two columns are called ${shown(wanted)}`);
  return at;
}

const newlinesIn = (row: readonly string[]): number =>
  row.reduce((sum, field) => (field.includes('\n') ? sum + field.split('\n').length - 1 : sum), 0);

/**
 * A list of weights, or of objects that hold one each.
 * @throws with the place in the list, what was found and what is allowed
 */
export function jsonTable(text: string, { column, name }: Columns): Table {
  const items: unknown = JSON.parse(text);
  if (!Array.isArray(items)) throw new Error(`expected a list of numbers or of objects, found ${shown(items)}`);
  const gatherer = new Gatherer(name !== undefined);
  items.forEach((item: unknown, index) => {
    const place = `item ${index + 1}`;
    if (!isMapping(item)) {
      if (name !== undefined) throw new Error(`${place}: expected an object with ${shown(name)}, found ${shown(item)}`);
      if (typeof item !== 'number') throw notAWeight(place, column, item);
      return gatherer.take(place, column, item, undefined);
    }
    const [weight, called] = [item[column], name === undefined ? undefined : item[name]];
    if (weight === undefined) {
      const keys = Object.keys(item);
      throw new Error(`${place}: expected a key ${shown(column)}, found ${listed(keys)}${suggestion(column, keys)}`);
    }
    if (typeof weight !== 'number') throw notAWeight(place, column, weight);
    if (name !== undefined && typeof called !== 'string')
      throw new Error(`${place}: expected a text as ${shown(name)}, found ${shown(called)}`);
    gatherer.take(place, column, weight, called as string | undefined);
  });
  return gatherer.table();
}

function notAWeight(place: string, column: string, found: unknown): Error {
  return new Error(`${place}: expected a number from 0 up as ${shown(column)}, found ${shown(found)}`);
}

/** Checks row by row, so that the first faulty one is named. */
class Gatherer {
  private readonly weights: number[] = [];
  private readonly places: Map<string, string> | undefined;

  constructor(withNames: boolean) {
    this.places = withNames ? new Map() : undefined;
  }

  take(place: string, column: string, weight: number, name: string | undefined): void {
    if (this.weights.length === MOST_ROWS) throw new Error(`${place}: expected at most ${MOST_ROWS} rows, found more`);
    if (!(weight >= 0 && Number.isFinite(weight))) throw notAWeight(place, column, weight);
    this.weights.push(weight);
    if (!this.places || name === undefined) return;
    if (name === '') throw new Error(`${place}: expected a name, found none; without "name", nodes are numbered`);
    const before = this.places.get(name);
    if (before !== undefined)
      throw new Error(
        `${place}: the name ${shown(name)} stands in ${before} already; without "name", nodes are numbered`,
      );
    this.places.set(name, place);
  }

  table(): Table {
    if (this.weights.length === 0) throw new Error('expected at least one row, found none');
    return this.places ? { weights: this.weights, names: [...this.places.keys()] } : { weights: this.weights };
  }
}
