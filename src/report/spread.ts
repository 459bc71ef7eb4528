/** How spread power is, on one scale for all protocols: effective producers at as many counted units. */
import { median } from 'd3-array';
import { drawnHhi, rarefiedHhi } from '../metrics/rarefied.js';
import { summarizeSeeds } from '../metrics/seeds.js';
import type { RunRecord } from '../runner/record.js';
import type { RunGroup } from './aggregate.js';
import type { Evidence } from './evidence.js';
import { lensOf } from './lens.js';

type Interval = readonly [low: number, high: number];

export interface Spread {
  /** Effective producers: one over the mean Herfindahl index, of which alone the bias is known exactly. */
  readonly value: number | null;
  readonly interval: Interval | null;
  /** What as many draws by weight give. */
  readonly luck: number | null;
  /** Value less luck. */
  readonly excess: number | null;
  readonly excessInterval: Interval | null;
}

export const countedIn = ({ producers }: RunRecord): number =>
  producers.reduce((sum, { canonical }) => sum + canonical, 0);

/** Parts of the median below which a group is taken to have stood still, and not to be what others are compared at. */
const STANDING = 0.1;

/**
 * To which number of counted units a run all are brought: what three quarters of the groups that did not stand still count at
 * least, so that one that counts a few less sets no scale. 0: nothing was counted.
 */
export function commonUnits({ groups }: Pick<Evidence, 'groups'>): number {
  const means = groups.map(
    ({ records }) => records.reduce((sum, record) => sum + countedIn(record), 0) / records.length,
  );
  const least = STANDING * (median(means) ?? 0);
  const standing = means.filter((units) => units > 0 && units >= least).sort((a, b) => a - b);
  return Math.round(standing[Math.floor(standing.length / 4)] ?? 0);
}

/** By seed: the Herfindahl index at so many units. Equal draws give equal means, whatever was counted and however much. */
export function indexBySeed({ input }: Pick<Evidence, 'input'>, { records }: RunGroup, units: number) {
  const column = `${lensOf({ input })}hhi`;
  return new Map(
    records.flatMap((record) => {
      const hhi = record.columns[column];
      const index = typeof hhi === 'number' ? rarefiedHhi(hhi, { counted: countedIn(record), units }) : null;
      return index === null ? [] : [[record.seed, index] as const];
    }),
  );
}

/** One over a mean or interval; the ends change places. */
const inverse = (index: number | null): number | null => (index === null ? null : 1 / index);
const inverseInterval = (ends: Interval | null): Interval | null => ends && [1 / ends[1], 1 / ends[0]];

/** What the runs of a group show at so many units, and what draws by their weights would. */
export function spreadOf({ input }: Pick<Evidence, 'input'>, group: RunGroup, units: number): Spread {
  const index = indexBySeed({ input }, group, units);
  const { mean, meanInterval } = summarizeSeeds([...index.values()]);
  const column = `${lensOf({ input })}hhi`;
  const drawn = group.records.flatMap(({ seed, weights }) => {
    const held = weights[column];
    return typeof held === 'number' && index.has(seed) ? [{ seed, luck: drawnHhi(held, units) }] : [];
  });
  const luck = summarizeSeeds(drawn.map((each) => each.luck)).mean;
  const beyond = summarizeSeeds(drawn.map((each) => index.get(each.seed)! - each.luck));
  const excessAt = (difference: number) => 1 / (luck! + difference) - 1 / luck!;
  const ends = beyond.meanInterval;
  return {
    value: inverse(mean),
    interval: inverseInterval(meanInterval),
    luck: inverse(luck),
    excess: beyond.mean === null ? null : excessAt(beyond.mean),
    excessInterval: ends && [excessAt(ends[1]), excessAt(ends[0])],
  };
}
