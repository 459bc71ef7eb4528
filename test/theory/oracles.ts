/** Reference points of closed forms and solved models, where this checkout has them beside it. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface OracleEntry {
  readonly id: string;
  readonly group: string;
  readonly params: Readonly<Record<string, any>>;
  readonly expected: Readonly<Record<string, any>>;
  readonly kind: string;
}

const file = ['../shared', '../../shared']
  .map((folder) => path.resolve(folder, 'reference', 'oracles.json'))
  .find((candidate) => existsSync(candidate));

/** Empty where there is no such file. */
export const oracleEntries: readonly OracleEntry[] = file ? JSON.parse(readFileSync(file, 'utf8')) : [];

/** What the house computes for an entry, by the same keys; a range stands for a bound, a nested record for a record. */
export type Computed = Readonly<Record<string, number | readonly number[] | Readonly<Record<string, number>> | null>>;

export interface Handler {
  /** Entries whose id begins so; the longest prefix that fits is taken. */
  readonly prefix: string;
  compute(this: void, params: OracleEntry['params'], entry: OracleEntry): Computed;
  /** Absolute tolerance, where it is not that of a closed form with ten recorded digits; it may go by what is expected. */
  readonly tolerance?: number | ((this: void, params: OracleEntry['params'], expected: number) => number);
}

/** Entries that only a simulation can give, and the test that gives it. */
export interface Simulated {
  readonly prefix: string;
  readonly where: string;
}

/** Ten digits are recorded; small chances are held to relative error. */
export function closeEnough(found: number, expected: number, tolerance?: number): boolean {
  const off = Math.abs(found - expected);
  if (tolerance !== undefined) return off <= tolerance;
  if (expected !== 0 && Math.abs(expected) < 1e-6) return off <= 1e-6 * Math.abs(expected);
  return off <= 1e-9 * Math.max(1, Math.abs(expected));
}
