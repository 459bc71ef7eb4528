/** Share of the blocks against share of the weight, with the funnel in which pure luck keeps 95 % of the producers. */
import * as Plot from '@observablehq/plot';
import { ticks as linearTicks } from 'd3-array';
import type { Evidence, Group } from '../evidence.js';
import { counted, formatShare, formatTick } from '../format.js';
import { html, printable } from '../markup.js';
import type { Markup } from '../markup.js';
import { axisBelow, ticksOf } from './axes.js';
import { draw } from './canvas.js';
import { figureOf, keyOf, named, sample } from './figure.js';
import type { Panel } from './figure.js';
import { duesOf, frameOf, funnelOf, isBeyond, luckRange, spread } from './luck.js';
import type { Due, Frame, Limits, Tally } from './luck.js';

/** Dots inside the funnel that are drawn; of more, every so many-th by weight is. */
const MOST_DOTS = 400;

interface Spot {
  readonly due: Due;
  readonly x: number;
  readonly outside: boolean;
}

/** What a panel shows. */
interface Shown {
  readonly tally: Tally;
  readonly frame: Frame;
  readonly spots: readonly Spot[];
}

function spotsOf({ dues, blocks }: Tally, frame: Frame): Spot[] {
  const weighty = dues.filter((due) => due.luck !== null);
  return spread(weighty, frame.weights).map(({ due, x }) => ({ due, x, outside: isBeyond(due, blocks) }));
}

function titleOf({ producer, share, weight }: Due): string {
  return printable(`${producer}: ${formatShare(share)} of blocks, ${formatShare(weight)} of weight`);
}

/** All dots outside the funnel, and of those inside it as many as can be told apart. */
function drawn(spots: readonly Spot[]): Spot[] {
  const inside = spots.filter((spot) => !spot.outside).sort((a, b) => a.x - b.x);
  const step = Math.ceil(inside.length / MOST_DOTS);
  return [...inside.filter((_, index) => index % step === 0), ...spots.filter((spot) => spot.outside)];
}

/** Producers without weight: at the bottom when they made nothing, at the top when they made blocks all the same. */
function weightlessMarks(
  dues: readonly Due[],
  frame: Frame,
  luck: readonly [number, number],
  colour: string,
): Plot.Markish[] {
  const { margin, weights } = frame;
  if (margin === null) return [];
  const idle = dues.filter((due) => due.luck === null && due.share === 0);
  const paid = dues.filter((due) => due.luck === null && due.share > 0);
  const spots = [
    ...paid.map((due) => ({ y: luck[1], title: `${due.producer}: no weight, ${formatShare(due.share)} of blocks` })),
    ...(idle.length > 0
      ? [{ y: luck[0], title: `${counted(idle.length, 'producer')} without weight and without a block` }]
      : []),
  ];
  return [
    Plot.ruleX([Math.sqrt(margin * weights[0])], { stroke: 'var(--rule)', strokeDasharray: '2 2' }),
    Plot.dot(spots, {
      x: () => margin,
      y: 'y',
      title: ({ title }: { title: string }) => printable(title),
      r: 3.5,
      stroke: colour,
      fill: 'var(--paper)',
      strokeWidth: 1.4,
    }),
  ];
}

function funnelMarks(group: Group, { tally, frame, spots }: Shown, luck: readonly [number, number]): Plot.Markish[] {
  const kept = (value: number) => Math.min(luck[1], Math.max(luck[0], value));
  return [
    Plot.areaY(funnelOf(frame.weights, tally.blocks), {
      x: 'weight',
      y1: (limits: Limits) => kept(limits.low),
      y2: (limits: Limits) => kept(limits.high),
      fill: 'currentColor',
      fillOpacity: 0.12,
    }),
    Plot.ruleY([1], { stroke: 'currentColor', strokeWidth: 1 }),
    ...weightlessMarks(tally.dues, frame, luck, group.colour),
    Plot.dot(drawn(spots), {
      x: 'x',
      y: ({ due }: Spot) => kept(due.luck!),
      title: ({ due }: Spot) => titleOf(due),
      r: 2.8,
      fill: group.colour,
      fillOpacity: (spot: Spot) => (spot.outside ? 1 : 0.5),
      stroke: (spot: Spot) => (spot.outside ? 'var(--ink)' : 'none'),
      strokeWidth: 0.9,
    }),
  ];
}

function chart(group: Group, shown: Shown, description: string): Markup {
  const { tally, frame } = shown;
  const luck = luckRange(tally, frame);
  const { margin, weights } = frame;
  const ticks = ticksOf({ type: 'log', domain: weights }, 'share', 6);
  const across = linearTicks(luck[0], luck[1], 5);
  return draw(
    { title: `${group.protocol}: share of blocks against share of weight`, description },
    {
      width: 256,
      height: 236,
      marginLeft: 36,
      marginRight: 12,
      marginTop: 26,
      marginBottom: 38,
      x: { type: 'log', domain: [margin === null ? weights[0] : margin / 1.15, weights[1]], label: null },
      y: { domain: luck, label: null },
      marks: [
        Plot.ruleY(across, { stroke: 'var(--grid)' }),
        Plot.axisY(across, {
          tickSize: 0,
          text: (value: number) => `${formatTick(value, 'number')}×`,
          label: '↑ share of blocks ÷ share of weight',
          labelOffset: 36,
        }),
        axisBelow(margin === null ? ticks : [margin, ...ticks], 'share', {
          text: (weight: number) => (weight === margin ? 'none' : formatTick(weight, 'share')),
          label: 'share of weight (log) →',
          labelOffset: 34,
        }),
        ...funnelMarks(group, shown, luck),
      ],
    },
  );
}

function panel(group: Group, tally: Tally, frame: Frame | null): Panel {
  const title = named(group);
  if (frame === null || tally.blocks === 0) {
    return { title, chart: html`<p class="note">No canonical block to count.</p>` };
  }
  const spots = spotsOf(tally, frame);
  const inside = spots.filter((spot) => !spot.outside).length;
  const step = Math.ceil(inside / MOST_DOTS);
  const thinned = step > 1 ? `; one in ${step} of them is drawn` : '';
  const note = `${inside} of ${counted(spots.length, 'producer')} inside the funnel${thinned}`;
  return {
    title,
    note,
    chart: chart(group, { tally, frame, spots }, `${note} within which pure luck keeps 95 % of them.`),
  };
}

const WITHOUT_WEIGHT =
  'Producers without weight stand at the left margin: at the bottom when they made no block, at the top when they did.';

export function funnelFigure(evidence: Evidence): Markup {
  const sets = evidence.shown.map((group) => duesOf(group.records));
  const frame = frameOf(sets);
  return figureOf({
    id: 'share-against-weight',
    title: 'Who got more than their weight, and is it more than luck?',
    reading: html`Each dot is a producer: further right is more weight, above the line is more canonical blocks than the
    weight is due, all runs together. Pure luck keeps 19 of 20 dots inside the grey funnel (binomial, 95 %), which is
    wide for the small and narrow for the large. Dots outside are ringed; a slope from lower left to upper right means
    that the rules favour the large. Each panel has its own vertical scale. ${frame?.margin && WITHOUT_WEIGHT} Luck
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
    size: 'small',
  });
}
