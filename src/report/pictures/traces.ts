/** Panels along a sweep, one a column: curves where the axis is a number, else rows of dots. */
import * as Plot from '@observablehq/plot';
import type { SummaryRow } from '../aggregate.js';
import type { Evidence, Inked } from '../evidence.js';
import { formatValue } from '../format.js';
import type { Markup } from '../markup.js';
import { bounded, measureOf } from '../measures.js';
import type { Measure } from '../measures.js';
import { wordsOfValue } from '../point-names.js';
import type { SweepAxis } from '../points.js';
import type { Curve } from './along.js';
import { axisLeft, rangeOf, ticksOf } from './axes.js';
import { draw } from './canvas.js';
import type { Panel } from './figure.js';
import { alongFoot } from './foot.js';
import { rowsOfDots } from './rows.js';

export interface Point {
  readonly x: number;
  readonly value: string;
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
  /** What luck gives, and what a closed form says, where there is one. */
  readonly baseline: number | null;
  readonly theory: number | null;
}

export interface Trace {
  readonly ink: Inked;
  readonly points: readonly Point[];
}

function tracesOf(evidence: Evidence, curves: readonly Curve[], column: string): Trace[] {
  const measure = measureOf(column);
  const pointOf = (row: SummaryRow, mean: number) => ({
    mean,
    low: row.ciLow === null ? null : bounded(row.ciLow, measure),
    high: row.ciHigh === null ? null : bounded(row.ciHigh, measure),
    baseline: row.baseline,
  });
  return curves.flatMap(({ ink, places }) => {
    const points = places.flatMap(({ group, x, value }): Point[] => {
      const row = evidence.row(group, column);
      if (typeof row?.mean !== 'number') return [];
      return [{ x, value, ...pointOf(row, row.mean), theory: evidence.row(group, `theory_${column}`)?.mean ?? null }];
    });
    return points.length > 0 ? [{ ink, points }] : [];
  });
}

function traceMarks({ ink, points }: Trace, alone: boolean): Plot.Markish[] {
  const banded = points.filter((point) => point.low !== null && point.high !== null);
  const lucky = points.filter((point) => point.baseline !== null);
  const bars = alone
    ? Plot.areaY(banded, { x: 'x', y1: 'low', y2: 'high', fill: ink.colour, fillOpacity: 0.18 })
    : Plot.ruleX(banded, { x: 'x', y1: 'low', y2: 'high', stroke: ink.colour, strokeWidth: 1.4 });
  return [
    bars,
    Plot.line(lucky, { x: 'x', y: 'baseline', stroke: ink.colour, strokeWidth: 1, strokeDasharray: '3 3' }),
    Plot.line(points, {
      x: 'x',
      y: 'mean',
      stroke: ink.colour,
      strokeWidth: 2,
      ...(ink.dash === 'none' ? {} : { strokeDasharray: ink.dash }),
    }),
    Plot.dot(points, { x: 'x', y: 'mean', fill: ink.colour, r: 2.8, stroke: 'var(--paper)', strokeWidth: 0.8 }),
  ];
}

function curvesChart(traces: readonly Trace[], axis: SweepAxis, measure: Measure): Markup {
  const points = traces.flatMap((trace) => trace.points);
  const values = points.flatMap((point) => [point.mean, point.low, point.high, point.baseline]);
  const range = rangeOf(
    values.filter((value) => value !== null),
    measure.unit,
  );
  const foot = alongFoot(axis, points);
  return draw(
    { title: `${measure.title} along ${axis.key}`, description: traces.map(spokenOf(measure)).join(' ') },
    {
      width: 330,
      height: 236,
      marginLeft: 52,
      marginRight: 14,
      marginTop: 12,
      marginBottom: 40,
      x: foot.scale,
      y: { ...range, domain: [...range.domain], label: null },
      marks: [
        ...axisLeft(ticksOf(range, measure.unit, 5), measure.unit),
        foot.mark,
        ...traces.flatMap((trace) => traceMarks(trace, traces.length === 1)),
      ],
    },
  );
}

const spokenOf =
  ({ unit }: Measure) =>
  ({ ink, points }: Trace): string => {
    const at = ({ value, mean }: Point) => `${formatValue(mean, unit)} at ${value}`;
    return `${ink.protocol}: ${at(points[0]!)}, ${at(points.at(-1)!)}.`;
  };

/** Whether a column has one value wherever it has any, and luck no other. */
function isFlat(traces: readonly Trace[]): boolean {
  const points = traces.flatMap((trace) => trace.points);
  const first = points[0]!.mean;
  const isFirst = (value: number | null) => value === null || Math.abs(value - first) <= 1e-9 * Math.abs(first);
  return points.every(({ mean, low, high, baseline }) => [mean, low, high, baseline].every(isFirst));
}

function panelOf(column: string, traces: readonly Trace[], axis: SweepAxis): Panel {
  const measure = measureOf(column);
  const values = axis.values.map((value) => wordsOfValue(axis.key, value));
  return {
    title: measure.title,
    note: measure.reading,
    chart: axis.numeric
      ? curvesChart(traces, axis, measure)
      : rowsOfDots(traces, { values, measure, spoken: traces.map(spokenOf(measure)).join(' ') }),
  };
}

export interface Pictured {
  readonly panels: readonly Panel[];
  /** Columns without a value anywhere. */
  readonly empty: readonly string[];
  /** Columns with one value everywhere, and that value. */
  readonly flat: readonly (readonly [column: string, value: number])[];
  /** Whether some panel has a mark of theory. */
  readonly withTheory: boolean;
}

export function picturedAlong(
  evidence: Evidence,
  axis: SweepAxis,
  curves: readonly Curve[],
  columns: readonly string[],
): Pictured {
  const all = columns.map((column) => ({ column, traces: tracesOf(evidence, curves, column) }));
  const some = all.filter(({ traces }) => traces.length > 0);
  const shown = some.filter(({ traces }) => !isFlat(traces));
  return {
    panels: shown.map(({ column, traces }) => panelOf(column, traces, axis)),
    empty: all.filter(({ traces }) => traces.length === 0).map(({ column }) => column),
    flat: some
      .filter(({ traces }) => isFlat(traces))
      .map(({ column, traces }) => [column, traces[0]!.points[0]!.mean] as const),
    withTheory: shown.some(({ traces }) => traces.some(({ points }) => points.some(({ theory }) => theory !== null))),
  };
}
