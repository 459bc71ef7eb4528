/** Share of the blocks against share of the weight, with the funnels in which pure luck keeps 95 and 99.8 % of the producers. */
import * as Plot from '@observablehq/plot';
import { ticks as linearTicks } from 'd3-array';
import type { Evidence, Group } from '../evidence.js';
import { counted, formatNumber, formatShare, formatTick, shortened } from '../format.js';
import { html, printable } from '../markup.js';
import type { Markup } from '../markup.js';
import { axisBelow, ticksOf } from './axes.js';
import { draw } from './canvas.js';
import { figureOf, keyOf, named, sample, sizeFor } from './figure.js';
import type { Panel } from './figure.js';
import { duesOf, frameOf, funnelOf, isBeyond, luckRange, spread, TAILS } from './luck.js';
import type { Due, Frame, Limits, Tally } from './luck.js';

/** Dots inside the funnel that are drawn, and dots outside; of more, every so many-th by weight is. */
const MOST_DOTS = 400;
const MOST_OUTSIDE = 1_000;
/** Those farthest out by blocks are drawn in any case, and may be named. */
const FARTHEST = 40;
/** Producers named in a panel, and how long a name is. */
const MOST_NAMES = 6;
const LONGEST_NAME = 16;
/** Pixels of a letter and of a line. */
const LETTER = 5.8;
const LINE = 11;
const HALVINGS: readonly number[] = [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8, 16];
const FRACTIONS: Readonly<Record<number, string>> = { 0.5: '½', 0.25: '¼', 0.125: '⅛', 0.0625: '1⁄16' };

interface Spot {
  readonly due: Due;
  readonly x: number;
  /** Where it is drawn: luck within the panel. */
  readonly y: number;
  readonly beyond: 'neither' | 'inner' | 'outer';
}

/** What a panel shows. */
interface Shown {
  readonly tally: Tally;
  readonly frame: Frame;
  readonly luck: readonly [number, number];
  readonly spots: readonly Spot[];
  readonly width: number;
}

const MARGIN = { left: 36, right: 12, top: 26, bottom: 38 } as const;
const heightOf = (width: number): number => Math.round(90 + 0.57 * width);

function spotsOf({ dues, blocks }: Tally, frame: Frame, [least, most]: readonly [number, number]): Spot[] {
  const weighty = dues.filter((due) => due.luck !== null);
  return spread(weighty, frame.weights).map(({ due, x }) => {
    const isOut = isBeyond(due, blocks, TAILS.inner);
    const beyond = !isOut ? 'neither' : isBeyond(due, blocks, TAILS.outer) ? 'outer' : 'inner';
    return { due, x, y: Math.min(most, Math.max(least, due.luck!)), beyond };
  });
}

function titleOf({ producer, share, weight }: Due): string {
  return printable(`${producer}: ${formatShare(share)} of blocks, ${formatShare(weight)} of weight`);
}

const away = ({ due }: Spot) => Math.abs(due.share - due.weight);

/** Outside a funnel, those farthest out by blocks. */
function farthest(spots: readonly Spot[], beyond: (spot: Spot) => boolean): Spot[] {
  return spots
    .filter(beyond)
    .sort((a, b) => away(b) - away(a))
    .slice(0, FARTHEST);
}

/** One in how many is drawn. */
const stepOf = (count: number, most: number): number => Math.max(1, Math.ceil(count / most));

/** As many dots as can be told apart, and those farthest out. */
function drawn(spots: readonly Spot[]): Spot[] {
  const byWeight = spots.toSorted((a, b) => a.x - b.x);
  const isOut = ({ beyond }: Spot) => beyond !== 'neither';
  const everyFew = (some: readonly Spot[], most: number) => {
    const step = stepOf(some.length, most);
    return some.filter((_, index) => index % step === 0);
  };
  const inside = everyFew(
    byWeight.filter((spot) => !isOut(spot)),
    MOST_DOTS,
  );
  const outside = everyFew(byWeight.filter(isOut), MOST_OUTSIDE);
  return [...inside, ...new Set([...outside, ...farthest(spots, isOut)])];
}

interface Named {
  readonly spot: Spot;
  readonly text: string;
  readonly side: 'start' | 'end';
}

/** Names for the dots farthest out by blocks, where they touch neither each other nor the edges. */
function namesIn({ spots, frame, luck, width }: Shown): Named[] {
  const [left, right] = [MARGIN.left, width - MARGIN.right];
  const start = Math.log(leftEnd(frame));
  const across = (x: number) => left + ((Math.log(x) - start) / (Math.log(frame.weights[1]) - start)) * (right - left);
  const height = heightOf(width) - MARGIN.top - MARGIN.bottom;
  const down = (y: number) => MARGIN.top + ((Math.log(luck[1]) - Math.log(y)) / (2 * Math.log(luck[1]))) * height;
  const outer = farthest(spots, ({ beyond }) => beyond === 'outer');
  const taken = outer.map(({ x, y }) => ({ from: across(x) - 4, to: across(x) + 4, at: down(y), half: 4 }));
  const named: Named[] = [];
  for (const spot of outer) {
    const text = shortened(printable(spot.due.producer), LONGEST_NAME);
    const [x, at, wide] = [across(spot.x), down(spot.y), LETTER * text.length];
    for (const side of ['start', 'end'] as const) {
      const [from, to] = side === 'start' ? [x + 5, x + 7 + wide] : [x - 7 - wide, x - 5];
      const isFree = taken.every(
        (box) => to < box.from || from > box.to || Math.abs(at - box.at) > LINE / 2 + box.half,
      );
      if (from < left || to > right + 4 || !isFree || named.length >= MOST_NAMES) continue;
      taken.push({ from, to, at, half: LINE / 2 });
      named.push({ spot, text, side });
      break;
    }
  }
  return named;
}

const leftEnd = ({ margin, weights }: Frame): number => (margin === null ? weights[0] : margin / 1.15);

/** Producers without weight: at the bottom when they made nothing, at the top when they made blocks all the same. */
function weightlessMarks({ tally, frame, luck }: Shown, colour: string): Plot.Markish[] {
  const { margin, weights } = frame;
  if (margin === null) return [];
  const without = tally.dues.filter((due) => due.luck === null);
  const idle = without.filter(({ share }) => share === 0).length;
  const spots = without
    .filter(({ share }) => share > 0)
    .map((due) => ({ y: luck[1], title: `${due.producer}: no weight, ${formatShare(due.share)} of blocks` }));
  if (idle > 0) spots.push({ y: luck[0], title: `${counted(idle, 'producer')} without weight and without a block` });
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

function funnelMarks(shown: Shown, colour: string): Plot.Markish[] {
  const { tally, frame, luck, spots } = shown;
  const kept = (value: number) => Math.min(luck[1], Math.max(luck[0], value));
  const band = (tail: number) =>
    Plot.areaY(funnelOf(frame.weights, tally.blocks, tail), {
      x: 'weight',
      y1: (limits: Limits) => kept(limits.low),
      y2: (limits: Limits) => kept(limits.high),
      fill: 'currentColor',
      fillOpacity: 0.085,
    });
  const names = namesIn(shown);
  return [
    band(TAILS.outer),
    band(TAILS.inner),
    Plot.ruleY([1], { stroke: 'currentColor', strokeWidth: 1 }),
    ...weightlessMarks(shown, colour),
    Plot.dot(drawn(spots), {
      x: 'x',
      y: 'y',
      title: ({ due }: Spot) => titleOf(due),
      r: 2.8,
      fill: colour,
      fillOpacity: ({ beyond }: Spot) => (beyond === 'neither' ? 0.5 : 1),
      stroke: ({ beyond }: Spot) => (beyond === 'neither' ? 'none' : 'var(--ink)'),
      strokeWidth: 0.9,
    }),
    ...(['start', 'end'] as const).map((side) =>
      Plot.text(
        names.filter((name) => name.side === side),
        {
          x: ({ spot }: Named) => spot.x,
          y: ({ spot }: Named) => spot.y,
          text: 'text',
          textAnchor: side,
          dx: side === 'start' ? 6 : -6,
          fontSize: 10,
          stroke: 'var(--paper)',
          strokeWidth: 3,
          strokeOpacity: 0.8,
          fill: 'currentColor',
        },
      ),
    ),
  ];
}

/** Halvings and doublings, or where little happens, tenths; at the foot, where nothing was made stands, there is no other tick. */
function luckTicks([low, high]: readonly [number, number]): number[] {
  const halvings = HALVINGS.filter((tick) => tick > low * 1.2 && tick <= high);
  return halvings.length >= 3 ? halvings : linearTicks(low, high, 5).filter((tick) => tick > low * 1.02);
}

function chart(group: Group, shown: Shown, description: string): Markup {
  const { frame, luck, width } = shown;
  const { margin, weights } = frame;
  const ticks = ticksOf({ type: 'log', domain: weights }, 'share', 6);
  const isAtFoot = shown.spots.some(({ due }) => due.luck! <= luck[0]);
  const across = [...(isAtFoot ? [luck[0]] : []), ...luckTicks(luck)];
  return draw(
    { title: `${group.protocol}: share of blocks against share of weight`, description },
    {
      width,
      height: heightOf(width),
      marginLeft: MARGIN.left,
      marginRight: MARGIN.right,
      marginTop: MARGIN.top,
      marginBottom: MARGIN.bottom,
      x: { type: 'log', domain: [leftEnd(frame), weights[1]], label: null },
      y: { type: 'log', domain: [...luck], label: null },
      marks: [
        Plot.ruleY(across, { stroke: 'var(--grid)' }),
        Plot.axisY(across, {
          tickSize: 0,
          text: (value: number) =>
            value === luck[0] && isAtFoot ? '≈ 0×' : `${FRACTIONS[value] ?? formatTick(value, 'number')}×`,
          label: '↑ share of blocks ÷ share of weight (log)',
          labelOffset: 36,
        }),
        axisBelow(margin === null ? ticks : [margin, ...ticks], 'share', {
          text: (weight: number) => (weight === margin ? 'none' : formatTick(weight, 'share')),
          label: 'share of weight (log) →',
          labelOffset: 34,
        }),
        ...funnelMarks(shown, group.colour),
      ],
    },
  );
}

function panel(group: Group, shown: Shown | null): Panel {
  const title = named(group);
  if (shown === null) return { title, chart: html`<p class="note">No canonical block to count.</p>` };
  const { spots } = shown;
  const [inside, outer] = (['neither', 'outer'] as const).map(
    (is) => spots.filter(({ beyond }) => beyond === is).length,
  );
  const thinned = [
    ['inside', stepOf(inside!, MOST_DOTS)] as const,
    ['outside', stepOf(spots.length - inside!, MOST_OUTSIDE)] as const,
  ].map(([where, step]) => (step > 1 ? `; one in ${step} of those ${where} is drawn` : ''));
  const byLuck = (share: number) =>
    share * spots.length < 0.5 ? 'none' : `about ${formatNumber(Math.round(share * spots.length))}`;
  const note = `${spots.length - inside!} of ${counted(spots.length, 'producer')} beyond 95\u202f% (by luck ${byLuck(0.05)}), ${outer} beyond 99.8\u202f%${thinned.join('')}`;
  return { title, note, chart: chart(group, shown, `${note}.`) };
}

const WITHOUT_WEIGHT =
  'Producers without weight stand at the left margin: at the bottom when they made no block, at the top when they did.';

const STAKED_AGAIN =
  'Where rewards are staked again, early luck is drawn with ever after (Pólya’s urn): fair draws then leave these funnels ' +
  'too, and those beyond them, or on a slope, are no evidence of favour.';

/** Whether stakes of any run that is shown change, so that its draws are not independent. */
const isStakedAgain = ({ pictured }: Evidence): boolean =>
  pictured.some(({ records }) => records.some(({ producers }) => producers.some(({ stake }) => stake !== undefined)));

export function funnelFigure(evidence: Evidence): Markup {
  const sets = evidence.pictured.map((group) => duesOf(group.records));
  const frame = frameOf(sets);
  const luck = frame && luckRange(sets, frame);
  const { size, width } = sizeFor(evidence.pictured.length, 'small');
  return figureOf({
    id: 'share-against-weight',
    title: 'Who got more than their weight, and is it more than luck?',
    reading: html`Each dot is a producer: further right is more weight; above the line it made more canonical blocks
    than its weight is due, all runs together, below it fewer. Independent draws by weight keep 19 of 20 dots inside the
    dark funnel and all but 1 in 500 inside the light one (binomial limits, 95 % and 99.8 %), which are wide for the
    small and narrow for the large. Dots beyond are ringed, and those beyond both named as far as there is room. A slope
    from lower left to upper right means that the rules favour the large. ${isStakedAgain(evidence) && STAKED_AGAIN}
    ${frame?.margin && WITHOUT_WEIGHT} Who made next to nothing stands at the foot, what lies beyond the scale at its
    edge.`,
    key: keyOf(
      [],
      [
        sample('band', '95 % and 99.8 % funnels of pure luck'),
        sample('dot', 'producer'),
        sample('ring', 'beyond the funnel, or without weight'),
      ],
    ),
    panels: evidence.pictured.map((group, i) => {
      const tally = sets[i]!;
      if (frame === null || luck === null || tally.blocks === 0) return panel(group, null);
      return panel(group, { tally, frame, luck, spots: spotsOf(tally, frame, luck), width });
    }),
    size,
  });
}
