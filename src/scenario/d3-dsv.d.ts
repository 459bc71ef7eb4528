/** What is used of a package that brings no types. */
declare module 'd3-dsv' {
  /** Rows of a CSV text, the header among them (RFC 4180); an empty line is a row with one empty field. */
  export function csvParseRows(text: string): string[][];
}
