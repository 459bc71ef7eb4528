/** Lorenz curves, then and now: the weights at the start, what was made of them, and the stakes at the end where they move. */
import * as Plot from '@observablehq/plot';
import { mean, quantile, sum } from 'd3-array';
import { RandomStreams } from '../../kernel/random-streams.js';
import { multinomialSampler } from '../../metrics/sampling.js';
import { distributionOf, sortedWeights, type Weights } from '../../metrics/weights.js';
import type { ProducerRow, RunRecord } from '../../runner/record.js';
import type { Evidence, Group } from '../evidence.js';
import { formatShare, formatValue } from '../format.js';
import { html } from '../markup.js';
import type { Content, Markup } from '../markup.js';
import { axisBelow, axisLeft } from './axes.js';
import { draw } from './canvas.js';
import { figureOf, named, sample, sizeFor } from './figure.js';

/** Points of a curve in a picture: every 1/60 of the producers. */
const STEPS = 60;
const DIAGONAL: readonly [number, number][] = [
  [0, 0],
  [1, 1],
];
/** Draws behind the band of luck; fewer of very many producers, whose curves differ by less. */
const DRAWS = 80;
const MANY = 2000;

interface Point {
  readonly members: number;
  readonly share: number;
}

interface Band {
  readonly members: number;
  readonly low: number;
  readonly high: number;
}

/** Ordinates of one Lorenz curve at 0, 1/STEPS, … 1, linear between members; null when there is nothing to share. */
function ordinates(rising: Float64Array): number[] | null {
  const total = sum(rising);
  if (!(total > 0)) return null;
  let [below, reached] = [0, 0];
  return Array.from({ length: STEPS + 1 }, (_, step) => {
    const place = (step * rising.length) / STEPS;
    while (reached < Math.floor(place)) below += rising[reached++]!;
    const part = place - reached;
    return step === STEPS ? 1 : (below + (part > 0 ? part * rising[reached]! : 0)) / total;
  });
}

/** The mean over runs of each run's own curve; empty when no run has one. Every producer counts, idle ones included. */
export function meanLorenz(runs: readonly ArrayLike<number>[]): Point[] {
  const curves = runs.map((run) => ordinates(new Float64Array(run).sort())).filter((curve) => curve !== null);
  if (curves.length === 0) return [];
  return Array.from({ length: STEPS + 1 }, (_, i) => ({
    members: i / STEPS,
    share: mean(curves, (curve) => curve[i]!)!,
  }));
}

/** Those who stand in one row count with their mean. */
function each({ producers }: RunRecord, value: (row: ProducerRow) => number): Float64Array {
  const values = new Float64Array(sum(producers, ({ nodes = 1 }) => nodes));
  let place = 0;
  for (const row of producers) {
    const { nodes = 1 } = row;
    values.fill(value(row) / nodes, place, (place += nodes));
  }
  return values;
}

/** Numbers of blocks, smallest first, those of the idle included. */
function risingOf(counts: Weights): Float64Array {
  const { given, values } = distributionOf(counts);
  const rising = new Float64Array(given);
  for (let rank = 0; rank < values.length; rank++) rising[given - 1 - rank] = Number(values[rank]);
  return rising;
}

/** The middle 95 % of the curves of runs in which as many blocks are drawn by weight; empty where nobody has a row alone. */
export function bandOfLuck({ producers }: RunRecord): Band[] {
  const blocks = sum(producers, ({ canonical }) => canonical);
  const held = Float64Array.from(producers, ({ weight }) => weight);
  if (blocks === 0 || !(sum(held) > 0)) return [];
  if (producers.some(({ nodes = 1 }) => nodes > 1)) return [];
  const names = producers.map((_, i) => String(i).padStart(8, '0'));
  const drawFrom = multinomialSampler(sortedWeights(names, held));
  const random = new RandomStreams('report').stream('lorenz');
  const draws = producers.length > MANY ? DRAWS / 4 : DRAWS;
  const curves = Array.from({ length: draws }, () => ordinates(risingOf(drawFrom(blocks, random)))!);
  return Array.from({ length: STEPS + 1 }, (_, i) => {
    const shares = curves.map((curve) => curve[i]!);
    return { members: i / STEPS, low: quantile(shares, 0.025)!, high: quantile(shares, 0.975)! };
  });
}

interface Panel {
  readonly group: Group;
  readonly held: readonly Point[];
  readonly made: readonly Point[];
  /** Stakes at the end; empty where they stay. */
  readonly now: readonly Point[];
  readonly luck: readonly Band[];
}

function panelOf(group: Group): Panel {
  const { records } = group;
  const moved = records.filter(({ producers }) => producers.some(({ stake }) => stake !== undefined));
  return {
    group,
    held: meanLorenz(records.map((record) => each(record, ({ weight }) => weight))),
    made: meanLorenz(records.map((record) => each(record, ({ canonical }) => canonical))),
    now: meanLorenz(moved.map((record) => each(record, ({ stake }) => stake ?? 0))),
    luck: bandOfLuck(records[0]!),
  };
}

function spokenOf({ held, made, now }: Panel): string {
  const half = (points: readonly Point[]) => formatShare(points[STEPS / 2]!.share);
  return [
    held.length > 0 && `The smaller half of the producers holds ${half(held)} of the weight`,
    made.length > 0 && `makes ${half(made)} of the blocks`,
    now.length > 0 && `holds ${half(now)} of the stake at the end`,
  ]
    .filter(Boolean)
    .join(', ')
    .concat('.');
}

function chart(panel: Panel, width: number): Markup {
  const { group, held, made, now, luck } = panel;
  const path = { x: 'members', y: 'share' };
  const quarters = [0, 0.25, 0.5, 0.75, 1];
  return draw(
    { title: `${group.protocol}: Lorenz curves of weights and of canonical blocks`, description: spokenOf(panel) },
    {
      width,
      height: width - 14,
      marginLeft: 44,
      marginRight: 14,
      marginTop: 26,
      marginBottom: 38,
      x: { domain: [0, 1], label: null },
      y: { domain: [0, 1], label: null },
      marks: [
        Plot.ruleX(quarters, { stroke: 'var(--grid)' }),
        ...axisLeft(quarters, 'share', { label: '↑ share of blocks or weight', labelOffset: 44 }),
        axisBelow(quarters, 'share', { label: 'producers, smallest first →', labelOffset: 34 }),
        Plot.line(DIAGONAL, { stroke: 'var(--muted)', strokeWidth: 0.8 }),
        Plot.text([[0.36, 0.42]], { text: ['all equal'], rotate: -42, fill: 'var(--muted)' }),
        Plot.areaY(luck, { x: 'members', y1: 'low', y2: 'high', fill: 'currentColor', fillOpacity: 0.16 }),
        Plot.line(now, { ...path, stroke: 'currentColor', strokeWidth: 5, strokeOpacity: 0.3 }),
        Plot.line(made, { ...path, stroke: group.colour, strokeWidth: 2 }),
        Plot.line(held, { ...path, stroke: 'currentColor', strokeWidth: 1.4, strokeDasharray: '4 3' }),
      ],
    },
  );
}

/** Gini of the blocks, beside luck, the weights, and the stakes at the end. */
function giniNote(evidence: Evidence, group: Group): Content {
  const row = evidence.row(group, 'gini');
  if (!row || row.mean === null) return undefined;
  const end = evidence.row(group, 'stake_gini')?.mean;
  const parts = [
    ['luck', row.baseline],
    ['weights', row.weights],
    ['stake at the end', end],
  ] as const;
  return html`Gini of the blocks
  ${formatValue(row.mean, 'number')}${parts.map(
    ([what, value]) => typeof value === 'number' && `; ${what} ${formatValue(value, 'number')}`,
  )}`;
}

export function lorenzFigure(evidence: Evidence): Markup {
  const panels = evidence.pictured.map(panelOf);
  const { size, width } = sizeFor(panels.length, 'small');
  const moves = panels.some(({ now }) => now.length > 0);
  return figureOf({
    id: 'lorenz',
    title: moves ? 'How unequal, then and now?' : 'How unequal are the blocks beside the weights?',
    reading: html`Go along the producers from the smallest to the largest: a curve is the share of the whole that they
    have together. The straight line is perfect equality; the deeper the sag, the more unequal. The dashed curve is the
    weight${moves && ' that all held at the start, the wide pale one the stake that they own in the end'}, the coloured
    one the blocks: below the dashed curve, blocks are shared out less equally than weight. A short run sags deeper by
    luck alone: the band holds 95 % of single runs in which as many blocks are drawn by weight. Curves are means of the
    runs’ own; idle producers count.`,
    key: html`<ul class="key">
      <li>${sample('thick', 'canonical blocks, in the colour of the protocol')}</li>
      <li>${sample('band', 'luck: 95 % of single runs')}</li>
      <li>${sample('dashed', moves ? 'weights then, at the start' : 'weights')}</li>
      ${moves && html`<li>${sample('pale', 'stakes now, at the end')}</li>`}
    </ul>`,
    panels: panels.map((panel) => ({
      title: named(panel.group),
      note: giniNote(evidence, panel.group),
      chart: panel.made.length > 0 ? chart(panel, width) : html`<p class="note">No canonical block to count.</p>`,
    })),
    size,
  });
}
