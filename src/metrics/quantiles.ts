import { mean, quantileSorted } from 'd3-array';

/** Where some values lie: their mean, median and central interval. */
export interface Band {
  readonly mean: number;
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Mean, median and the central interval of a level such as 0.95, by linear interpolation; null for no values. */
export function bandOf(values: readonly number[], level: number): Band | null {
  checkLevel(level);
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const at = (fraction: number) => quantileSorted(sorted, fraction)!;
  return { mean: mean(sorted)!, median: at(0.5), low: at((1 - level) / 2), high: at((1 + level) / 2) };
}

/** Throws unless 0 < level < 1. */
export function checkLevel(level: number): void {
  if (!(level > 0 && level < 1)) throw new RangeError(`level is ${level}: expected a number between 0 and 1`);
}
