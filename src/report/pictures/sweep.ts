/** Each metric along the swept value. */
import * as Plot from '@observablehq/plot';
import type { Evidence, Group, Inked } from '../evidence.js';
import { counted, DASH, formatValue } from '../format.js';
import { html, printable } from '../markup.js';
import type { Content, Markup } from '../markup.js';
import { ATTACK_COLUMNS, FAIRNESS_COLUMNS, measureOf, PICTURED_COLUMNS } from '../measures.js';
import type { Measure } from '../measures.js';
import { axisLeft, rangeOf, ticksOf } from './axes.js';
import { draw } from './canvas.js';
import { alongFoot } from './foot.js';
import { figureOf, keyOf, named, sample } from './figure.js';
import type { Panel } from './figure.js';
import { numberIn, restOf, settingsOf, sweepAxisOf } from './points.js';
import type { SweepAxis } from './points.js';
import { shownInvariants, tallyOf, worstOf } from '../verdicts.js';

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
  const isOn = (group: Group) => settingsOf(group.variant).has(axis.key);
  const place = (group: Group) => settingsOf(group.variant).get(axis.key) ?? '';
  return evidence.protocols.map((ink) => {
    const points = evidence.groups
      .filter((group) => group.protocol === ink.protocol && isOn(group) && restOf(group.variant, axis) === rest)
      .flatMap((group): Point[] => {
        const row = evidence.row(group, column);
        if (typeof row?.mean !== 'number') return [];
        const x = axis.numeric ? numberIn(place(group)) : printable(place(group));
        return [{ x, mean: row.mean, low: row.ciLow, high: row.ciHigh, baseline: row.baseline }];
      });
    return { ink, points: axis.numeric ? points.sort((a, b) => Number(a.x) - Number(b.x)) : points };
  });
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

function chart(traces: readonly Trace[], axis: SweepAxis, measure: Measure): Content {
  const points = traces.flatMap((trace) => trace.points);
  if (points.length === 0) return html`<p class="note">${DASH} undefined at every point</p>`;
  const values = points.flatMap((point) => [point.mean, point.low, point.high, point.baseline]);
  const range = rangeOf(
    values.filter((value) => value !== null),
    measure.unit,
  );
  const foot = alongFoot(axis, points);
  const at = ({ x, mean }: Point) => `${formatValue(mean, measure.unit)} at ${x}`;
  const spoken = ({ ink, points: own }: Trace) => `${ink.protocol}: ${at(own[0]!)}, ${at(own.at(-1)!)}.`;
  const drawn = traces.filter((trace) => trace.points.length > 0);
  return draw(
    { title: `${measure.title} along ${axis.key}`, description: drawn.map(spoken).join(' ') },
    {
      width: 330,
      height: 236,
      marginLeft: 52,
      marginRight: 14,
      marginTop: 12,
      marginBottom: 40,
      x: foot.scale,
      y: { ...range, domain: [...range.domain], label: null },
      marks: [...axisLeft(ticksOf(range, measure.unit, 5), measure.unit), foot.mark, ...drawn.flatMap(traceMarks)],
    },
  );
}

function figureFor(evidence: Evidence, axis: SweepAxis, rest: string, index: number): Markup {
  const more = axis.key.startsWith('economy') ? [...FAIRNESS_COLUMNS, ...ATTACK_COLUMNS] : ATTACK_COLUMNS;
  const achieved = more.filter((column) => evidence.input.summary.some(({ metric }) => metric === column));
  const panels = [...PICTURED_COLUMNS, ...achieved].map((column): Panel => {
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

/** What does not hold in a group of runs, or that all does. */
function verdictsOf(group: Group | undefined, invariants: readonly string[]): Markup {
  if (!group) return html`<span class="muted">${DASH}</span>`;
  const tallies = invariants.map((invariant) => ({ invariant, tally: tallyOf(group.records, invariant) }));
  const broken = tallies.filter(({ tally }) => tally.violated.length + tally.unknown.length > 0);
  if (broken.length === 0) return html`<span class="good">✓ all hold</span>`;
  return html`${broken.map(({ invariant, tally }) => {
    const { sign, word, tone } = worstOf(tally);
    const count = tally.violated.length || tally.unknown.length;
    return html`<div>
      <span class="${tone}">${sign} ${invariant}</span>
      <small class="text">${word} in ${count} of ${counted(group.records.length, 'run')}</small>
    </div>`;
  })}`;
}

/** Points down, protocols across. */
function verdictsAlong(evidence: Evidence): Markup {
  const invariants = shownInvariants(evidence.input.records);
  const points = evidence.variants.slice(0, MOST_POINTS);
  const left = evidence.variants.length - points.length;
  const groupAt = (variant: string, ink: Inked) =>
    evidence.groups.find((group) => group.variant === variant && group.protocol === ink.protocol);
  return html`<h3 id="sweep-verdicts">Safe and live along the sweep</h3>
    <table class="verdicts">
      <thead>
        <tr>
          <th scope="col">point</th>
          ${evidence.protocols.map((ink) => html`<th scope="col">${named(ink)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${points.map(
          (variant) =>
            html`<tr>
              <th scope="row">${variant || 'as written'}</th>
              ${evidence.protocols.map(
                (ink) =>
                  html`<td data-label="${ink.protocol}">
                    <div>${verdictsOf(groupAt(variant, ink), invariants)}</div>
                  </td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
    ${left > 0 && html`<p class="facts">${counted(left, 'more point')} left out here; all are in runs.csv.</p>`}`;
}

/** Nothing without a sweep. */
export function sweepFigures(evidence: Evidence): Markup | null {
  const axis = sweepAxisOf(evidence.variants);
  if (!axis) return null;
  const swept = evidence.variants.filter((variant) => settingsOf(variant).has(axis.key));
  const rests = [...new Set(swept.map((variant) => restOf(variant, axis)))];
  const left = rests.length - MOST_COMBINATIONS;
  return html`${rests.slice(0, MOST_COMBINATIONS).map((rest, i) => figureFor(evidence, axis, rest, i))}
  ${
    left > 0 &&
    html`<p class="facts">
      ${counted(left, 'more combination')} of the other swept keys left out here; all are in summary.csv.
    </p>`
  }
  ${verdictsAlong(evidence)}`;
}
