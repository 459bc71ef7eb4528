import { undefinedBecause } from './undefined.js';
import type { Undefined } from './undefined.js';

/** How long one run was watched, and whether what was waited for came at the end. */
export interface Lifetime {
  readonly time: number;
  /** False: the run ended first, so it may have come at any later time. */
  readonly came: boolean;
}

/** Median time by the survival curve; null: it lies beyond what was seen. */
export interface SurvivalMedian {
  readonly median: number | null;
  /** 95 % interval of Brookmeyer & Crowley 1982 on Greenwood's variance, log-log scale. */
  readonly low: number | null;
  readonly high: number | null;
  /** Runs that ended before it came. */
  readonly censored: number;
}

const Z95 = 1.959963984540054;

/**
 * Survival estimate of Kaplan & Meier 1958, which uses runs up to their end instead of dropping those in which it never
 * came. A bound is the first time from which on the pointwise 95 % interval of the curve lies on one side of a half.
 */
export function survivalMedian(runs: readonly Lifetime[]): SurvivalMedian | Undefined {
  if (runs.length === 0) return undefinedBecause('empty');
  const times = [...new Set(runs.filter(({ came }) => came).map(({ time }) => time))].sort((a, b) => a - b);
  let [survival, greenwood] = [1, 0];
  let [median, low, high]: (number | null)[] = [null, null, null];
  for (const time of times) {
    const atRisk = runs.filter((run) => run.time >= time).length;
    const came = runs.filter((run) => run.came && run.time === time).length;
    survival *= 1 - came / atRisk;
    if (came < atRisk) greenwood += came / (atRisk * (atRisk - came));
    if (survival <= 0.5 + 1e-12) median ??= time;
    const [bottom, top] = bandOf(survival, greenwood);
    if (bottom <= 0.5) low ??= time;
    if (top <= 0.5) high ??= time;
  }
  return { median: median!, low: low!, high: high!, censored: runs.filter(({ came }) => !came).length };
}

/** ln(−ln S) ± z · its standard error, turned back. */
function bandOf(survival: number, greenwood: number): readonly [number, number] {
  if (survival <= 0) return [0, 0];
  if (greenwood === 0) return [survival, survival];
  const log = Math.log(survival);
  const factor = Math.exp((Z95 * Math.sqrt(greenwood)) / -log);
  return [Math.exp(log * factor), Math.exp(log / factor)];
}
