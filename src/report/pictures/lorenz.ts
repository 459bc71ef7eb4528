/** Lorenz curves: how much of the blocks the smaller part of the producers makes, beside how much weight it holds. */
import * as Plot from '@observablehq/plot';
import { mean } from 'd3-array';
import { lorenzCurve, lorenzOrdinate } from '../../metrics/lorenz.js';
import { GIVEN } from '../../metrics/population.js';
import { isUndefined } from '../../metrics/undefined.js';
import type { RunRecord } from '../../runner/record.js';
import type { Evidence, Group } from '../evidence.js';
import { formatShare, formatValue } from '../format.js';
import { html } from '../markup.js';
import type { Markup } from '../markup.js';
import { axisBelow, axisLeft } from './axes.js';
import { draw } from './canvas.js';
import { figureOf, named, sample } from './figure.js';

/** Points of a curve in a picture: every 1/60 of the producers. */
const STEPS = 60;
const DIAGONAL: readonly [number, number][] = [
  [0, 0],
  [1, 1],
];

interface Point {
  readonly members: number;
  readonly share: number;
}

/** Ordinates of one Lorenz curve at 0, 1/STEPS, … 1; null when there is nothing to share. */
function ordinates(values: readonly number[]): number[] | null {
  // Keyed by place: names may repeat.
  const curve = lorenzCurve(new Map(values.map((value, i) => [String(i), value])), { population: GIVEN });
  if (isUndefined(curve)) return null;
  return Array.from({ length: STEPS + 1 }, (_, step) => lorenzOrdinate(curve, step / STEPS));
}

/** The mean over runs of each run's own curve; empty when no run has one. Every producer counts, idle ones included. */
export function meanLorenz(runs: readonly (readonly number[])[]): Point[] {
  const curves = runs.map(ordinates).filter((curve) => curve !== null);
  if (curves.length === 0) return [];
  return Array.from({ length: STEPS + 1 }, (_, i) => ({
    members: i / STEPS,
    share: mean(curves, (curve) => curve[i]!)!,
  }));
}

/** Those who stand in one row count with their mean. */
const each = (record: RunRecord, value: 'canonical' | 'weight') =>
  record.producers.flatMap(({ nodes = 1, ...row }) => new Array<number>(nodes).fill(row[value] / nodes));
const producedIn = (record: RunRecord) => each(record, 'canonical');
const heldIn = (record: RunRecord) => each(record, 'weight');

interface Curve {
  readonly group: Group;
  readonly points: readonly Point[];
}

function chart(held: readonly Point[], curves: readonly Curve[]): Markup {
  const half = (points: readonly Point[]) => formatShare(points[STEPS / 2]!.share);
  const path = { x: 'members', y: 'share' };
  const quarters = [0, 0.25, 0.5, 0.75, 1];
  return draw(
    {
      title: 'Lorenz curves of weights and of canonical blocks',
      description: [
        held.length > 0 ? `The smaller half of the producers holds ${half(held)} of the weight.` : '',
        ...curves.map(({ group, points }) => `Under ${group.protocol} it makes ${half(points)} of the blocks.`),
      ].join(' '),
    },
    {
      width: 400,
      height: 372,
      marginLeft: 44,
      marginRight: 14,
      marginTop: 28,
      marginBottom: 40,
      x: { domain: [0, 1], label: null },
      y: { domain: [0, 1], label: null },
      marks: [
        Plot.ruleX(quarters, { stroke: 'var(--grid)' }),
        ...axisLeft(quarters, 'share', { label: '↑ share of blocks or weight', labelOffset: 44 }),
        axisBelow(quarters, 'share', { label: 'producers, smallest first →', labelOffset: 36 }),
        Plot.line(DIAGONAL, { stroke: 'var(--muted)', strokeWidth: 0.8 }),
        Plot.text([[0.36, 0.41]], { text: ['all equal'], rotate: -42, fill: 'var(--muted)' }),
        ...curves.map(({ group, points }) =>
          Plot.line(points, { ...path, stroke: group.colour, strokeWidth: 2, strokeDasharray: group.dash }),
        ),
        Plot.line(held, { ...path, stroke: 'currentColor', strokeWidth: 1.5, strokeDasharray: '4 3' }),
      ],
    },
  );
}

function giniList(evidence: Evidence): Markup {
  return html`<table>
    <thead>
      <tr>
        <th scope="col">protocol</th>
        <th scope="col">Gini of blocks</th>
        <th scope="col">by luck alone</th>
        <th scope="col">of weights</th>
      </tr>
    </thead>
    <tbody>
      ${evidence.shown.map((group) => {
        const row = evidence.row(group, 'gini');
        return html`<tr>
          <th scope="row">${named(group)}</th>
          <td>${formatValue(row?.mean, 'number')}</td>
          <td>${formatValue(row?.baseline, 'number')}</td>
          <td>${formatValue(row?.weights, 'number')}</td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}

export function lorenzFigure(evidence: Evidence): Markup {
  const curves = evidence.shown
    .map((group) => ({ group, points: meanLorenz(group.records.map(producedIn)) }))
    .filter(({ points }) => points.length > 0);
  const held = meanLorenz(evidence.shown[0]?.records.map(heldIn) ?? []);
  return figureOf({
    id: 'lorenz',
    title: 'How unequal are the blocks beside the weights?',
    reading: html`Go along the producers from the smallest to the largest: the curve is the share of all blocks that
    they make together. The straight line is perfect equality; the deeper the sag, the more unequal. The dashed curve is
    the weights: a protocol below it shares blocks out less equally than weight. A short run sags deeper by luck alone,
    which the second column of the table tells. Mean of the runs' own curves; idle producers count.`,
    panels: [
      { chart: chart(held, curves) },
      {
        chart: html`${giniList(evidence)}
          <p class="note">${sample('dashed', 'the weights')}</p>`,
      },
    ],
    size: 'large',
  });
}
