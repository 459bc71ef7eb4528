/** How concentration moves in the course of a run: metrics over windows of canonical blocks. */
import * as Plot from '@observablehq/plot';
import { extent, max, mean, nice, quantile, ticks as linearTicks } from 'd3-array';
import type { Evidence, Group } from '../evidence.js';
import { formatNumber, formatValue } from '../format.js';
import { html } from '../markup.js';
import type { Content } from '../markup.js';
import { measureOf } from '../measures.js';
import type { Measure } from '../measures.js';
import { axisBelow, axisLeft } from './axes.js';
import { draw } from './canvas.js';
import { figureOf, named, sample, sizeFor } from './figure.js';

const COLUMNS: readonly string[] = ['effective_producers', 'gini'];

interface Window {
  /** Height at which the window ends. */
  readonly to: number;
  readonly mean: number;
  /** Middle 95 % of the runs. */
  readonly low: number;
  readonly high: number;
}

/** Windows that end at the same height, over the runs of a group; windows without a value are left out. */
export function windowsOf(group: Group, column: string): Window[] {
  const byEnd = new Map<number, number[]>();
  for (const record of group.records) {
    for (const { to, metrics } of record.windows) {
      const value = metrics[column];
      if (typeof value === 'number') byEnd.set(to, [...(byEnd.get(to) ?? []), value]);
    }
  }
  return [...byEnd]
    .sort(([a], [b]) => a - b)
    .map(([to, values]) => ({
      to,
      mean: mean(values)!,
      low: quantile(values, 0.025)!,
      high: quantile(values, 0.975)!,
    }));
}

interface Series {
  readonly group: Group;
  readonly windows: readonly Window[];
  readonly weights: number | null;
}

/** One frame for all protocols: from 0, so that a change is as large as it looks. */
function frameOf(all: readonly Series[]): { readonly across: readonly [number, number]; readonly high: number } {
  const [start = 0, end = 1] = extent(all.flatMap((one) => one.windows.map((window) => window.to)));
  const high = max(all, (one) => Math.max(one.weights ?? 0, ...one.windows.map((window) => window.high)));
  return { across: [start, end], high: nice(0, high || 1, 4)[1] };
}

function chart(series: Series, all: readonly Series[], measure: Measure, width: number): Content {
  const { group, windows, weights } = series;
  if (windows.length < 2) return html`<p class="note">Fewer than two full windows of blocks.</p>`;
  const { across, high } = frameOf(all);
  const [first, last] = [windows[0]!, windows.at(-1)!];
  const at = (window: Window) => `${formatNumber(window.mean)} in the window that ends at block ${window.to}`;
  const path = { x: 'to', y: 'mean' };
  return draw(
    {
      title: `${group.protocol}: ${measure.title} over windows of blocks`,
      description: `${at(first)}, ${at(last)}, mean over runs.`,
    },
    {
      width,
      height: Math.round(60 + 0.46 * width),
      marginLeft: 34,
      marginRight: 12,
      marginTop: 10,
      marginBottom: 36,
      x: { domain: [...across], label: null },
      y: { domain: [0, high], label: null },
      marks: [
        ...axisLeft(linearTicks(0, high, 4), measure.unit),
        axisBelow(linearTicks(...across, 4), 'number', { label: 'canonical block →', labelOffset: 33 }),
        ...all
          .filter((one) => one !== series)
          .map((one) =>
            Plot.line(one.windows, { ...path, stroke: 'var(--muted)', strokeWidth: 0.8, strokeOpacity: 0.55 }),
          ),
        ...(weights === null
          ? []
          : [Plot.ruleY([weights], { stroke: 'currentColor', strokeDasharray: '4 3', strokeWidth: 1.2 })]),
        Plot.areaY(windows, { x: 'to', y1: 'low', y2: 'high', fill: group.colour, fillOpacity: 0.2 }),
        Plot.line(windows, { ...path, stroke: group.colour, strokeWidth: 2.2 }),
      ],
    },
  );
}

function row(evidence: Evidence, column: string, first: boolean): Content {
  const measure = measureOf(column);
  const all = evidence.pictured.map((group) => ({
    group,
    windows: windowsOf(group, column),
    weights: evidence.row(group, column)?.weights ?? null,
  }));
  if (!all.some(({ windows }) => windows.length >= 2)) return undefined;
  const { size, width } = sizeFor(all.length, 'small');
  const held = [
    ...new Set(all.flatMap(({ weights }) => (weights === null ? [] : [formatValue(weights, measure.unit)]))),
  ];
  return figureOf({
    id: `over-time-${column.replaceAll('_', '-')}`,
    title: `${measure.title} in the course of a run`,
    reading: first
      ? html`Each point is one window of canonical blocks, at the block where the window ends; the line is the mean over
        runs, the band the middle 95 % of the runs, and the thin grey lines are the other protocols. A window holds
        fewer blocks than the run and so looks more concentrated by luck alone: watch the trend, not the distance from
        the weights.`
      : `Read as the picture above: ${measure.reading}.`,
    key: html`<ul class="key">
      <li>${sample('range', 'mean over runs')}</li>
      <li>${sample('band', 'middle 95 % of runs')}</li>
      <li>${sample('dashed', `the weights themselves${held.length > 0 ? `: ${held.join(', ')}` : ''}`)}</li>
    </ul>`,
    panels: all.map((series) => ({ title: named(series.group), chart: chart(series, all, measure, width) })),
    size,
  });
}

export function windowFigures(evidence: Evidence): Content {
  return html`${COLUMNS.map((column, i) => row(evidence, column, i === 0))}`;
}
