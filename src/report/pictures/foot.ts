/** The axis of a sweep below a chart. */
import * as Plot from '@observablehq/plot';
import { shortened } from '../format.js';
import { printable } from '../markup.js';
import { axisBelow, ticksOf } from './axes.js';
import type { SweepAxis } from './points.js';

/** Whether values in ascending order are far enough from each other on their axis to be written below it. */
function standApart(values: readonly number[], type: 'linear' | 'log'): boolean {
  const places = type === 'log' ? values.map((value) => Math.log(value)) : values;
  const span = places.at(-1)! - places[0]!;
  return places.every((place, i) => i === 0 || place - places[i - 1]! >= 0.12 * span);
}

/** The swept value along the foot: a number line where the values are numbers, else the values side by side. */
export function alongFoot(
  axis: SweepAxis,
  points: readonly { readonly x: number | string }[],
): { readonly scale: Plot.ScaleOptions; readonly mark: Plot.Markish } {
  const label = `${shortened(printable(axis.key), 34)}${axis.unit ? ` (${axis.unit})` : ''} →`;
  if (!axis.numeric) {
    const scale = { type: 'point', domain: axis.values.map(printable), label: null, padding: 0.3 } as const;
    return {
      scale,
      mark: Plot.axisX({ tickSize: 4, tickFormat: (value: string) => shortened(value, 10), label, labelOffset: 33 }),
    };
  }
  const swept = [...new Set(points.map(({ x }) => Number(x)))].sort((a, b) => a - b);
  const domain = [swept[0]!, swept.at(-1)!] as const;
  const type = domain[0] > 0 && domain[1] / domain[0] >= 30 ? 'log' : 'linear';
  const ticks = standApart(swept, type) ? swept : ticksOf({ type, domain }, 'number', 5);
  const scale: Plot.ScaleOptions = {
    type,
    domain: swept.length > 1 ? [...domain] : [domain[0] - 1, domain[0] + 1],
    label: null,
    inset: 6,
  };
  return { scale, mark: axisBelow(ticks, 'number', { label, labelOffset: 33 }) };
}
