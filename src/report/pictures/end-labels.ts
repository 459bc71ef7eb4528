/** Names at the right ends of curves, moved apart where they would touch. */
import * as Plot from '@observablehq/plot';
import type { Range } from './axes.js';

export interface EndLabel {
  readonly text: string;
  readonly colour: string;
  /** Where the curve ends. */
  readonly value: number;
}

/** Pixels between two names. */
const LINE = 13;

export interface Frame {
  readonly range: Range;
  readonly height: number;
  readonly marginTop: number;
  readonly marginBottom: number;
}

/** Heights of the names in pixels from the top of the chart, as near to their curves as they can stand without touching. */
export function placesOf(labels: readonly EndLabel[], frame: Frame): number[] {
  const { range, height, marginTop, marginBottom } = frame;
  const { type, domain } = range;
  const along = (value: number) => (type === 'log' ? Math.log(Math.max(value, domain[0])) : value);
  const [low, high] = [along(domain[0]), along(domain[1])];
  const bottom = height - marginBottom;
  const order = labels
    .map(({ value }, i) => ({ i, y: bottom - ((along(value) - low) / (high - low)) * (bottom - marginTop) }))
    .sort((a, b) => a.y - b.y);
  // Down from the top, then up from the bottom: no name leaves the frame while there is room.
  order.forEach((label, k) => (label.y = Math.max(label.y, k === 0 ? marginTop : order[k - 1]!.y + LINE)));
  order.toReversed().forEach((label, k, up) => (label.y = Math.min(label.y, k === 0 ? bottom : up[k - 1]!.y - LINE)));
  const places = new Array<number>(labels.length);
  for (const { i, y } of order) places[i] = y;
  return places;
}

export function endLabels(labels: readonly EndLabel[], frame: Frame): Plot.Markish[] {
  const { height, marginTop, marginBottom } = frame;
  const middle = (marginTop + height - marginBottom) / 2;
  return placesOf(labels, frame).map((y, i) =>
    Plot.text([labels[i]!], {
      text: 'text',
      frameAnchor: 'right',
      textAnchor: 'start',
      dx: 8,
      dy: y - middle,
      fill: labels[i]!.colour,
      fontWeight: 600,
    }),
  );
}
