/** How long blocks take to spread: the share of nodes that have a block within a time, beside what is published. */
import { mean, sum } from 'd3-array';
import { wilsonInterval } from '../../metrics/wilson.js';
import { columnOf } from '../aggregate.js';
import type { Evidence, Group } from '../evidence.js';
import { counted, formatShare, formatValue, shortened } from '../format.js';
import { html } from '../markup.js';
import type { Content, Markup } from '../markup.js';
import { publishedOf, type Published } from '../published.js';
import { cumulativeChart, meanSteps, type Step } from './cumulative.js';
import { figureOf, keyOf, named, sample } from './figure.js';

interface Curve {
  readonly group: Group;
  readonly steps: readonly Step[];
}

function publishedIn(curves: readonly Curve[]): Published[] {
  const worlds = curves.map(({ group }) => group.records.find(({ propagation }) => propagation)?.propagation?.world);
  return [...new Set(worlds)].map(publishedOf).filter((published) => published !== undefined);
}

/** The first percent is makers and their neighbours, and would squeeze the rest. */
const FROM = 0.01;

function chart(curves: readonly Curve[], published: readonly Published[]): Markup {
  return cumulativeChart(curves, {
    title: 'Propagation of blocks: share of nodes that have a block within a time',
    up: 'share of nodes that have it',
    across: 'since the block was made',
    published: published.flatMap((each) => each.points.map(([share, seconds]) => ({ share, seconds }))),
    from: FROM,
  });
}

/** Stale blocks of all runs together: the interval takes them for independent. */
function staleCell({ records }: Group): Content {
  const stale = sum(records, (record) => Number(columnOf(record, 'blocks_stale')));
  const made = stale + sum(records, (record) => Number(columnOf(record, 'blocks_canonical')));
  const hasRate = records.some((record) => columnOf(record, 'stale_rate') !== null);
  const interval = hasRate ? wilsonInterval(stale, made) : null;
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
    <td data-label="half within">${at(0.5)}</td>
    <td data-label="90 % within">${at(0.9)}</td>
    <td data-label="half, of a median block"></td>
    <td data-label="stale blocks">
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
  return html`<table class="spreading">
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
            <td data-label="half within">${seconds(group, 'propagation_p50_s')}</td>
            <td data-label="90 % within">${seconds(group, 'propagation_p90_s')}</td>
            <td data-label="half, of a median block">${seconds(group, 'propagation_block_p50_s')}</td>
            <td data-label="stale blocks"><div>${staleCell(group)}</div></td>
          </tr>`,
      )}
      ${published.map(publishedRow)}
    </tbody>
  </table>`;
}

/** Nothing where no block spread. */
export function propagationFigure(evidence: Evidence): Content {
  const curves = evidence.overlaid
    .map((group) => ({
      group,
      steps: meanSteps(group.records.flatMap(({ propagation }) => (propagation ? [propagation.quantilesS] : []))),
    }))
    .filter(({ steps }) => steps.length > 1);
  if (curves.length === 0) return null;
  const published = publishedIn(curves);
  return figureOf({
    id: 'propagation',
    title: 'How fast do blocks spread?',
    reading: html`The height of a curve is the share of nodes that had a block within the time below it, all blocks
    together that more than 90 % of the nodes got. A curve that rises late starts behind a slow uplink; a long foot to
    the right are nodes that are reached last. Time runs in powers of ten; each quantile is the mean over the runs. A
    median block is the one that half of the blocks are faster
    than.${published.length > 0 && ' Diamonds are published quantiles of the world that the scenario names: they hold for its own number of nodes, block size and interval.'}`,
    key: keyOf(
      curves.map(({ group }) => group),
      published.map(({ source }) => sample('diamond', source)),
    ),
    panels: [{ chart: chart(curves, published) }, { chart: table(evidence, curves, published) }],
    size: 'strip',
  });
}
