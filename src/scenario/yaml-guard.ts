/** Measures YAML text before it is parsed: the parser is recursive, and slow when everything is wrong. */
import { Lexer } from 'yaml';

/** Levels of collections within collections. */
export const DEEPEST = 64;
const LONGEST_CHARACTERS = 1_000_000;
/** About 33,000 values. */
const MOST_TOKENS = 100_000;

const CONTROL_TOKENS = new Set(['\u{FEFF}', '\x02', '\x18', '\x1f']);

/** What is too much about a text, and at which offset; undefined when it may be parsed. */
export function tooMuch(text: string): { readonly offset: number; readonly message: string } | undefined {
  if (text.length > LONGEST_CHARACTERS) {
    return { offset: 0, message: `expected at most ${LONGEST_CHARACTERS} characters, found ${text.length}` };
  }
  const depth = new DepthGauge();
  let offset = 0;
  let tokens = 0;
  for (const token of new Lexer().lex(text)) {
    // The byte order mark stands in the text; the other control tokens do not.
    if (CONTROL_TOKENS.has(token)) {
      if (token === '\u{FEFF}') offset++;
      continue;
    }
    if (++tokens > MOST_TOKENS) {
      return { offset, message: `expected at most ${MOST_TOKENS} YAML tokens, found more` };
    }
    depth.take(token);
    if (depth.now > DEEPEST) {
      return { offset, message: `expected at most ${DEEPEST} levels of nesting, found more` };
    }
    offset += token.length;
  }
  return undefined;
}

/**
 * An upper bound of the parser's depth, which may exceed the true one by a few: brackets that are open, and columns at
 * which a block around the current token may have begun (blocks within blocks always begin further right).
 */
class DepthGauge {
  private readonly columns: number[] = [];
  private column = 0;
  private brackets = 0;

  get now(): number {
    return this.brackets + this.columns.length;
  }

  take(token: string): void {
    const first = token[0]!;
    if (token === '[' || token === '{') this.brackets++;
    else if ((token === ']' || token === '}') && this.brackets > 0) this.brackets--;
    else if (this.brackets === 0 && !' \t\r\n#'.includes(first)) this.beginAt(this.column);
    const newline = token.lastIndexOf('\n');
    this.column = newline < 0 ? this.column + token.length : token.length - newline - 1;
  }

  private beginAt(column: number): void {
    while (this.columns.length > 0 && this.columns.at(-1)! >= column) this.columns.pop();
    this.columns.push(column);
  }
}
