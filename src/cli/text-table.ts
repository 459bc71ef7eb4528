/** Tables for a terminal or a text file: columns by spaces, so that they can be cut and pasted. */

export interface TextColumn {
  /** Lines of the header. */
  readonly title: readonly string[];
  readonly align: 'left' | 'right';
}

export interface TextTable {
  readonly columns: readonly TextColumn[];
  readonly rows: readonly (readonly string[])[];
  /** Styles a whole line of the body. */
  readonly decorate?: (line: string, row: number) => string;
}

const GAP = '  ';

function padded(text: string, width: number, align: TextColumn['align']): string {
  return align === 'left' ? text.padEnd(width) : text.padStart(width);
}

function linesOf({ columns, rows, decorate }: TextTable): { lines: string[]; width: number } {
  const depth = Math.max(...columns.map(({ title }) => title.length));
  const header = Array.from({ length: depth }, (_, line) =>
    columns.map(({ title }) => title[line - depth + title.length] ?? ''),
  );
  const widths = columns.map((_, at) => Math.max(...[...header, ...rows].map((row) => (row[at] ?? '').length)));
  const line = (row: readonly string[]): string =>
    columns
      .map(({ align }, at) => padded(row[at] ?? '', widths[at]!, align))
      .join(GAP)
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join(GAP);
  const body = rows.map((row, at) => (decorate ? decorate(line(row), at) : line(row)));
  return { lines: [...header.map(line), rule, ...body], width: rule.length };
}

/** Rows become columns; for a table that is too wide for the terminal and has few rows. */
function transposed({ columns, rows }: TextTable): TextTable {
  const [first, ...others] = columns;
  return {
    columns: [
      { title: [first?.title.join(' ') ?? ''], align: 'left' },
      ...rows.map((row) => ({ title: [row[0] ?? ''], align: 'right' as const })),
    ],
    rows: others.map(({ title }, at) => [title.join(' '), ...rows.map((row) => row[at + 1] ?? '')]),
  };
}

/** As many tables below each other as a width asks for, each with the first column. */
function inParts(table: TextTable, width: number): TextTable[] {
  const at = (places: readonly number[]): TextTable => ({
    ...table,
    columns: places.map((place) => table.columns[place]!),
    rows: table.rows.map((row) => places.map((place) => row[place] ?? '')),
  });
  const parts: number[][] = [];
  for (let place = 1; place < table.columns.length; place++) {
    const last = parts.at(-1);
    if (last && linesOf(at([...last, place])).width <= width) last.push(place);
    else parts.push([0, place]);
  }
  return parts.map(at);
}

/** The table as text without a last line break; too wide for `width` characters, it is turned by a quarter if it fits so, else cut into parts. */
export function formatTable(table: TextTable, width = Infinity): string {
  const upright = linesOf(table);
  if (upright.width <= width || table.columns.length < 3) return upright.lines.join('\n');
  const turned = linesOf(transposed(table));
  if (turned.width <= width) return turned.lines.join('\n');
  return inParts(table, width)
    .map((part) => linesOf(part).lines.join('\n'))
    .join('\n\n');
}
