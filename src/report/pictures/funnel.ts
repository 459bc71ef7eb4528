/** Share of the blocks against share of the weight, with the funnel within which pure luck keeps 95 % of the producers. */
import * as Plot from '@observablehq/plot';
import { extent, group as groupBy, max, sum } from 'd3-array';
import type { RunRecord } from '../../runner/record.js';
import type { Evidence, Group } from '../evidence.js';
import { counted, formatNumber, formatShare } from '../format.js';
import { html, printable } from '../markup.js';
import type { Markup } from '../markup.js';
import { interpolatedBinomialQuantile } from './binomial.js';
import { draw } from './canvas.js';
import { figureOf, keyOf, named, sample } from './figure.js';
import type { Panel } from './figure.js';

const [WIDTH, HEIGHT] = [300, 250];
const FUNNEL_POINTS = 48;
/** Luck beyond this is drawn at the edge. */
const MOST_LUCK = 4;

/** A producer over all runs of a group. */
export interface Due {
  readonly producer: string;
  /** Share of all weight, weighed by the blocks of the runs. */
  readonly weight: number;
  readonly share: number;
  /** Share of blocks / share of weight; null without weight. */
  readonly luck: number | null;
}

/** What each producer was due and what it got, canonical blocks of all runs together. */
export function duesOf(records: readonly RunRecord[]): { readonly dues: readonly Due[]; readonly blocks: number } {
  const expected: number[] = [];
  const got: number[] = [];
  const names: string[] = [];
  for (const { producers } of records) {
    const blocks = sum(producers, (row) => row.canonical);
    const weight = sum(producers, (row) => row.weight);
    producers.forEach((row, i) => {
      names[i] ??= row.producer;
      expected[i] = (expected[i] ?? 0) + (weight > 0 ? (blocks * row.weight) / weight : 0);
      got[i] = (got[i] ?? 0) + row.canonical;
    });
  }
  const blocks = sum(got);
  const dues = names.map((producer, i) => ({
    producer,
    weight: blocks > 0 ? expected[i]! / blocks : 0,
    share: blocks > 0 ? got[i]! / blocks : 0,
    luck: expected[i]! > 0 ? got[i]! / expected[i]! : null,
  }));
  return { dues, blocks };
}

interface Limits {
  readonly weight: number;
  readonly low: number;
  readonly high: number;
}

function limitsAt(weight: number, blocks: number): Limits {
  const due = blocks * weight;
  return {
    weight,
    low: interpolatedBinomialQuantile(0.025, blocks, weight) / due,
    high: interpolatedBinomialQuantile(0.975, blocks, weight) / due,
  };
}

function funnelOf([low, high]: readonly [number, number], blocks: number): Limits[] {
  const step = Math.log(high / low) / (FUNNEL_POINTS - 1);
  return Array.from({ length: FUNNEL_POINTS }, (_, i) => limitsAt(Math.min(1, low * Math.exp(i * step)), blocks));
}

/** Producers of one weight side by side, within the room that their neighbours in weight leave. */
function spread(dues: readonly Due[], [low, high]: readonly [number, number]): { due: Due; x: number }[] {
  const byWeight = [...groupBy(dues, (due) => Number(due.weight.toPrecision(6)))].sort(([a], [b]) => a - b);
  return byWeight.flatMap(([weight, same], i) => {
    const gaps = [byWeight[i - 1]?.[0] ?? low, byWeight[i + 1]?.[0] ?? high].map((other) =>
      Math.abs(Math.log(other / weight)),
    );
    const room = Math.min(0.7 * Math.min(...gaps), 0.12 * same.length);
    return same.map((due, k) => ({
      due,
      x: weight * Math.exp(room * (same.length === 1 ? 0 : k / (same.length - 1) - 0.5)),
    }));
  });
}

interface Frame {
  /** Range of the weights, with room at both ends. */
  readonly weights: readonly [number, number];
  readonly luck: readonly [number, number];
  /** Where producers without weight stand. */
  readonly margin: number | null;
}

/** One frame for all protocols, so that the panels can be compared. */
function frameOf(sets: readonly ReturnType<typeof duesOf>[]): Frame | null {
  const weighty = sets.flatMap(({ dues }) => dues.filter((due) => due.weight > 0));
  const [least, most] = extent(weighty, (due) => due.weight);
  if (least === undefined || most === undefined) return null;
  const weights: [number, number] =
    most / least > 1.2 ? [least / 1.25, Math.min(1, most * 1.25)] : [least / 2, Math.min(1, most * 2)];
  const typical = sets
    .filter(({ blocks }) => blocks > 0)
    .map(({ blocks }) => limitsAt(weights[0] * 1.25, blocks).high - 1);
  const farthest = max(weighty, (due) => Math.abs(due.luck! - 1)) ?? 0;
  const reach = Math.min(MOST_LUCK - 1, 1.08 * Math.max(0.08, farthest, Math.min(1, ...typical)));
  const without = sets.some(({ dues }) => dues.some((due) => due.luck === null));
  const width = Math.log(weights[1] / weights[0]);
  return {
    weights,
    luck: [Math.max(0, 1 - reach), 1 + reach],
    margin: without ? weights[0] * Math.exp(-0.12 * width) : null,
  };
}

function percentTicks([low, high]: readonly [number, number]): number[] {
  const steps = [1, 2, 5].flatMap((digit) => [1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1].map((power) => digit * power));
  const inside = [...steps, 1].filter((tick) => tick >= low && tick <= high).sort((a, b) => a - b);
  if (inside.length <= 5) return inside;
  return inside.filter((tick) => /^1(e|$)/.test(tick.toExponential(0)));
}

interface Spot {
  readonly x: number;
  readonly luck: number;
  readonly title: string;
  readonly outside: boolean;
}

function spotsOf(dues: readonly Due[], blocks: number, frame: Frame): Spot[] {
  const weighty = spread(
    dues.filter((due) => due.luck !== null),
    frame.weights,
  );
  return weighty.map(({ due, x }) => {
    const { low, high } = limitsAt(due.weight, blocks);
    const [floor, ceiling] = frame.luck;
    return {
      x,
      luck: Math.min(ceiling, Math.max(floor, due.luck!)),
      title: printable(`${due.producer}: ${formatShare(due.share)} of blocks, ${formatShare(due.weight)} of weight`),
      outside: due.luck! < low || due.luck! > high,
    };
  });
}

/** Producers without weight: at the bottom when they made nothing, at the top when they made blocks all the same. */
function weightlessMarks(dues: readonly Due[], frame: Frame, colour: string): Plot.Markish[] {
  if (frame.margin === null) return [];
  const { margin, luck } = frame;
  const spots = dues
    .filter((due) => due.luck === null)
    .map((due) => ({
      y: luck[due.share > 0 ? 1 : 0],
      title: printable(`${due.producer}: no weight, ${formatShare(due.share)} of blocks`),
    }));
  const distinct = spots.filter((spot, i) => i < 40 || spot.y === luck[1]);
  return [
    Plot.ruleX([Math.sqrt(margin * frame.weights[0])], { stroke: 'var(--rule)', strokeDasharray: '2 2' }),
    Plot.dot(distinct, {
      x: () => margin,
      y: 'y',
      title: 'title',
      r: 3,
      stroke: colour,
      fill: 'var(--paper)',
      strokeWidth: 1.3,
    }),
  ];
}

function chart(
  group: Group,
  { dues, blocks }: ReturnType<typeof duesOf>,
  frame: Frame,
  spots: readonly Spot[],
): Markup {
  const [floor, ceiling] = frame.luck;
  const kept = (value: number) => Math.min(ceiling, Math.max(floor, value));
  const funnel = funnelOf(frame.weights, blocks);
  const { margin } = frame;
  const ticks = percentTicks(frame.weights);
  return draw(
    {
      title: `${group.protocol}: share of blocks against share of weight`,
      description: `${spots.filter((spot) => !spot.outside).length} of ${spots.length} producers with weight lie inside the 95 % funnel of pure luck.`,
    },
    {
      width: WIDTH,
      height: HEIGHT,
      marginLeft: 36,
      marginRight: 10,
      marginTop: 26,
      marginBottom: 36,
      x: { type: 'log', domain: [margin === null ? frame.weights[0] : margin / 1.12, frame.weights[1]], label: null },
      y: { domain: [floor, ceiling], label: null },
      marks: [
        Plot.gridY({ stroke: 'var(--grid)', strokeOpacity: 1, ticks: 5 }),
        Plot.areaY(funnel, {
          x: 'weight',
          y1: (d: Limits) => kept(d.low),
          y2: (d: Limits) => kept(d.high),
          fill: 'currentColor',
          fillOpacity: 0.1,
        }),
        Plot.ruleY([1], { stroke: 'currentColor', strokeWidth: 1 }),
        Plot.axisY({
          ticks: 5,
          tickSize: 0,
          tickFormat: (luck: number) => `${formatNumber(luck)}×`,
          label: '↑ share of blocks ÷ share of weight',
          labelOffset: 36,
        }),
        Plot.axisX(margin === null ? ticks : [margin, ...ticks], {
          tickFormat: (weight: number) => (weight === margin ? 'none' : formatShare(weight)),
          label: 'share of weight →',
          tickSize: 4,
        }),
        ...weightlessMarks(dues, frame, group.colour),
        Plot.dot(spots, {
          x: 'x',
          y: 'luck',
          title: 'title',
          r: 3,
          fill: group.colour,
          fillOpacity: (spot: Spot) => (spot.outside ? 1 : 0.45),
          stroke: (spot: Spot) => (spot.outside ? 'var(--ink)' : 'none'),
          strokeWidth: 1,
        }),
      ],
    },
  );
}

function panel(group: Group, set: ReturnType<typeof duesOf>, frame: Frame | null): Panel {
  const title = named(group);
  if (frame === null || set.blocks === 0)
    return { title, chart: html`<p class="note">No canonical block to count.</p>` };
  const spots = spotsOf(set.dues, set.blocks, frame);
  const inside = spots.filter((spot) => !spot.outside).length;
  const note = html`${inside} of ${counted(spots.length, 'producer')} inside the funnel`;
  return { title, note, chart: chart(group, set, frame, spots) };
}

export function funnelFigure(evidence: Evidence): Markup {
  const sets = evidence.shown.map((group) => duesOf(group.records));
  const frame = frameOf(sets);
  return figureOf({
    id: 'share-against-weight',
    title: 'Who got more than their weight, and is it more than luck?',
    reading: html`Each dot is a producer: further right is more weight, above the line is more canonical blocks than the
    weight is due, all runs together. Pure luck keeps 19 of 20 dots inside the grey funnel (binomial, 95 %), which is
    wide for the small and narrow for the large. Dots outside are ringed; a slope from lower left to upper right means
    that the rules favour the large.
    ${frame?.margin && 'Producers without weight stand at the left margin: at the bottom when they made no block, at the top when they made some. '}Luck
    beyond the scale is drawn at its edge.`,
    key: keyOf(
      [],
      [
        sample('band', '95 % funnel of pure luck'),
        sample('dot', 'producer'),
        sample('ring', 'outside the funnel, or without weight'),
      ],
    ),
    panels: evidence.shown.map((group, i) => panel(group, sets[i]!, frame)),
    size: 'medium',
  });
}
