/** Each metric along the swept value. */
import * as Plot from '@observablehq/plot';
import { extent } from 'd3-array';
import type { Evidence, Group, Inked } from '../evidence.js';
import { counted, DASH, formatNumber, formatValue, shortened } from '../format.js';
import { html, printable } from '../markup.js';
import type { Content, Markup } from '../markup.js';
import { measureOf, PICTURED_COLUMNS } from '../measures.js';
import type { Measure } from '../measures.js';
import { ticksOf } from './axes.js';
import { draw } from './canvas.js';
import { figureOf, keyOf, named, sample } from './figure.js';
import type { Panel } from './figure.js';
import { numberIn, restOf, settingsOf, sweepAxisOf } from './points.js';
import type { SweepAxis } from './points.js';
import { invariantsOf, tallyOf, worstOf } from '../verdicts.js';

/** Combinations of the other swept keys beyond which panels are left out. */
const MOST_COMBINATIONS = 4;
const MOST_POINTS = 60;

interface Point {
  readonly x: number | string;
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly baseline: number | null;
}

interface Trace {
  readonly ink: Inked;
  readonly points: readonly Point[];
}

function tracesOf(evidence: Evidence, axis: SweepAxis, rest: string, column: string): Trace[] {
  const place = (group: Group) => settingsOf(group.variant).get(axis.key) ?? '';
  return evidence.protocols.map((ink) => {
    const points = evidence.groups
      .filter((group) => group.protocol === ink.protocol && restOf(group.variant, axis) === rest)
      .flatMap((group): Point[] => {
        const row = evidence.row(group, column);
        if (typeof row?.mean !== 'number') return [];
        const x = axis.numeric ? numberIn(place(group)) : printable(place(group));
        return [{ x, mean: row.mean, low: row.ciLow, high: row.ciHigh, baseline: row.baseline }];
      });
    return { ink, points: axis.numeric ? points.sort((a, b) => Number(a.x) - Number(b.x)) : points };
  });
}

function scaleOf(values: readonly number[]): { readonly type: 'linear' | 'log'; readonly domain: [number, number] } {
  const [low = 0, high = 1] = extent(values);
  if (low > 0 && high / low >= 30) return { type: 'log', domain: [low / 1.15, high * 1.15] };
  const room = (high - low) * 0.05 || Math.abs(high) * 0.1 || 1;
  return { type: 'linear', domain: [low >= 0 && low < 0.4 * high ? 0 : low - room, high + room] };
}

function traceMarks({ ink, points }: Trace): Plot.Markish[] {
  const banded = points.filter((point) => point.low !== null && point.high !== null);
  const lucky = points.filter((point) => point.baseline !== null);
  return [
    Plot.areaY(banded, { x: 'x', y1: 'low', y2: 'high', fill: ink.colour, fillOpacity: 0.18 }),
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

function horizontal(
  axis: SweepAxis,
  xs: readonly (number | string)[],
): { readonly scale: Plot.ScaleOptions; readonly marks: Plot.Markish[] } {
  const label = `${shortened(printable(axis.key), 34)}${axis.unit ? ` (${axis.unit})` : ''} →`;
  if (!axis.numeric) {
    const tickFormat = (value: string) => shortened(value, 10);
    return {
      scale: { type: 'point', domain: axis.values.map(printable), label: null, padding: 0.3 },
      marks: [Plot.axisX({ tickSize: 4, tickFormat, label })],
    };
  }
  const numbers = xs.map(Number);
  const [low = 0, high = 1] = extent(numbers);
  const type = low > 0 && high / low >= 30 ? ('log' as const) : ('linear' as const);
  const few = [...new Set(numbers)].sort((a, b) => a - b);
  const ticks = few.length <= 6 && type === 'linear' ? few : ticksOf(type, [low, high], 'number', 5);
  return {
    scale: { type, domain: [low, high], label: null, inset: 6 },
    marks: [Plot.axisX(ticks, { tickSize: 4, tickFormat: (value: number) => formatNumber(value), label })],
  };
}

function chart(traces: readonly Trace[], axis: SweepAxis, measure: Measure): Content {
  const points = traces.flatMap((trace) => trace.points);
  if (points.length === 0) return html`<p class="note">${DASH} undefined at every point</p>`;
  const values = points
    .flatMap((point) => [point.mean, point.low, point.high, point.baseline])
    .filter((value) => value !== null);
  const { type, domain } = scaleOf(values);
  const across = horizontal(
    axis,
    points.map((point) => point.x),
  );
  const ticks = ticksOf(type, domain, measure.unit, 5);
  return draw(
    {
      title: `${measure.title} along ${axis.key}`,
      description: traces
        .filter((trace) => trace.points.length > 0)
        .map(
          ({ ink, points: own }) =>
            `${ink.protocol}: ${formatValue(own[0]!.mean, measure.unit)} at ${own[0]!.x}, ${formatValue(own.at(-1)!.mean, measure.unit)} at ${own.at(-1)!.x}.`,
        )
        .join(' '),
    },
    {
      width: 330,
      height: 236,
      marginLeft: 52,
      marginRight: 14,
      marginTop: 12,
      marginBottom: 38,
      x: across.scale,
      y: { type, domain, label: null },
      marks: [
        Plot.ruleY(ticks, { stroke: 'var(--grid)' }),
        Plot.axisY(ticks, {
          tickSize: 0,
          tickFormat: (value: number) => formatValue(value, measure.unit),
          label: null,
        }),
        ...across.marks,
        ...traces.flatMap(traceMarks),
      ],
    },
  );
}

function figureFor(evidence: Evidence, axis: SweepAxis, rest: string, index: number): Markup {
  const panels = PICTURED_COLUMNS.map((column): Panel => {
    const measure = measureOf(column);
    return {
      title: measure.title,
      note: measure.reading,
      chart: chart(tracesOf(evidence, axis, rest, column), axis, measure),
    };
  });
  return figureOf({
    id: index === 0 ? 'sweep' : `sweep-${index + 1}`,
    title: `Along ${axis.key}${rest ? `, at ${rest}` : ''}`,
    reading: html`Each dot is one point of the sweep, the mean over runs; the band is the 95 % interval of that mean,
    the thin dashed line is pure luck with the same weights and number of blocks.`,
    key: keyOf(evidence.protocols, [sample('band', '95 % interval'), sample('dashed', 'pure luck')]),
    panels,
    size: 'medium',
  });
}

/** Worst verdict of every invariant at every point. */
function verdictsAlong(evidence: Evidence): Markup {
  const invariants = invariantsOf(evidence.input.records);
  const groups = evidence.groups.slice(0, MOST_POINTS);
  const left = evidence.groups.length - groups.length;
  return html`<h3 id="sweep-verdicts">The verdicts along the sweep</h3>
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">point</th>
          <th scope="col">protocol</th>
          ${invariants.map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${groups.map(
          (group) =>
            html`<tr>
              <th scope="row">${group.variant || 'as written'}</th>
              <td data-label="protocol"><div>${named(group)}</div></td>
              ${invariants.map((invariant) => {
                const tally = tallyOf(group.records, invariant);
                const { sign, word, tone } = worstOf(tally);
                const count = tally.violated.length || tally.unknown.length;
                return html`<td data-label="${invariant}">
                  <div>
                    <span class="${tone}">${sign} ${word}</span
                    >${count > 0 && ` in ${count} of ${group.records.length}`}
                  </div>
                </td>`;
              })}
            </tr>`,
        )}
      </tbody>
    </table>
    ${left > 0 && html`<p class="facts">${counted(left, 'more row')} left out here; all are in runs.csv.</p>`}`;
}

/** Nothing without a sweep. */
export function sweepFigures(evidence: Evidence): Markup | null {
  const axis = sweepAxisOf(evidence.variants);
  if (!axis) return null;
  const rests = [...new Set(evidence.variants.map((variant) => restOf(variant, axis)))];
  const left = rests.length - MOST_COMBINATIONS;
  return html`${rests.slice(0, MOST_COMBINATIONS).map((rest, i) => figureFor(evidence, axis, rest, i))}
  ${left > 0 && html`<p class="facts">${counted(left, 'more combination')} of the other swept keys left out here; all are in summary.csv.</p>`}
  ${verdictsAlong(evidence)}`;
}
