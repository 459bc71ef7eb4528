/** What was measured along the swept value, with the line of theory: for every column that has a prediction beside it. */
import * as Plot from '@observablehq/plot';
import { max } from 'd3-array';
import type { Evidence, Inked } from '../evidence.js';
import { counted, formatValue } from '../format.js';
import { html } from '../markup.js';
import type { Content, Markup } from '../markup.js';
import { bounded, measureOf } from '../measures.js';
import type { Measure } from '../measures.js';
import { curvesAlong } from './along.js';
import { axisLeft, rangeOf, ticksOf, type Range } from './axes.js';
import { draw } from './canvas.js';
import { endLabels, type EndLabel } from './end-labels.js';
import { figureOf, keyOf, sample } from './figure.js';
import type { Panel } from './figure.js';
import { alongFoot } from './foot.js';
import { wordsOfKey } from '../point-names.js';
import { sweepAxisOf } from '../points.js';
import type { SweepAxis } from '../points.js';

const THEORY = 'theory_';
/** Curves beyond which the rest is left to the tables. */
const MOST_CURVES = 8;
/** Probabilities that span more are drawn on a logarithmic axis. */
const WIDE = 100;

interface Point {
  readonly x: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly theory: number;
}

/** A curve with what was measured and what theory says. */
interface Curve {
  readonly ink: Inked;
  readonly points: readonly Point[];
}

/** Columns that have a prediction in some run, in the order of the summary. */
export function predictedColumns({ input }: Evidence): string[] {
  const names = new Set(input.summary.filter(({ mean }) => mean !== null).map(({ metric }) => metric));
  return [...names].filter((name) => names.has(`${THEORY}${name}`));
}

function curvesOf(evidence: Evidence, axis: SweepAxis, column: string): Curve[] {
  return curvesAlong(evidence, axis).flatMap(({ ink, places }) => {
    const points = places.flatMap(({ group, x }): Point[] => {
      const [row, theory] = [evidence.row(group, column), evidence.row(group, `${THEORY}${column}`)];
      if (typeof row?.mean !== 'number' || typeof theory?.mean !== 'number') return [];
      const { mean, ciLow, ciHigh } = row;
      const ends = [ciLow ?? mean, ciHigh ?? mean].map((end) => bounded(end, measureOf(column)));
      return [{ x, mean, low: ends[0]!, high: ends[1]!, theory: theory.mean }];
    });
    return points.length > 0 ? [{ ink, points }] : [];
  });
}

/** A probability that falls by orders of magnitude stands on a logarithmic axis, as far down as there is something. */
function rangeFor(points: readonly Point[], measure: Measure): Range {
  const positive = points.flatMap(({ mean, theory }) => [mean, theory]).filter((value) => value > 0);
  const [least, most] = [Math.min(...positive), Math.max(...positive)];
  const isProbability = measure.unit === 'share' && points.every(({ theory }) => theory > 0);
  if (isProbability && most / least > WIDE) return { type: 'log', domain: [least / 1.5, Math.min(1, most * 1.5)] };
  return rangeOf(
    points.flatMap(({ mean, low, high, theory }) => [mean, low, high, theory]),
    measure.unit,
  );
}

function marksOf({ ink, points }: Curve, { type, domain }: Range): Plot.Markish[] {
  const within = (value: number) => Math.min(domain[1], Math.max(domain[0], value));
  const shown = points.filter(({ mean }) => type === 'linear' || mean > 0);
  const bars = shown.map(({ x, low, high }) => ({ x, low: within(low), high: within(high) }));
  return [
    Plot.line(points, {
      x: 'x',
      y: ({ theory }: Point) => within(theory),
      stroke: ink.colour,
      strokeWidth: 1.6,
      ...(ink.dash === 'none' ? {} : { strokeDasharray: ink.dash }),
    }),
    Plot.ruleX(bars, { x: 'x', y1: 'low', y2: 'high', stroke: ink.colour, strokeWidth: 1.4 }),
    Plot.dot(shown, { x: 'x', y: 'mean', fill: ink.colour, r: 3.2, stroke: 'var(--paper)', strokeWidth: 0.8 }),
  ];
}

function chart(curves: readonly Curve[], axis: SweepAxis, measure: Measure): Content {
  const points = curves.flatMap((curve) => curve.points);
  const range = rangeFor(points, measure);
  const foot = alongFoot(axis, points);
  const spoken = ({ ink, points: own }: Curve) => {
    const last = own.at(-1)!;
    return `${ink.protocol}: ${formatValue(last.mean, measure.unit)} at ${last.x}, theory ${formatValue(last.theory, measure.unit)}.`;
  };
  const ends = curves.length > 1 && areNamedAtEnds(curves) ? curves.map(({ ink, points: own }) => endOf(ink, own)) : [];
  const longest = max(ends, ({ text }) => text.length) ?? 0;
  const frame = { range, height: 300, marginTop: 12, marginBottom: 40 };
  return draw(
    { title: `${measure.title} along ${axis.key}, with theory`, description: curves.map(spoken).join(' ') },
    {
      width: 460,
      height: frame.height,
      marginLeft: 48,
      marginRight: 16 + 6 * longest,
      marginTop: frame.marginTop,
      marginBottom: frame.marginBottom,
      x: foot.scale,
      y: { ...range, domain: [...range.domain], label: null },
      marks: [
        ...axisLeft(ticksOf(range, measure.unit, 6), measure.unit),
        foot.mark,
        ...curves.flatMap((curve) => marksOf(curve, range)),
        ...endLabels(ends, frame),
      ],
    },
  );
}

/** Longer names stand in a key above the chart, for at the ends of the curves they would squeeze it. */
const LONGEST_NAME = 16;

const areNamedAtEnds = (curves: readonly Curve[]): boolean =>
  curves.every(({ ink }) => ink.protocol.length <= LONGEST_NAME);

function endOf({ protocol, colour }: Inked, points: readonly Point[]): EndLabel {
  return { text: protocol, colour, value: points.at(-1)!.theory };
}

function panelOf(column: string, all: readonly Curve[], axis: SweepAxis): Panel {
  const measure = measureOf(column);
  const curves = all.slice(0, MOST_CURVES);
  const points = curves.flatMap((curve) => curve.points);
  const { type } = rangeFor(points, measure);
  const unseen = type === 'log' ? points.filter(({ mean }) => mean <= 0).length : 0;
  const left = all.length - curves.length;
  return {
    title: measure.title,
    note: html`${measure.reading}${unseen > 0 && html`; nothing was seen at ${counted(unseen, 'point')}`}${
      left > 0 && html`; ${counted(left, 'more curve')} in summary.csv`
    }`,
    chart: html`${curves.length > 1 && !areNamedAtEnds(curves) && keyOf(curves.map(({ ink }) => ink))}
    ${chart(curves, axis, measure)}`,
  };
}

/** Nothing without a sweep over numbers, or where no closed form speaks of its runs. */
export function theoryFigure(evidence: Evidence): Markup | null {
  const axis = sweepAxisOf(evidence.variants);
  if (!axis?.numeric) return null;
  const panels = predictedColumns(evidence).flatMap((column) => {
    const curves = curvesOf(evidence, axis, column);
    return curves.length > 0 ? [panelOf(column, curves, axis)] : [];
  });
  if (panels.length === 0) return null;
  return figureOf({
    id: 'theory-along',
    title: `Held against theory along ${wordsOfKey(axis.key)}`,
    reading: html`Each dot is the mean over the runs of one point of the sweep, its bar the 95 % interval of that mean;
    the line is what the closed form says. Where it is right, nineteen bars in twenty cross their line.`,
    key: html`<ul class="key">
      <li>${sample('dot', 'measured')}</li>
      <li>${sample('rule', 'theory')}</li>
    </ul>`,
    panels,
    size: 'wide',
  });
}
