/** The axis of a sweep over numbers, below a chart. */
import type * as Plot from '@observablehq/plot';
import { shortened } from '../format.js';
import { printable } from '../markup.js';
import { wordsOfKey } from '../point-names.js';
import { IN_SECONDS, type SweepAxis } from '../points.js';
import { axisBelow, ticksOf } from './axes.js';

/** Whether values in ascending order are far enough from each other on their axis to be written below it. */
function standApart(values: readonly number[], type: 'linear' | 'log'): boolean {
  const places = type === 'log' ? values.map((value) => Math.log(value)) : values;
  const span = places.at(-1)! - places[0]!;
  return places.every((place, i) => i === 0 || place - places[i - 1]! >= 0.12 * span);
}

export function alongFoot(
  axis: SweepAxis,
  points: readonly { readonly x: number }[],
): { readonly scale: Plot.ScaleOptions; readonly mark: Plot.Markish } {
  const unit = axis.unit === IN_SECONDS ? 'seconds' : 'number';
  const written = axis.unit && unit === 'number' ? ` (${axis.unit})` : '';
  const label = `${shortened(printable(wordsOfKey(axis.key)), 34)}${written} →`;
  const swept = [...new Set(points.map(({ x }) => x))].sort((a, b) => a - b);
  const domain = [swept[0]!, swept.at(-1)!] as const;
  const type = domain[0] > 0 && domain[1] / domain[0] >= 30 ? 'log' : 'linear';
  const ticks = standApart(swept, type) ? swept : ticksOf({ type, domain }, unit, 5);
  const scale: Plot.ScaleOptions = {
    type,
    domain: swept.length > 1 ? [...domain] : [domain[0] - 1, domain[0] + 1],
    label: null,
    inset: 6,
  };
  return { scale, mark: axisBelow(ticks, unit, { label, labelOffset: 33, labelAnchor: 'center' }) };
}
