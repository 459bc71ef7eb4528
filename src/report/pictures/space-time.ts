/** Who sent what to whom and when: a line per node, an arrow per message, in stretches of one run of each protocol. */
import * as Plot from '@observablehq/plot';
import type { SpaceTime } from '../../observers/space-time.js';
import type { RunRecord, SpaceTimes } from '../../runner/record.js';
import type { Evidence, Group } from '../evidence.js';
import { counted, formatSeconds } from '../format.js';
import { html, printable } from '../markup.js';
import type { Content, Markup } from '../markup.js';
import { tickText, ticksOf } from './axes.js';
import { draw } from './canvas.js';
import { figureOf, named, type Panel } from './figure.js';
import { PALETTE } from '../style.js';
import { arrowsOf, staysOf, US_PER_S, viewLabels, viewName, type Arrow, type Stay } from './stretch.js';

const LANE = 30;
const WIDTH = 1000;
const COLOURS = PALETTE.light.inks.length;
const DASHES: readonly string[] = ['', '6 3', '2 3'];

/** Colour and dash of a message kind: the same in all stretches of a run. */
function ink(kind: number): { readonly stroke: string; readonly dash: string } {
  return { stroke: `var(--p${kind % COLOURS})`, dash: DASHES[Math.floor(kind / COLOURS) % DASHES.length]! };
}

function backgroundOf(n: number, stretch: SpaceTime, stays: readonly Stay[]): Plot.Markish[] {
  const lanes = Array.from({ length: n }, (_, node) => node);
  const span = [stretch.from / US_PER_S, stretch.to / US_PER_S] as const;
  const labels = viewLabels(stays, stretch, WIDTH);
  const times = ticksOf({ type: 'linear', domain: [...span] }, 'seconds', 10);
  return [
    Plot.ruleY(lanes, { x1: span[0], x2: span[1], stroke: 'var(--rule)', strokeWidth: 1 }),
    Plot.ruleX(labels, { x: 'from', stroke: 'var(--muted)', strokeOpacity: 0.5, strokeDasharray: '2 3' }),
    // The leader's own line is thick for as long as it leads.
    Plot.link(
      stays.filter(({ node, leader }) => node === leader),
      {
        x1: 'from',
        x2: 'to',
        y1: 'node',
        y2: 'node',
        stroke: 'var(--muted)',
        strokeWidth: 5,
        strokeOpacity: 0.45,
        title: (stay: Stay) => `node ${stay.node} leads view ${viewName(stay)}`,
      },
    ),
    Plot.text(labels, {
      x: 'from',
      y: -0.72,
      text: (stay: Stay) => `view ${viewName(stay)}`,
      textAnchor: 'start',
      dx: 3,
      fill: 'var(--muted)',
    }),
    Plot.text(lanes, {
      x: span[0],
      y: (node: number) => node,
      text: (node: number) => `node ${node}`,
      textAnchor: 'end',
      dx: -8,
    }),
    Plot.axisX(times, {
      anchor: 'bottom',
      text: tickText(times, 'seconds'),
      tickSize: 4,
      label: 'time →',
    }),
  ];
}

function messageMarks(stretch: SpaceTime, kinds: readonly string[]): Plot.Markish[] {
  const arrows = arrowsOf(stretch, kinds);
  const line = { x1: 'x1', y1: 'y1', x2: 'x2', y2: 'y2', title: 'title' };
  const used = [...new Set(arrows.map(({ kind }) => kind))].sort((a, b) => a - b);
  return [
    ...used.map((kind) => {
      const { stroke, dash } = ink(kind);
      const own = arrows.filter((arrow) => arrow.kind === kind && !arrow.lost);
      const dashed = dash === '' ? {} : { strokeDasharray: dash };
      return Plot.arrow(own, {
        ...line,
        stroke,
        strokeWidth: 1.1,
        strokeOpacity: 0.85,
        headLength: 6,
        headAngle: 50,
        ...dashed,
      });
    }),
    Plot.link(
      arrows.filter(({ lost }) => lost),
      { ...line, stroke: (arrow: Arrow) => ink(arrow.kind).stroke, strokeWidth: 1 },
    ),
    Plot.dot(
      arrows.filter(({ lost }) => lost),
      {
        x: 'x2',
        y: 'y2',
        symbol: 'times',
        r: 3,
        stroke: 'var(--bad)',
        strokeWidth: 1.5,
        title: 'title',
      },
    ),
  ];
}

function eventMarks({ timeouts, decisions }: SpaceTime, timers: readonly string[]): Plot.Markish[] {
  const ran = timeouts.map(([node, timer, time]) => ({
    node,
    x: time / US_PER_S,
    timer: timers[timer] ?? `timer ${timer}`,
  }));
  const done = decisions.map(([node, height, , time]) => ({ node, x: time / US_PER_S, height }));
  return [
    Plot.dot(ran, {
      x: 'x',
      y: 'node',
      symbol: 'triangle2',
      r: 4.5,
      fill: 'var(--open)',
      stroke: 'var(--paper)',
      title: ({ node, timer, x }: (typeof ran)[number]) =>
        printable(`timer ${timer} of node ${node} runs out at ${formatSeconds(x)}`),
    }),
    Plot.dot(done, {
      x: 'x',
      y: 'node',
      r: 5,
      fill: 'var(--good)',
      stroke: 'var(--paper)',
      title: ({ node, height, x }: (typeof done)[number]) =>
        `node ${node} decides height ${height} at ${formatSeconds(x)}`,
    }),
  ];
}

/** One stretch as a chart. */
export function spaceTimeChart(
  name: string,
  n: number,
  stretch: SpaceTime,
  { kinds, timers }: Pick<SpaceTimes, 'kinds' | 'timers'>,
): Markup {
  const stays = staysOf(stretch);
  const lost = stretch.transmissions.filter(([, , , , arrival]) => arrival === null).length;
  const span = `${formatSeconds(stretch.from / US_PER_S)} to ${formatSeconds(stretch.to / US_PER_S)}`;
  return draw(
    {
      title: `${name}: messages from ${span}`,
      description: `${counted(stretch.transmissions.length, 'message')}, ${lost} of them lost; ${counted(stretch.timeouts.length, 'timeout')}; ${counted(stretch.decisions.length, 'decision')}.`,
    },
    {
      width: WIDTH,
      height: (n + 1) * LANE + 40,
      marginLeft: 54,
      marginRight: 12,
      marginTop: 8,
      marginBottom: 36,
      x: { domain: [stretch.from / US_PER_S, stretch.to / US_PER_S] },
      y: { domain: [-1, n - 0.6], axis: null, reverse: true },
      marks: [...backgroundOf(n, stretch, stays), ...messageMarks(stretch, kinds), ...eventMarks(stretch, timers)],
    },
  );
}

/** The kinds that a run's stretches show, in their colours, and the other signs. */
export function spaceTimeKey({ kinds, stretches }: SpaceTimes): Markup {
  const used = new Set(stretches.flatMap(({ transmissions }) => transmissions.map(([, , kind]) => kind)));
  const entries = [...used]
    .sort((a, b) => a - b)
    .map((kind) => {
      const { stroke, dash } = ink(kind);
      return named({ protocol: kinds[kind]!, kind: '', colour: stroke, dash: dash === '' ? 'none' : dash });
    });
  const sign = (drawing: Markup, meaning: string) =>
    html`<span class="name"
      ><svg class="spot" viewBox="0 0 18 10" aria-hidden="true">${drawing}</svg> ${meaning}</span
    >`;
  return html`<ul class="key">
    ${[
      ...entries,
      sign(html`<path d="M6 2L12 8M12 2L6 8" stroke="var(--bad)" stroke-width="1.6" />`, 'lost'),
      sign(html`<path d="M4.5 1.5H13.5L9 9Z" fill="var(--open)" />`, 'a timer runs out'),
      sign(html`<circle cx="9" cy="5" r="4.5" fill="var(--good)" />`, 'decides'),
      sign(
        html`<line x1="0" x2="18" y1="5" y2="5" stroke="var(--muted)" stroke-width="5" stroke-opacity="0.45" />`,
        'leads',
      ),
    ].map((entry) => html`<li>${entry}</li>`)}
  </ul>`;
}

function panelsOf(group: Group, record: RunRecord): Panel[] {
  const { spaceTimes } = record;
  if (!spaceTimes) return [];
  const n = Number(record.columns['nodes']);
  return spaceTimes.stretches.map((stretch, index) => {
    const what = index > 0 || stretch.from > 0 ? 'around the first view that was given up' : 'the opening';
    const cut = stretch.truncated && '; more was sent than is drawn';
    return {
      title: index === 0 && named(group),
      note: html`${what}, seed ${record.seed}${cut}`,
      chart: html`${spaceTimeKey({ ...spaceTimes, stretches: [stretch] })}
      ${spaceTimeChart(group.protocol, n, stretch, spaceTimes)}`,
    };
  });
}

/** The first seed of each protocol, where the network is small enough to be drawn. */
export function spaceTimeFigure(evidence: Evidence): Content {
  const panels = evidence.shown.flatMap((group) => {
    const record = group.records.find(({ spaceTimes }) => spaceTimes);
    return record ? panelsOf(group, record) : [];
  });
  if (panels.length === 0) return null;
  return figureOf({
    id: 'space-time',
    title: 'Who said what to whom, and when',
    reading: html`Each line is a node, each arrow a message from where and when it was sent to where and when it
      arrived. A thick line is the leader of its view. Point at a mark to read what it is. Another stretch of time is
      drawn by <code>consensim run FILE --run LABEL/0 --window 2s..4s</code>.`,
    panels,
    size: 'strip',
  });
}
