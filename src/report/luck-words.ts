/** How a value stands to what luck gives, as far as its interval allows to say. */
import type { SummaryRow } from './aggregate.js';
import { formatValue } from './format.js';

/**
 * How many half-widths of its 95 % interval a mean must be away from the baseline before it is said to differ. The baseline
 * is the median of some draws and not a mean, so that to lie just outside the interval proves nothing; and of two hundred cells
 * of a heat map ten would by chance.
 */
export const CLEARLY = 2;
/** Means of equal values differ in their last digits. */
const EQUAL = 1e-9;

export interface AgainstLuck {
  readonly is: 'more' | 'fewer' | 'alike' | 'open';
  /** Empty where there is no interval. */
  readonly words: string;
  /** What luck gives. */
  readonly luck: string;
}

/** Half the width of an interval; 0 where all runs gave the same. */
export function halfOf(low: number, high: number): number {
  const half = (high - low) / 2;
  return half <= EQUAL * Math.max(Math.abs(low), Math.abs(high)) ? 0 : half;
}

/** Half the width of the interval of the mean; 0 where there is none, or all runs gave the same. */
export function halfWidth({ mean, ciLow, ciHigh }: SummaryRow): number {
  return mean === null || ciLow === null || ciHigh === null ? 0 : halfOf(ciLow, ciHigh);
}

export function againstLuck(row: SummaryRow): AgainstLuck | undefined {
  if (row.baseline === null || row.mean === null) return undefined;
  const luck = formatValue(row.baseline, 'number');
  if (row.ciLow === null || row.ciHigh === null) return { is: 'open', words: '', luck };
  const away = row.mean - row.baseline;
  const half = (row.ciHigh - row.ciLow) / 2;
  if (Math.abs(away) <= half) return { is: 'alike', words: 'in line with chance', luck };
  if (Math.abs(away) <= CLEARLY * half) return { is: 'alike', words: 'not clearly apart from chance', luck };
  return away < 0
    ? { is: 'fewer', words: 'fewer than chance explains', luck }
    : { is: 'more', words: 'more than chance would leave', luck };
}
