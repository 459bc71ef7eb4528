/** The name of a run's result: equal keys, equal results. */
import { createHash } from 'node:crypto';
import type { RunSpec } from './world.js';

/**
 * SHA-256, in hexadecimal, of the version and all that the run's result depends on, whatever the order of keys.
 * @throws when the specification holds anything but plain data
 */
export function runKey(spec: RunSpec, version: string): string {
  return createHash('sha256').update(canonicalJson({ spec, version })).digest('hex');
}

/**
 * JSON with sorted keys and without those whose value is undefined.
 * @throws for values that JSON cannot tell apart or would drop: NaN, Infinity, functions, big integers
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    // By code units, as the default order is, which does not depend on the machine's language.
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(',')}}`;
  }
  const plain = value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
  if (!plain) throw new TypeError(`a run's specification is plain data, found a ${typeof value}`);
  return JSON.stringify(value);
}
