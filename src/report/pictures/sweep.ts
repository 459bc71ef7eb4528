/** Each metric along the swept value: curves where that is a number, else rows of dots. */
import * as Plot from '@observablehq/plot';
import { askedColumns } from '../asked.js';
import type { SummaryRow } from '../aggregate.js';
import type { Evidence, Inked } from '../evidence.js';
import { formatValue } from '../format.js';
import { html } from '../markup.js';
import type { Content, Markup } from '../markup.js';
import { ATTACK_COLUMNS, FAIRNESS_COLUMNS, measureOf, PICTURED_COLUMNS } from '../measures.js';
import type { Measure } from '../measures.js';
import { wordsOfValue } from '../point-names.js';
import { sweepAxisOf } from '../points.js';
import type { SweepAxis } from '../points.js';
import { curvesAlong } from './along.js';
import type { Curve } from './along.js';
import { axisLeft, rangeOf, ticksOf } from './axes.js';
import { draw } from './canvas.js';
import { alongFoot } from './foot.js';
import { figureOf, keyOf, sample } from './figure.js';
import type { Panel } from './figure.js';
import { rowsOfDots } from './rows.js';
import { verdictsAlong } from './sweep-verdicts.js';

/** Curves in one panel; more are left to the tables. */
const MOST_CURVES = 8;

interface Point {
  readonly x: number;
  readonly value: string;
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly baseline: number | null;
}

export interface Trace {
  readonly ink: Inked;
  readonly points: readonly Point[];
}

function pointOf(row: SummaryRow | undefined, x: number, value: string): Point[] {
  if (typeof row?.mean !== 'number') return [];
  return [{ x, value, mean: row.mean, low: row.ciLow, high: row.ciHigh, baseline: row.baseline }];
}

function tracesOf(evidence: Evidence, curves: readonly Curve[], column: string): Trace[] {
  return curves.flatMap(({ ink, places }) => {
    const points = places.flatMap(({ group, x, value }) => pointOf(evidence.row(group, column), x, value));
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

/** Columns without a picture, in words. */
function unpictured(
  empty: readonly string[],
  flat: readonly (readonly [column: string, traces: readonly Trace[]])[],
): Content {
  const titles = empty.map((column) => measureOf(column).title.toLowerCase());
  const same = flat.map(([column, traces]) => {
    const { title, unit } = measureOf(column);
    return `${title.toLowerCase()} ${formatValue(traces[0]!.points[0]!.mean, unit)}`;
  });
  return (
    (titles.length > 0 || same.length > 0) &&
    html`<p class="facts">
      ${same.length > 0 && `The same at every point: ${same.join(', ')}. `}${
        titles.length > 0 && `Undefined at every point: ${titles.join(', ')}.`
      }
    </p>`
  );
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

function columnsOf(evidence: Evidence, axis: SweepAxis): string[] {
  const more =
    axis.key.startsWith('economy') || axis.key === 'as' ? [...FAIRNESS_COLUMNS, ...ATTACK_COLUMNS] : ATTACK_COLUMNS;
  const present = more.filter((column) => evidence.input.summary.some(({ metric }) => metric === column));
  return [...new Set([...askedColumns(evidence), ...PICTURED_COLUMNS, ...present])];
}

function figureFor(evidence: Evidence, axis: SweepAxis, curves: readonly Curve[]): Markup {
  const drawn = curves.slice(0, MOST_CURVES);
  const all = columnsOf(evidence, axis).map((column) => [column, tracesOf(evidence, drawn, column)] as const);
  const empty = all.filter(([, traces]) => traces.length === 0).map(([column]) => column);
  const flat = all.filter(([, traces]) => traces.length > 0 && isFlat(traces));
  const shown = all.filter(([, traces]) => traces.length > 0 && !isFlat(traces));
  const left = curves.length - drawn.length;
  const interval =
    drawn.length === 1 && axis.numeric ? sample('band', '95 % interval') : sample('range', '95 % interval');
  const luck = axis.numeric ? sample('dashed', 'pure luck') : sample('tick', 'pure luck');
  return html`${figureOf({
    id: 'sweep',
    title: axis.key === 'as' ? 'From point to point' : `Along ${axis.key}`,
    reading: html`Each dot is one point of the sweep, the mean over runs, with the 95 % interval of that mean;
    ${axis.numeric ? 'the thin dashed line' : 'the upright tick'} is pure luck with the same weights and number of
    blocks. Each panel has its own scale.${left > 0 && ` ${left} more curves are in summary.csv.`}`,
    key: keyOf(
      drawn.map(({ ink }) => ink),
      [interval, luck],
    ),
    panels: shown.map(([column, traces]) => panelOf(column, traces, axis)),
    size: 'medium',
  })}
  ${unpictured(empty, flat)}`;
}

/** Nothing without a sweep. */
export function sweepFigures(evidence: Evidence): Content {
  const axis = sweepAxisOf(evidence.variants);
  if (!axis) return null;
  const curves = curvesAlong(evidence, axis);
  const tooMany = evidence.protocols.length > MOST_CURVES;
  return html`${!tooMany && figureFor(evidence, axis, curves)} ${verdictsAlong(evidence)}`;
}
