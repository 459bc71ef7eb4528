/** The values of a range: plain numbers, or numbers with the same unit at both ends. */
import type { Axis } from './sections/sweep.js';
import { shown } from './wording.js';

type Range = Exclude<Axis, readonly unknown[]>;

export const MOST_VALUES = 10_000;
/** Significant digits kept, so that 0.1 + 2 · 0.1 reads 0.3 and a variant's name is its value. */
const DIGITS = 12;

interface Quantity {
  readonly number: number;
  /** Empty for a plain number. */
  readonly unit: string;
}

/**
 * Values `from + i · step`, or `points` values from `from` to `to`.
 * @returns the values, or what is wrong with the range
 */
export function rangeValues(range: Range): readonly unknown[] | string {
  const from = quantity(range.from);
  const to = quantity(range.to);
  const step = 'step' in range ? quantity(range.step) : from;
  for (const [key, found] of [
    ['from', from],
    ['to', to],
    ['step', step],
  ] as const) {
    if (!found) return `expected ${key} to be a number, or a number with a unit, found ${shown(valueOf(range, key))}`;
    if (found.unit !== from!.unit) {
      return `expected the same unit in from, to and step, found ${shown(range.from)} and ${shown(valueOf(range, key))}`;
    }
  }
  const numbers = 'step' in range ? stepped(from!.number, to!.number, step!.number) : spread(range, from!, to!);
  if (typeof numbers === 'string') return numbers;
  const { unit } = from!;
  return numbers.map((number) => {
    const rounded = Number(number.toPrecision(DIGITS));
    return unit === '' ? rounded : `${rounded} ${unit}`;
  });
}

function valueOf(range: Range, key: 'from' | 'to' | 'step'): unknown {
  return (range as Readonly<Record<string, unknown>>)[key];
}

function quantity(written: number | string): Quantity | undefined {
  if (typeof written === 'number') return { number: written, unit: '' };
  const match = /^(-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?) ?([a-zA-Zµ][a-zA-Zµ/ ]*)$/.exec(written);
  return match ? { number: Number(match[1]), unit: match[2]! } : undefined;
}

function stepped(from: number, to: number, step: number): readonly number[] | string {
  if (!(step > 0)) return `expected step to be above 0, found ${step}`;
  if (to < from) return `expected to to be at least from, ${from}, found ${to}`;
  // A step that rounding leaves a hair short of the end still counts.
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  if (count > MOST_VALUES) return `expected at most ${MOST_VALUES} values, found ${count}`;
  return Array.from({ length: count }, (_, at) => from + at * step);
}

function spread(range: Range, from: Quantity, to: Quantity): readonly number[] | string {
  if (!('points' in range)) return 'expected step or points';
  const { points, scale } = range;
  if (points > MOST_VALUES) return `expected at most ${MOST_VALUES} values, found ${points}`;
  const [a, b] = [from.number, to.number];
  if (scale === 'log' && !(a > 0 && b > 0)) return `expected from and to above 0 on a log scale, found ${a} and ${b}`;
  const last = points - 1;
  const between = (at: number) =>
    scale === 'log' ? a * Math.exp((at / last) * Math.log(b / a)) : a + (at * (b - a)) / last;
  return Array.from({ length: points }, (_, at) => (at === last ? b : between(at)));
}
