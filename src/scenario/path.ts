/** Dotted paths into a document: `network.latency.median`, `faults.0.at`. Documents are never changed in place. */
import type { Path } from './problems.js';
import { shown } from './wording.js';

/** A place that does not exist in the document, or cannot. */
export class PathError extends Error {
  override readonly name = 'PathError';
}

/**
 * @throws PathError for an empty path or segment
 */
export function parsePath(text: string): Path {
  const segments = text.split('.');
  if (segments.some((segment) => segment === '')) {
    throw new PathError(`expected a dotted path such as nodes.count, found ${shown(text)}`);
  }
  if (segments.includes('__proto__')) throw new PathError('a path cannot contain __proto__');
  return segments;
}

export function formatPath(path: Path): string {
  return path.join('.');
}

export function startsWith(path: Path, prefix: Path): boolean {
  return prefix.length <= path.length && prefix.every((segment, at) => String(segment) === String(path[at]));
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path; undefined where there is none. */
export function valueAt(document: unknown, path: Path): unknown {
  let value = document;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined;
    value = (value as Record<string | number, unknown>)[segment];
  }
  return value;
}

/**
 * The document with `value` at `path`; all that lies beside the path is shared with the old one. Missing mappings on the
 * way are made; a list takes an index that it has, or the one after its last.
 * @throws PathError where a scalar stands in the way, or an index is out of range
 */
export function withValue(document: unknown, path: Path, value: unknown, at = 0): unknown {
  if (at === path.length) return value;
  const segment = path[at]!;
  if (Array.isArray(document)) {
    const index = Number(segment);
    if (!/^\d+$/.test(String(segment)) || index > document.length) {
      throw new PathError(
        `${formatPath(path.slice(0, at))} is a list of ${document.length}; ` +
          `expected an index from 0 to ${document.length}, found ${shown(segment)}`,
      );
    }
    const copy = [...(document as unknown[])];
    copy[index] = withValue(copy[index], path, value, at + 1);
    return copy;
  }
  if (document !== undefined && document !== null && !isMapping(document)) {
    throw new PathError(`${formatPath(path.slice(0, at))} is ${shown(document)} and has no ${segment} in it`);
  }
  const inner = document && Object.hasOwn(document, segment) ? document[segment] : undefined;
  return { ...document, [segment]: withValue(inner, path, value, at + 1) };
}
