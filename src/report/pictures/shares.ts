/** Who made the blocks in the course of one run: stacked shares of the ten with the most, window by window. */
import * as Plot from '@observablehq/plot';
import { ticks as linearTicks } from 'd3-array';
import type { RunRecord } from '../../runner/record.js';
import type { Evidence, Group } from '../evidence.js';
import { formatShare } from '../format.js';
import { html, printable } from '../markup.js';
import type { Content, Markup } from '../markup.js';
import { axisBelow, axisLeft } from './axes.js';
import { draw } from './canvas.js';
import { figureOf, named } from './figure.js';

/** Neighbours in the stack differ in strength; one colour, for the order says who is who. */
const STRENGTHS = [0.95, 0.6] as const;

interface Slice {
  readonly rank: number;
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
  readonly title: string;
}

/** One rectangle for each producer and window, the producer with the most blocks in the whole run at the foot. */
export function slicesOf({ windows, topProducers = [] }: RunRecord): Slice[] {
  return windows.flatMap(({ from, to, top = [], blocks = 0 }) => {
    let low = 0;
    if (blocks === 0) return [];
    return top.map((count, rank) => {
      const high = low + count / blocks;
      const title = printable(`${topProducers[rank]}: ${formatShare(count / blocks)} of blocks ${from} to ${to}`);
      const slice = { rank, from: from - 1, to, low, high, title };
      low = high;
      return slice;
    });
  });
}

function chart(group: Group): Content {
  const [record] = group.records;
  const slices = slicesOf(record!);
  const last = record!.windows.at(-1);
  if (!last || record!.windows.length < 2 || slices.length === 0) {
    return html`<p class="note">Fewer than two full windows of blocks.</p>`;
  }
  const [lead] = record!.topProducers ?? [];
  return draw(
    {
      title: `${group.protocol}: shares of the ten producers with the most blocks, window by window`,
      description: `${lead} has the most blocks of the run; in the last window the ten have ${formatShare(
        Math.max(...slices.filter(({ to }) => to === last.to).map(({ high }) => high)),
      )}.`,
    },
    {
      width: 256,
      height: 170,
      marginLeft: 42,
      marginRight: 10,
      marginTop: 10,
      marginBottom: 36,
      x: { domain: [0, last.to], label: null },
      y: { domain: [0, 1], label: null },
      marks: [
        ...axisLeft([0, 0.25, 0.5, 0.75, 1], 'share'),
        axisBelow(linearTicks(0, last.to, 4), 'number', { label: 'canonical block →', labelOffset: 33 }),
        Plot.rect(slices, {
          x1: 'from',
          x2: 'to',
          y1: 'low',
          y2: 'high',
          fill: group.colour,
          fillOpacity: (slice: Slice) => STRENGTHS[slice.rank % 2]! * (1 - 0.055 * slice.rank),
          title: 'title',
        }),
        Plot.ruleY([0.5], { stroke: 'currentColor', strokeDasharray: '4 3', strokeWidth: 1.2 }),
      ],
    },
  );
}

export function sharesFigure({ shown }: Evidence): Markup | undefined {
  if (!shown.some(({ records }) => (records[0]?.windows.length ?? 0) >= 2)) return undefined;
  return figureOf({
    id: 'shares-over-time',
    title: 'Who makes the blocks in the course of a run',
    reading: html`The first run of each protocol. Each column is a window of canonical blocks, each layer one producer,
    the one with the most blocks of the run at the foot; ten are drawn, and what is left empty belongs to all others.
    Above the dashed line a coalition of the layers below it has more than half.`,
    panels: shown.map((group) => ({ title: named(group), chart: chart(group) })),
    size: 'small',
  });
}
