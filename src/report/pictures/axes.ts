/** Axes in the reader's units: round seconds, minutes and hours, percentages, no zeros that carry nothing. */
import * as Plot from '@observablehq/plot';
import { extent, range, ticks as linearTicks } from 'd3-array';
import { formatTick } from '../format.js';
import type { Unit } from '../format.js';

/** Seconds that people have words for, about ten times apart, and the ones between. */
const ROUND_SECONDS: readonly number[] = [
  1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10, 60, 600, 3600, 36_000, 86_400, 864_000, 8_640_000,
];
const FINE_SECONDS: readonly number[] = [1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1]
  .flatMap((power) => [power, 2 * power, 5 * power])
  .concat(10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 18_000, 36_000, 86_400, 172_800, 432_000, 864_000);

/** Steps between round durations; below and beyond they are decimal. */
const STEPS_S: readonly number[] = [
  0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 432_000,
  864_000, 1_728_000, 4_320_000, 8_640_000,
];

export interface Range {
  readonly type: 'linear' | 'log';
  readonly domain: readonly [number, number];
}

/**
 * Room for all values. Durations that span a factor of thirty, and anything that spans a thousand, stand on a
 * logarithmic axis; a linear one starts at 0 unless that would squeeze the values into the upper half.
 */
export function rangeOf(values: readonly number[], unit: Unit): Range {
  const [low = 0, high = 1] = extent(values);
  if (low > 0 && high / low > (unit === 'seconds' ? 30 : 1000)) return { type: 'log', domain: [low / 1.3, high * 1.3] };
  const room = high > low ? 0.06 * (high - low) : Math.abs(high) * 0.1 || (unit === 'share' ? 0.01 : 1);
  const start = low >= 0 && low < 0.5 * high ? 0 : low - room;
  const end = unit === 'share' && high <= 1 ? Math.min(1, high + room) : high + room;
  return { type: 'linear', domain: [low >= 0 ? Math.max(0, start) : start, end] };
}

function decades([low, high]: readonly [number, number]): number[] {
  const found: number[] = [];
  for (let exponent = Math.ceil(Math.log10(low)); exponent <= Math.log10(high) + 1e-9; exponent++) {
    found.push(Number(`1e${exponent}`));
  }
  return found;
}

function thinned(ticks: readonly number[], most: number): number[] {
  const step = Math.ceil(ticks.length / most);
  return ticks.filter((_, i) => i % step === 0);
}

/** Round values inside a range, about `count` of them; durations stop at seconds, minutes, hours and days. */
export function ticksOf({ type, domain }: Range, unit: Unit, count: number): number[] {
  const [low, high] = domain;
  if (type === 'linear') {
    const step = unit === 'seconds' ? STEPS_S.find((each) => (high - low) / each <= count) : undefined;
    if (step === undefined || step < 1) return linearTicks(low, high, count);
    return range(Math.ceil(low / step) * step, high + step / 1e6, step);
  }
  const inside = (ticks: readonly number[]) => ticks.filter((tick) => tick >= low && tick <= high);
  const between = () => decades([low / 10, high]).flatMap((power) => [power, 2 * power, 5 * power]);
  const fine = inside(unit === 'seconds' ? FINE_SECONDS : between().map((tick) => Number(tick.toPrecision(1))));
  if (fine.length <= count + 1) return fine;
  const coarse = inside(unit === 'seconds' ? ROUND_SECONDS : decades(domain));
  return coarse.length >= 2 ? thinned(coarse, count + 1) : thinned(fine, count + 1);
}

const UNITS_S: readonly (readonly [seconds: number, name: string])[] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
];

/** How the values of an axis are written: durations at equal distances all in one unit. */
export function tickText(ticks: readonly number[], unit: Unit): (value: number) => string {
  const step = ticks[1]! - ticks[0]!;
  const isEven =
    ticks.length > 2 && ticks.every((tick, i) => i === 0 || Math.abs(tick - ticks[i - 1]! - step) < 1e-6 * step);
  if (unit !== 'seconds' || !isEven || step < 1) return (value) => formatTick(value, unit);
  const [seconds, name] = UNITS_S.find(([each]) => (2 * step) % each === 0) ?? [1, 's'];
  return (value) => `${Number((value / seconds).toFixed(1))}\u202f${name}`;
}

/** Ticks with labels along the foot. The labels are given as text, for Plot leaves some out on logarithmic axes. */
export function axisBelow(ticks: readonly number[], unit: Unit, options: Plot.AxisXOptions = {}): Plot.Markish {
  return Plot.axisX(ticks, { tickSize: 4, text: tickText(ticks, unit), label: null, ...options });
}

/** Of a digit, and between two labels, in pixels. */
const [DIGIT, GAP] = [6.6, 12];

/** As many of the ticks, evenly, as have room for their labels side by side. */
export function withRoom(ticks: readonly number[], unit: Unit, width: number): number[] {
  if (ticks.length < 2) return [...ticks];
  const longest = Math.max(...ticks.map((tick) => tickText(ticks, unit)(tick).length));
  return thinned(ticks, Math.max(2, Math.floor(width / (DIGIT * longest + GAP))));
}

/** Labels on the left, with a rule across at each. */
export function axisLeft(ticks: readonly number[], unit: Unit, options: Plot.AxisYOptions = {}): Plot.Markish[] {
  return [
    Plot.ruleY(ticks, { stroke: 'var(--grid)' }),
    Plot.axisY(ticks, { tickSize: 0, text: tickText(ticks, unit), label: null, ...options }),
  ];
}
