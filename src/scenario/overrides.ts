/** `--set path=value`, applied to the document before it is validated. */
import { formatPath, isMapping, parsePath, PathError, startsWith, withValue } from './path.js';
import type { Path, Problem } from './problems.js';
import { shortened } from './wording.js';
import { readYaml } from './yaml-source.js';

export interface ScenarioOptions {
  /** `path=value` each, the value written as YAML. */
  readonly set?: readonly string[] | undefined;
  /** Takes the place of the scenario's own. */
  readonly seed?: string | undefined;
  readonly repeat?: number | undefined;
}

/** One value that does not come from the file. */
export interface Override {
  /** `--set`, `--seed` or `--repeat`. */
  readonly option: string;
  readonly path: Path;
}

export interface Overridden {
  readonly document: unknown;
  readonly overrides: readonly Override[];
}

/** The document with the options applied in order; what is wrong with an option goes to `problems`. */
export function applyOverrides(document: unknown, options: ScenarioOptions, problems: Problem[]): Overridden {
  let current = document;
  const overrides: Override[] = [];
  const apply = (option: string, path: Path, value: unknown) => {
    const refused = sweptOver(current, path);
    if (refused !== undefined) {
      problems.push({ file: option, line: 0, column: 0, path: formatPath(path), message: refused });
      return;
    }
    // What is set to nothing is taken out.
    current = withValue(current, path, value ?? undefined);
    overrides.push({ option, path });
  };
  for (const text of options.set ?? []) {
    const complain = (path: string, message: string) =>
      problems.push({ file: '--set', line: 0, column: 0, path, message });
    const equals = text.indexOf('=');
    if (equals < 0) {
      complain('', `expected path=value, found ${JSON.stringify(shortened(text))}`);
      continue;
    }
    const key = text.slice(0, equals).trim();
    try {
      const value = readValue(text.slice(equals + 1));
      if (typeof value === 'string') complain(shortened(key), value);
      else apply('--set', settablePath(key), value.value);
    } catch (error) {
      if (!(error instanceof PathError)) throw error;
      complain(shortened(key), error.message);
    }
  }
  if (options.seed !== undefined) apply('--seed', ['seed'], options.seed);
  if (options.repeat !== undefined) apply('--repeat', ['repeat'], options.repeat);
  return { document: current, overrides };
}

/** The value, or what is wrong with its text. */
function readValue(text: string): { readonly value: unknown } | string {
  if (text.trim() === '') return { value: undefined };
  const problems: Problem[] = [];
  const source = readYaml(text, '', problems);
  return source ? { value: source.value } : problems.map(({ message }) => message).join('; ');
}

/** In `sweep.nodes.count` all that follows `sweep` is one key. */
function settablePath(text: string): Path {
  const path = parsePath(text);
  return path[0] === 'sweep' && path.length > 1 ? ['sweep', path.slice(1).join('.')] : path;
}

/** A value under a swept path would be overwritten in every variant. */
function sweptOver(document: unknown, path: Path): string | undefined {
  if (!isMapping(document)) return undefined;
  const zipped: unknown[] = Array.isArray(document['zip']) ? document['zip'] : [];
  for (const axes of [document['sweep'], ...zipped]) {
    if (!isMapping(axes)) continue;
    const key = Object.keys(axes).find((candidate) => startsWith(path, candidate.split('.')));
    if (key === undefined) continue;
    const instead = axes === document['sweep'] ? `; set sweep.${key} instead` : '';
    return `the scenario sweeps ${shortened(key)}, which would overwrite this value${instead}`;
  }
  return undefined;
}
