/** What a protocol adds to luck. */
import { summarizeSeeds } from '../metrics/seeds.js';
import type { Group } from './evidence.js';

/** Value less what luck gives, run by run: its mean over seeds with the 95 % interval. */
export function excessOf({ records }: Group, column: string) {
  const excess = records.flatMap((record) => {
    const [value, luck] = [record.columns[column], record.baseline[column]];
    return typeof value !== 'number' || typeof luck !== 'number' ? [] : [value - luck];
  });
  return summarizeSeeds(excess);
}
