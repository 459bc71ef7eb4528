/** Who made the blocks in the course of one run: stacked shares of the ten with the most, window by window. */
import * as Plot from '@observablehq/plot';
import { max, sum, ticks as linearTicks } from 'd3-array';
import type { RunRecord, WindowRow } from '../../runner/record.js';
import type { Evidence, Group } from '../evidence.js';
import { formatShare, shortened } from '../format.js';
import { html, printable } from '../markup.js';
import type { Content, Markup } from '../markup.js';
import { axisBelow, axisLeft } from './axes.js';
import { draw } from './canvas.js';
import { endLabels, type EndLabel } from './end-labels.js';
import { figureOf, named, sizeFor } from './figure.js';

/** Neighbours in the stack differ in strength; one colour, for the order says who is who. */
const STRENGTHS = [0.95, 0.6] as const;
/** Windows beside each other. */
const MOST_COLUMNS = 40;
/** A layer of less than this is not named, and a longer name is cut. */
const LEAST_NAMED = 0.06;
const LONGEST_NAME = 14;

interface Slice {
  readonly rank: number;
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
  readonly title: string;
}

/** Neighbouring windows put together where there are more than a picture can show. */
function merged(windows: RunRecord['windows']): Pick<WindowRow, 'from' | 'to' | 'top' | 'blocks'>[] {
  const many = Math.ceil(windows.length / MOST_COLUMNS);
  return Array.from({ length: Math.ceil(windows.length / many) || 0 }, (_, i) => {
    const some = windows.slice(i * many, (i + 1) * many);
    const ranks = some[0]!.top?.map((__, rank) => sum(some, ({ top }) => top![rank]));
    return {
      from: some[0]!.from,
      to: some.at(-1)!.to,
      blocks: sum(some, ({ blocks = 0 }) => blocks),
      ...(ranks && { top: ranks }),
    };
  });
}

/** One rectangle for each producer and window, the producer with the most blocks in the whole run at the foot. */
export function slicesOf({ windows, topProducers = [] }: RunRecord): Slice[] {
  return merged(windows).flatMap(({ from, to, top = [], blocks = 0 }) => {
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

/** What each of them is due by its weight, as the column before the first window. */
function dueSlices({ producers, topProducers = [] }: RunRecord, [from, to]: readonly [number, number]): Slice[] {
  const held = sum(producers, ({ weight }) => weight);
  const weightOf = new Map(producers.map(({ producer, weight }) => [producer, weight]));
  let low = 0;
  return topProducers.map((producer, rank) => {
    const weight = weightOf.get(producer);
    const high = low + (held > 0 ? (weight ?? 0) / held : 0);
    const slice = {
      rank,
      from,
      to,
      low,
      high,
      title: printable(
        weight === undefined
          ? `${producer}: one of those that stand in groups`
          : `${producer}: ${formatShare(high - low)} of the weight`,
      ),
    };
    low = high;
    return slice;
  });
}

/** Names of the layers at the end of the run that are high enough for one, and of all that are not drawn. */
function layerLabels({ topProducers = [] }: RunRecord, last: readonly Slice[]): EndLabel[] {
  const named = last
    .filter(({ low, high }) => high - low >= LEAST_NAMED)
    .map(({ rank, low, high }) => ({ text: topProducers[rank]!, value: (low + high) / 2 }));
  const drawn = last.at(-1)?.high ?? 1;
  if (1 - drawn >= LEAST_NAMED) named.push({ text: 'all others', value: (1 + drawn) / 2 });
  return named.map(({ text, value }) => ({
    text: shortened(printable(text), LONGEST_NAME),
    value,
    colour: 'var(--muted)',
  }));
}

function chart(group: Group, width: number): Content {
  const record = group.records[0]!;
  const slices = slicesOf(record);
  const last = record.windows.at(-1);
  if (!last || record.windows.length < 2 || slices.length === 0) {
    return html`<p class="note">Fewer than two full windows of blocks.</p>`;
  }
  const ending = slices.filter(({ to }) => to === last.to);
  const labels = layerLabels(record, ending);
  const longest = max(labels, ({ text }) => text.length) ?? 0;
  const frame = {
    range: { type: 'linear', domain: [0, 1] },
    height: Math.round(60 + 0.46 * width),
    marginTop: 10,
    marginBottom: 36,
  } as const;
  const due = [-0.1 * last.to, -0.035 * last.to] as const;
  const [lead] = record.topProducers ?? [];
  return draw(
    {
      title: `${group.protocol}: shares of the ten producers with the most blocks, window by window`,
      description: `${lead} has the most blocks of the run; in the last window the ten have ${formatShare(
        max(ending, ({ high }) => high) ?? 0,
      )}.`,
    },
    {
      width,
      height: frame.height,
      marginLeft: 42,
      marginRight: 12 + 6 * longest,
      marginTop: frame.marginTop,
      marginBottom: frame.marginBottom,
      x: { domain: [due[0], last.to], label: null },
      y: { domain: [0, 1], label: null },
      marks: [
        ...axisLeft([0, 0.25, 0.5, 0.75, 1], 'share'),
        axisBelow(linearTicks(0, last.to, 3), 'number', {
          label: 'canonical block →',
          labelOffset: 33,
          labelAnchor: 'center',
        }),
        Plot.rect([...dueSlices(record, due), ...slices], {
          x1: 'from',
          x2: 'to',
          y1: 'low',
          y2: 'high',
          fill: group.colour,
          fillOpacity: (slice: Slice) => STRENGTHS[slice.rank % 2]! * (1 - 0.055 * slice.rank),
          title: 'title',
        }),
        Plot.ruleY([0.5], { stroke: 'currentColor', strokeDasharray: '4 3', strokeWidth: 1.2 }),
        ...endLabels(labels, frame),
      ],
    },
  );
}

export function sharesFigure({ pictured }: Evidence): Markup | undefined {
  if (!pictured.some(({ records }) => (records[0]?.windows.length ?? 0) >= 2)) return undefined;
  const { size, width } = sizeFor(pictured.length, 'medium');
  return figureOf({
    id: 'shares-over-time',
    title: 'Who makes the blocks in the course of a run',
    reading: html`The first run of each. Each column is a window of canonical blocks, or several where they are many,
    each layer one producer, the one with the most blocks of the run at the foot; ten are drawn, and what is left empty
    belongs to all others. The narrow column on the left is what the same ten are due by their weight at the start.
    Below the dashed line is half of all blocks. Point at a layer to read whose it is.`,
    panels: pictured.map((group) => ({ title: named(group), chart: chart(group, width) })),
    size,
  });
}
