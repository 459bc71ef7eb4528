/** How long blocks take to spread: the share of nodes that have a block within a time, beside what is published. */
import * as Plot from '@observablehq/plot';
import { extent, mean, sum } from 'd3-array';
import { wilsonInterval } from '../../metrics/wilson.js';
import { columnOf } from '../aggregate.js';
import type { Evidence, Group } from '../evidence.js';
import { counted, formatSeconds, formatShare, formatValue, shortened } from '../format.js';
import { html } from '../markup.js';
import type { Content, Markup } from '../markup.js';
import { publishedOf, type Published } from '../published.js';
import { PALETTE } from '../style.js';
import { axisBelow, axisLeft, ticksOf } from './axes.js';
import { draw } from './canvas.js';
import { figureOf, keyOf, named, sample } from './figure.js';

/** Points of a sweep beyond which only the first is drawn. */
const MOST_VARIANTS = PALETTE.light.inks.length;

interface Step {
  readonly seconds: number;
  readonly share: number;
}

interface Curve {
  readonly group: Group;
  readonly steps: readonly Step[];
}

/** Quantile by quantile the mean over the runs in which a block spread. */
function stepsOf({ records }: Group): Step[] {
  const runs = records.flatMap(({ propagation }) => (propagation ? [propagation.quantilesS] : []));
  const steps = runs[0]?.length ?? 0;
  return Array.from({ length: steps }, (_, i) => ({ seconds: mean(runs, (run) => run[i]!)!, share: i / (steps - 1) }));
}

/** The groups that are drawn: the protocols of the first point, or the points of a sweep that one protocol alone goes through. */
export function drawnGroups({ shown, groups, protocols, variants }: Evidence): readonly Group[] {
  if (protocols.length > 1 || variants.length < 2 || variants.length > MOST_VARIANTS) return shown;
  return groups.map((group, i) => ({ ...group, protocol: group.variant, colour: `var(--p${i})` }));
}

function publishedIn(curves: readonly Curve[]): Published[] {
  const worlds = curves.map(({ group }) => group.records.find(({ propagation }) => propagation)?.propagation?.world);
  return [...new Set(worlds)].map(publishedOf).filter((published) => published !== undefined);
}

function chart(curves: readonly Curve[], published: readonly Published[]): Markup {
  const points = published.flatMap((each) => each.points.map(([share, seconds]) => ({ share, seconds })));
  // The first percent is makers and their neighbours, and would squeeze the rest.
  const drawn = curves.flatMap(({ steps }) => steps.filter(({ share, seconds }) => share >= 0.01 && seconds > 0));
  const [least = 0.1, most = 10] = extent([...drawn, ...points].map(({ seconds }) => seconds));
  const across = { type: 'log', domain: [least / 1.2, most * 1.2] } as const;
  const ticks = ticksOf(across, 'seconds', 6);
  const half = ({ group, steps }: Curve) => `${group.protocol}: half of the nodes within ${within(steps, 0.5)}.`;
  return draw(
    {
      title: 'Propagation of blocks: share of nodes that have a block within a time',
      description: curves.map(half).join(' '),
    },
    {
      width: 400,
      height: 300,
      marginLeft: 44,
      marginRight: 16,
      marginTop: 28,
      marginBottom: 40,
      x: { type: 'log', domain: [...across.domain], label: null },
      y: { domain: [0, 1], label: null },
      marks: [
        Plot.ruleX(ticks, { stroke: 'var(--grid)' }),
        ...axisLeft([0, 0.25, 0.5, 0.75, 1], 'share', { label: '↑ share of nodes that have it', labelOffset: 44 }),
        axisBelow(ticks, 'seconds', { label: 'since the block was made (log) →', labelOffset: 36 }),
        ...curves.map(({ group, steps }) =>
          Plot.line(
            steps.filter(({ seconds }) => seconds >= across.domain[0]),
            { x: 'seconds', y: 'share', stroke: group.colour, strokeWidth: 2.2, strokeDasharray: group.dash },
          ),
        ),
        Plot.dot(points, {
          x: 'seconds',
          y: 'share',
          symbol: 'diamond',
          r: 4.5,
          fill: 'var(--paper)',
          stroke: 'currentColor',
          strokeWidth: 1.5,
        }),
      ],
    },
  );
}

function within(steps: readonly Step[], share: number): string {
  return formatSeconds(steps[Math.round(share * (steps.length - 1))]!.seconds);
}

/** Stale blocks of all runs together: the interval takes them for independent. */
function staleCell({ records }: Group): Content {
  const stale = sum(records, (record) => Number(columnOf(record, 'blocks_stale')));
  const made = stale + sum(records, (record) => Number(columnOf(record, 'blocks_canonical')));
  const interval = wilsonInterval(stale, made);
  if (!interval) return formatValue(null, 'share');
  return html`${formatShare(stale / made)}<small
      >${rangeOf(interval.low, interval.high)}, ${counted(made, 'block')}</small
    >`;
}

function rangeOf(low: number, high: number): string {
  return `${formatShare(low)} to ${formatShare(high)}`;
}

function publishedRow({ source, points, stale }: Published): Markup {
  const at = (share: number) => formatValue(points.find(([of]) => of === share)?.[1], 'seconds');
  return html`<tr>
    <th scope="row">${source}</th>
    <td>${at(0.5)}</td>
    <td>${at(0.9)}</td>
    <td></td>
    <td>
      ${formatShare(stale.rate)}${stale.low !== undefined && html`<small>${rangeOf(stale.low, stale.high!)}</small>`}
    </td>
  </tr>`;
}

function table(evidence: Evidence, curves: readonly Curve[], published: readonly Published[]): Markup {
  const seconds = (group: Group, column: string) =>
    formatValue(
      mean(group.records, (record) => Number(columnOf(record, column) ?? NaN)),
      'seconds',
    );
  return html`<table>
    <thead>
      <tr>
        <th scope="col">protocol</th>
        <th scope="col">half within</th>
        <th scope="col">90 % within</th>
        <th scope="col">half, of a median block</th>
        <th scope="col">stale blocks</th>
      </tr>
    </thead>
    <tbody>
      ${curves.map(
        ({ group }) =>
          html`<tr>
            <th scope="row">${named({ ...group, protocol: shortened(group.protocol, 60) })}</th>
            <td>${seconds(group, 'propagation_p50_s')}</td>
            <td>${seconds(group, 'propagation_p90_s')}</td>
            <td>${seconds(group, 'propagation_block_p50_s')}</td>
            <td>${staleCell(group)}</td>
          </tr>`,
      )}
      ${published.map(publishedRow)}
    </tbody>
  </table>`;
}

/** Nothing where no block spread. */
export function propagationFigure(evidence: Evidence): Content {
  const curves = drawnGroups(evidence)
    .map((group) => ({ group, steps: stepsOf(group) }))
    .filter(({ steps }) => steps.length > 1);
  if (curves.length === 0) return null;
  const published = publishedIn(curves);
  return figureOf({
    id: 'propagation',
    title: 'How fast do blocks spread?',
    reading: html`The height of a curve is the share of nodes that had a block within the time below it, all blocks
    together that more than 90 % of the nodes got. A curve that rises late starts behind a slow uplink; a long foot to
    the right are nodes that are reached last. Time runs in powers of ten; each quantile is the mean over the
    runs.${published.length > 0 && ' Diamonds are published quantiles of the world that the scenario names: they hold for its own number of nodes, block size and interval.'}`,
    key: keyOf(
      curves.map(({ group }) => group),
      published.map(({ source }) => sample('diamond', source)),
    ),
    panels: [{ chart: chart(curves, published) }, { chart: table(evidence, curves, published) }],
    size: 'strip',
  });
}
