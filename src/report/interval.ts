/** Mean, median and Student t interval over seeds. */
import { deviation, mean, median } from 'd3-array';
import studentQuantile from '@stdlib/stats-base-dists-t-quantile';

/** `ciLow` … `ciHigh` is the 95 % Student t interval of the mean, null below two values; all null without values. */
export function meanInterval(values: readonly number[]): {
  readonly n: number;
  readonly mean: number | null;
  readonly median: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
} {
  const n = values.length;
  if (n === 0) return { n, mean: null, median: null, ciLow: null, ciHigh: null };
  const centre = mean(values)!;
  if (n === 1) return { n, mean: centre, median: centre, ciLow: null, ciHigh: null };
  const half = (studentQuantile(0.975, n - 1) * deviation(values)!) / Math.sqrt(n);
  return { n, mean: centre, median: median(values)!, ciLow: centre - half, ciHigh: centre + half };
}
