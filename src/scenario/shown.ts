/** What a view shows, which is plain JSON, as the cells of a table. */

export interface Shown {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A list of objects has a column for each key, an object a row for each entry, anything else is one cell. */
export function tableOf(shown: unknown): Shown {
  if (Array.isArray(shown)) return listTable(shown);
  if (typeof shown === 'object' && shown !== null) {
    return { head: ['', 'value'], rows: Object.entries(shown).map(([name, value]) => [name, cell(value)]) };
  }
  return { head: ['value'], rows: [[cell(shown)]] };
}

function listTable(items: readonly unknown[]): Shown {
  const isObject = (item: unknown): item is object => typeof item === 'object' && item !== null && !Array.isArray(item);
  if (!items.every(isObject)) return { head: ['value'], rows: items.map((item) => [cell(item)]) };
  const head = [...new Set(items.flatMap((item) => Object.keys(item)))];
  return { head, rows: items.map((item) => head.map((key) => cell((item as Record<string, unknown>)[key]))) };
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
