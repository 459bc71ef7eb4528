/** Everything that is wrong with a scenario, gathered in one pass. */

/** One thing that is wrong, and where. */
export interface Problem {
  /** The scenario as the caller named it, or `--set` for an option of the command line. */
  readonly file: string;
  /** From 1; 0 when the problem has no place in a file. */
  readonly line: number;
  /** From 1; 0 when the problem has no place in a file. */
  readonly column: number;
  /** The dotted path of the value, empty for the whole file. */
  readonly path: string;
  /** What was found, what is allowed, nearest name. */
  readonly message: string;
}

/** A problem whose place is known as a path only. */
export interface Complaint {
  readonly path: Path;
  readonly message: string;
  /** Whether the key is meant, not its value. */
  readonly atKey?: boolean;
}

/** Keys and places in lists from the top of a scenario down. */
export type Path = readonly (string | number)[];

/** More would not be read. */
const MOST_PRINTED = 100;
/** So many are gathered of one part of a file; finding the places of more would only cost time. */
export const ENOUGH = 200;

/** `file:line:column: path: message`, as editors and CI problem matchers read it. */
function formatProblem({ file, line, column, path, message }: Problem): string {
  const place = line > 0 ? `${file}:${line}:${column}:` : path !== '' && file === '--set' ? file : `${file}:`;
  return path === '' ? `${place} ${message}` : `${place} ${path}: ${message}`;
}

/** A scenario that cannot be run; carries all its problems in the order of the file. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const sorted = inOrder(problems);
    const lines = sorted.slice(0, MOST_PRINTED).map(formatProblem);
    if (sorted.length > MOST_PRINTED) lines.push(`… and ${sorted.length - MOST_PRINTED} more problems`);
    super(lines.join('\n'));
    this.problems = sorted;
  }
}

function inOrder(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  const distinct = problems.filter((problem) => {
    const text = formatProblem(problem);
    return !seen.has(text) && seen.add(text);
  });
  return distinct.sort((a, b) => Number(a.line === 0) - Number(b.line === 0) || a.line - b.line || a.column - b.column);
}
