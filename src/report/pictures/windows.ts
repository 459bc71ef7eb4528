/** How concentration moves in the course of a run: metrics over windows of canonical blocks. */
import * as Plot from '@observablehq/plot';
import { extent, mean, quantile } from 'd3-array';
import type { Evidence, Group } from '../evidence.js';
import { formatNumber, formatValue } from '../format.js';
import { html } from '../markup.js';
import type { Content, Markup } from '../markup.js';
import { measureOf } from '../measures.js';
import type { Measure } from '../measures.js';
import { draw } from './canvas.js';
import { figureOf, named, sample } from './figure.js';

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

function chart(series: Series, all: readonly Series[], measure: Measure): Content {
  const { group, windows, weights } = series;
  if (windows.length < 2) return html`<p class="note">Fewer than two full windows of blocks.</p>`;
  const [low = 0, high = 1] = extent(
    all.flatMap((one) => [...one.windows.flatMap((w) => [w.low, w.high]), one.weights ?? NaN]),
  );
  const [start = 0, end = 1] = extent(all.flatMap((one) => one.windows.map((w) => w.to)));
  const line = (windowsOfOne: readonly Window[], style: Plot.LineOptions) =>
    Plot.line(windowsOfOne, { x: 'to', y: 'mean', ...style });
  return draw(
    {
      title: `${group.protocol}: ${measure.title} over windows of blocks`,
      description: `From ${formatNumber(windows[0]!.mean)} in the window ending at block ${windows[0]!.to} to ${formatNumber(windows.at(-1)!.mean)} at block ${windows.at(-1)!.to}, mean over runs.`,
    },
    {
      width: 270,
      height: 180,
      marginLeft: 34,
      marginRight: 12,
      marginTop: 10,
      marginBottom: 34,
      x: { domain: [start, end], label: null },
      y: { domain: [Math.min(low, measure.column === 'gini' ? 1 : 0), high], nice: true, zero: true, label: null },
      marks: [
        Plot.gridY({ stroke: 'var(--grid)', strokeOpacity: 1, ticks: 4 }),
        Plot.axisY({ ticks: 4, tickSize: 0, tickFormat: (value: number) => formatNumber(value), label: null }),
        Plot.axisX({
          ticks: 4,
          tickSize: 4,
          tickFormat: (value: number) => formatNumber(value),
          label: 'canonical block →',
        }),
        ...all
          .filter((one) => one !== series)
          .map((one) => line(one.windows, { stroke: 'var(--muted)', strokeWidth: 0.8, strokeOpacity: 0.5 })),
        ...(weights === null
          ? []
          : [Plot.ruleY([weights], { stroke: 'currentColor', strokeDasharray: '4 3', strokeWidth: 1.2 })]),
        Plot.areaY(windows, { x: 'to', y1: 'low', y2: 'high', fill: group.colour, fillOpacity: 0.2 }),
        line(windows, { stroke: group.colour, strokeWidth: 2.2 }),
      ],
    },
  );
}

function row(evidence: Evidence, column: string): Markup {
  const measure = measureOf(column);
  const all = evidence.shown.map((group) => ({
    group,
    windows: windowsOf(group, column),
    weights: evidence.row(group, column)?.weights ?? null,
  }));
  return figureOf({
    id: `over-time-${column.replaceAll('_', '-')}`,
    title: `${measure.title} in the course of a run`,
    reading: html`Each point is one window of canonical blocks, at the block where the window ends; the line is the mean
    over runs, the band the middle 95 % of the runs, and the thin grey lines are the other protocols. A window holds
    fewer blocks than the run and so looks more concentrated by luck alone: watch the trend, not the distance from the
    weights${all.some(({ weights }) => weights !== null) && html` (dashed, ${[...new Set(all.map(({ weights }) => formatValue(weights, measure.unit)))].join(', ')})`}.`,
    key: html`<ul class="key">
      <li>${sample('range', 'mean over runs')}</li>
      <li>${sample('band', 'middle 95 % of runs')}</li>
      <li>${sample('dashed', 'the weights themselves')}</li>
    </ul>`,
    panels: all.map((series) => ({ title: named(series.group), chart: chart(series, all, measure) })),
    size: 'small',
  });
}

export function windowFigures(evidence: Evidence): Markup {
  return html`${COLUMNS.map((column) => row(evidence, column))}`;
}
