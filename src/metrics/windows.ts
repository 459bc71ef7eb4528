import { ACTIVE, GIVEN } from './population.js';
import type { Population } from './population.js';
import type { Weights } from './weights.js';

/** Blocks of one producer. `slot` or `time` places them for windows in that unit. */
export interface ProductionEvent {
  readonly producer: string;
  readonly slot?: number;
  readonly time?: number;
  /** How many blocks, 1 by default; several are one position only in slots and time. */
  readonly count?: number;
}

/**
 * Who belongs to a window: `active`, those with a block in it; `given`, all of `producers`, or all seen in the series;
 * `size`, a stated number; `nearby`, those with a block within so many windows on either side.
 */
export type WindowPopulation = Population | { readonly mode: 'nearby'; readonly windows: number };

/** How production is cut into windows. */
export interface WindowOptions {
  /** Length, in blocks, slots or the unit of `time`. */
  readonly size: number;
  /** Distance between starts: `size` (default) tumbles, less slides and shows crossings that fixed windows miss. */
  readonly step?: number;
  readonly unit: 'blocks' | 'slots' | 'time';
  readonly population?: WindowPopulation;
  /** Start of the first window, 0 by default. */
  readonly from?: number;
  /** End of the observation. By default the number of blocks, the last slot + 1, or the last time. */
  readonly until?: number;
  readonly producers?: Iterable<string>;
}

/** Blocks from `start` (included) to `end` (excluded), in the unit of the series. */
export interface ProductionWindow {
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly blocks: number;
  /** Blocks by producer, with zeros for the other members of the population. */
  readonly counts: Weights;
  /** What to hand to a metric with these counts. */
  readonly population: Population;
}

/** Windows in order of time, and by what convention they were cut. */
export interface WindowSeries {
  readonly unit: 'blocks' | 'slots' | 'time';
  readonly size: number;
  readonly step: number;
  readonly windows: readonly ProductionWindow[];
  readonly convention: string;
}

/** Cuts production into full windows; a rest shorter than `size` is left out. Throws for a size or step not above 0. */
export function windowed(events: Iterable<ProductionEvent>, options: WindowOptions): WindowSeries {
  const { size, step = size, unit, from = 0, population = ACTIVE } = options;
  if (!(size > 0 && size < Infinity && step > 0 && step < Infinity))
    throw new RangeError(`window size is ${size} and step ${step}: expected positive numbers`);
  const placed = Array.from(events, (event, i) => ({ event, at: positionOf(event, i, unit) }));
  const until = options.until ?? endOf(placed, unit);
  const length = until - from < size ? 0 : Math.floor((until - from - size) / step) + 1;
  const counts = Array.from({ length }, () => new Map<string, number>());
  for (const { event, at } of placed) {
    if (at < from || at >= until) continue;
    for (let index = Math.min(length - 1, Math.floor((at - from) / step)); index >= 0; index--) {
      if (at >= from + index * step + size) break;
      const window = counts[index]!;
      window.set(event.producer, (window.get(event.producer) ?? 0) + countOf(event));
    }
  }
  const members = membersOf(counts, population, options.producers);
  return {
    unit,
    size,
    step,
    windows: counts.map((seen, index) => ({
      index,
      start: from + index * step,
      end: from + index * step + size,
      blocks: [...seen.values()].reduce((sum, count) => sum + count, 0),
      counts: withZeros(seen, members(index)),
      population: population.mode === 'nearby' ? GIVEN : population,
    })),
    convention:
      `full windows of ${size} ${unit} every ${step}, start included, end excluded; ` +
      `population ${describeMembers(population)}`,
  };
}

function positionOf(event: ProductionEvent, index: number, unit: WindowOptions['unit']): number {
  if (unit === 'blocks' && countOf(event) !== 1)
    throw new RangeError(
      `event ${index} of ${event.producer} counts ${event.count} blocks: expected 1 in windows of blocks`,
    );
  if (unit === 'blocks') return index;
  const at = unit === 'slots' ? event.slot : event.time;
  if (at === undefined || !Number.isFinite(at))
    throw new RangeError(`event ${index} of ${event.producer} has ${unit === 'slots' ? 'slot' : 'time'} ${at}`);
  return at;
}

function countOf({ count = 1, producer }: ProductionEvent): number {
  if (!Number.isSafeInteger(count) || count < 0)
    throw new RangeError(`count of producer ${JSON.stringify(producer)} is ${count}: expected an integer not below 0`);
  return count;
}

function endOf(placed: readonly { at: number }[], unit: WindowOptions['unit']): number {
  if (unit === 'blocks') return placed.length;
  const last = placed.reduce((most, { at }) => Math.max(most, at), -Infinity);
  return unit === 'slots' ? last + 1 : last;
}

/** Silent members of a window, by its index. */
function membersOf(
  counts: readonly ReadonlyMap<string, number>[],
  population: WindowPopulation,
  producers: Iterable<string> | undefined,
): (index: number) => Iterable<string> {
  if (population.mode === 'given') {
    const all = new Set(producers ?? counts.flatMap((window) => [...window.keys()]));
    return () => all;
  }
  if (population.mode === 'nearby') {
    const reach = population.windows;
    if (!Number.isSafeInteger(reach) || reach < 0)
      throw new RangeError(`population windows is ${reach}: expected an integer not below 0`);
    return (index) =>
      counts.slice(Math.max(0, index - reach), index + reach + 1).flatMap((window) => [...window.keys()]);
  }
  return () => [];
}

function withZeros(seen: ReadonlyMap<string, number>, members: Iterable<string>): Map<string, number> {
  const counts = new Map(seen);
  for (const producer of members) if (!counts.has(producer)) counts.set(producer, 0);
  return counts;
}

function describeMembers(population: WindowPopulation): string {
  switch (population.mode) {
    case 'active':
      return 'those with a block in the window';
    case 'given':
      return 'all listed or seen in the series';
    case 'size':
      return `${population.size} registered`;
    case 'nearby':
      return `those with a block within ${population.windows} windows on either side`;
  }
}
