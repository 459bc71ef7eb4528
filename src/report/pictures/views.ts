/** Who led when: the views of one run of each protocol, and which of them nodes had to give up. */
import * as Plot from '@observablehq/plot';
import { ticks as linearTicks } from 'd3-array';
import type { TimedView } from '../../observers/view-timeline.js';
import type { RunRecord } from '../../runner/record.js';
import type { Evidence, Group } from '../evidence.js';
import { counted, formatSeconds } from '../format.js';
import { html } from '../markup.js';
import type { Content, Markup } from '../markup.js';
import { tickText, ticksOf } from './axes.js';
import { draw } from './canvas.js';
import { figureOf, named, type Panel } from './figure.js';

const US_PER_S = 1e6;
const WIDTH = 1000;
/** Pixels for a node's lane, and for all lanes together. */
const LANE = 16;
const MOST_HIGH = 320;

interface Reign {
  readonly view: string;
  readonly leader: number;
  readonly from: number;
  readonly to: number;
  readonly failed: boolean;
}

function reignsOf(views: readonly TimedView[], endS: number): Reign[] {
  const inOrder = views.toSorted((a, b) => a[3] - b[3]);
  return inOrder.map(([height, view, leader, from], index) => {
    const next = inOrder[index + 1];
    return {
      view: height > 0 ? `${view} of height ${height}` : String(view),
      leader,
      from: from / US_PER_S,
      to: next ? next[3] / US_PER_S : endS,
      failed: next?.[4] === 'timeout',
    };
  });
}

function chart(group: Group, record: RunRecord, reigns: readonly Reign[]): Markup {
  const n = Number(record.columns['nodes']);
  const end = Number(record.columns['sim_time_s']);
  const known = reigns.filter(({ leader }) => leader >= 0);
  const failed = reigns.filter((reign) => reign.failed);
  const lanes = linearTicks(0, n - 1, Math.min(n - 1, 8)).filter(Number.isInteger);
  const times = ticksOf({ type: 'linear', domain: [0, end] }, 'seconds', 10);
  const title = ({ view, leader, from, to, failed: gaveUp }: Reign) =>
    `view ${view}: ${leader < 0 ? 'no leader' : `led by node ${leader}`}, ${formatSeconds(from)} to ${formatSeconds(to)}${gaveUp ? ', given up' : ''}`;
  return draw(
    {
      title: `${group.protocol}: who leads when`,
      description: `${counted(reigns.length, 'view')}, ${failed.length} of them given up.`,
    },
    {
      width: WIDTH,
      height: Math.min(MOST_HIGH, Math.max(3, n) * LANE) + 44,
      marginLeft: 54,
      marginRight: 12,
      marginTop: 6,
      marginBottom: 36,
      x: { domain: [0, end] },
      y: { domain: [n - 0.5, -0.5], axis: null },
      marks: [
        Plot.axisX(times, {
          anchor: 'bottom',
          text: tickText(times, 'seconds'),
          tickSize: 4,
          label: 'time →',
        }),
        Plot.text(lanes, {
          x: 0,
          y: (node: number) => node,
          text: (node: number) => `node ${node}`,
          textAnchor: 'end',
          dx: -8,
        }),
        Plot.ruleY(lanes, { stroke: 'var(--grid)' }),
        Plot.link(known, {
          x1: 'from',
          x2: 'to',
          y1: 'leader',
          y2: 'leader',
          stroke: ({ failed: gaveUp }: Reign) => (gaveUp ? 'var(--bad)' : group.colour),
          strokeWidth: 6,
          title,
        }),
        Plot.dot(failed, {
          x: 'to',
          y: ({ leader }: Reign) => Math.max(leader, 0),
          symbol: 'times',
          r: 3.5,
          stroke: 'var(--bad)',
          strokeWidth: 1.6,
          title,
        }),
      ],
    },
  );
}

function panelOf(group: Group): Panel[] {
  const record = group.records.find(({ views }) => views && views.length > 0);
  if (!record?.views) return [];
  const reigns = reignsOf(record.views, Number(record.columns['sim_time_s']));
  // Where all lead, or nobody does, there is nothing to draw.
  if (reigns.every(({ leader }) => leader < 0)) return [];
  const failed = reigns.filter((reign) => reign.failed).length;
  return [
    {
      title: named(group),
      note: html`seed ${record.seed}: ${counted(reigns.length, 'view')}, ${failed === 0 ? 'none' : failed} given up`,
      chart: chart(group, record, reigns),
    },
  ];
}

/** The first seed of each protocol that has views. */
export function viewsFigure(evidence: Evidence): Content {
  const panels = evidence.shown.flatMap(panelOf);
  if (panels.length === 0) return null;
  return figureOf({
    id: 'views',
    title: 'Who led when',
    reading: html`Each bar is a view (round, epoch, term) on the line of the node that leads it, from when the first
    correct node entered it to when one entered the next. A red bar that ends in a cross is a view that nodes gave up.`,
    panels,
    size: 'strip',
  });
}
