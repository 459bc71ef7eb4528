/** Where nodes, hash power and blocks are, and how long blocks take to get there: a schematic map and a table. */
import * as Plot from '@observablehq/plot';
import { mean } from 'd3-array';
import type { RegionRow } from '../../runner/record.js';
import type { Evidence, Group } from '../evidence.js';
import { formatSeconds, formatShare, formatValue } from '../format.js';
import { html } from '../markup.js';
import type { Content, Markup } from '../markup.js';
import { draw } from './canvas.js';
import { figureOf, named, sample } from './figure.js';

/** Regions by all names that they go by, where they stand on the map: 0 to 100 from the west, 0 to 60 from the south. */
const PLACES: readonly (readonly [names: readonly string[], x: number, y: number])[] = [
  [['north-america', 'na'], 17, 42],
  [['us-west', 'western-north-america'], 9, 40],
  [['us-east', 'eastern-north-america'], 23, 40],
  [['canada'], 17, 52],
  [['central-america', 'caribbean'], 19, 28],
  [['south-america', 'sa', 'latin-america'], 29, 14],
  [['europe', 'eu'], 48, 46],
  [['western-europe', 'eu-west'], 43, 45],
  [['northern-europe', 'eu-north'], 49, 55],
  [['central-europe', 'eu-central'], 50, 46],
  [['southern-europe', 'eu-south'], 48, 38],
  [['eastern-europe', 'eu-east'], 55, 48],
  [['russia'], 66, 53],
  [['africa', 'af'], 50, 16],
  [['north-africa'], 47, 29],
  [['south-africa'], 53, 6],
  [['middle-east', 'me'], 59, 31],
  [['india', 'south-asia'], 68, 24],
  [['asia', 'asia-pacific', 'ap'], 71, 30],
  [['china'], 77, 38],
  [['east-asia'], 82, 37],
  [['southeast-asia', 'south-east-asia', 'singapore'], 77, 19],
  [['hong-kong'], 79, 30],
  [['korea', 'south-korea'], 84, 43],
  [['japan', 'jp'], 90, 41],
  [['australia', 'oceania', 'au'], 86, 10],
  [['new-zealand'], 95, 4],
];
/** Protocols whose columns fit beside each other. */
const MOST_PROTOCOLS = 4;
/** Radius in pixels of a region with everything. */
const LARGEST = 78;

interface Site extends RegionRow {
  readonly x: number;
  readonly y: number;
}

/** Region by region the mean over the runs; in the order of the world. */
function rowsOf({ records }: Group): RegionRow[] {
  const runs = records.flatMap(({ propagation }) => (propagation ? [propagation.regions] : []));
  return (runs[0] ?? []).map(({ region }, i) => {
    const of = (key: 'nodes' | 'weight' | 'blocks' | 'medianS') => mean(runs, (run) => run[i]![key] ?? NaN) ?? null;
    return { region, nodes: of('nodes') ?? 0, weight: of('weight') ?? 0, blocks: of('blocks'), medianS: of('medianS') };
  });
}

function siteOf(row: RegionRow): Site[] {
  const place = PLACES.find(([names]) => names.includes(row.region));
  return place ? [{ ...row, x: place[1], y: place[2] }] : [];
}

/** A circle for the nodes and a ring for the hash power, of the same scale of areas, and the median delay below. */
function map(group: Group, sites: readonly Site[]): Markup {
  const radius = (share: number) => LARGEST * Math.sqrt(share);
  const lowest = (site: Site) => Math.max(radius(site.nodes), radius(site.weight), 5);
  const spoken = ({ region, nodes, weight, medianS }: Site) =>
    `${region}: ${formatShare(nodes)} of the nodes, ${formatShare(weight)} of the hash power, blocks after ${formatValue(medianS, 'seconds')}.`;
  return draw(
    { title: 'Schematic map of the regions', description: sites.map(spoken).join(' ') },
    {
      width: 520,
      height: 300,
      margin: 0,
      x: { domain: [0, 100], axis: null },
      y: { domain: [-8, 60], axis: null },
      r: { type: 'identity' },
      marks: [
        Plot.dot(sites, {
          x: 'x',
          y: 'y',
          r: (site: Site) => radius(site.nodes),
          fill: group.colour,
          fillOpacity: 0.3,
        }),
        Plot.dot(sites, {
          x: 'x',
          y: 'y',
          r: (site: Site) => radius(site.weight),
          stroke: group.colour,
          strokeWidth: 2,
        }),
        ...sites.flatMap((site) => [
          Plot.text([site], { x: 'x', y: 'y', dy: lowest(site) + 11, text: 'region', fontWeight: 600 }),
          Plot.text([site], {
            x: 'x',
            y: 'y',
            dy: lowest(site) + 24,
            text: ({ medianS }: Site) => (medianS === null ? '' : `after ${formatSeconds(medianS)}`),
            fill: 'var(--muted)',
          }),
        ]),
      ],
    },
  );
}

/** In em: a share of the column would not widen it. */
const LONGEST_BAR = 2.4;

function bar(value: number | null, colour: string): Content {
  if (value === null || Number.isNaN(value)) return formatValue(null, 'share');
  return html`<span class="bar" style="width:${(LONGEST_BAR * value).toFixed(2)}em;background:${colour}"></span>
    ${formatShare(value)}`;
}

function table(groups: readonly Group[]): Markup {
  const columns = groups.map((group) => ({ group, rows: rowsOf(group) }));
  const [first] = columns;
  return html`<table class="regions">
    <thead>
      <tr>
        <th scope="col">region</th>
        <th scope="col">nodes</th>
        <th scope="col">weight</th>
        ${columns.map(
          ({ group }) =>
            html`<th scope="col">blocks<small>${named(group)}</small></th>
              <th scope="col">median delay<small>${named(group)}</small></th>`,
        )}
      </tr>
    </thead>
    <tbody>
      ${first!.rows.map(
        ({ region, nodes, weight }, i) =>
          html`<tr>
            <th scope="row">${region}</th>
            <td>${bar(nodes, 'var(--muted)')}</td>
            <td>${bar(weight, 'var(--muted)')}</td>
            ${columns.map(
              ({ group, rows }) =>
                html`<td>${bar(rows[i]!.blocks, group.colour)}</td>
                  <td>${formatValue(rows[i]!.medianS, 'seconds')}</td>`,
            )}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** Nothing where all nodes stand in one region, or no block spread. */
export function regionsFigure({ shown }: Evidence): Content {
  const groups = shown.filter((group) => rowsOf(group).length > 1).slice(0, MOST_PROTOCOLS);
  const [first] = groups;
  if (!first) return null;
  const sites = rowsOf(first).flatMap(siteOf);
  const isMapped = sites.length === rowsOf(first).length;
  return figureOf({
    id: 'regions',
    title: 'Where are nodes, hash power and blocks?',
    reading: html`Who stands far from the others hears of their blocks late, and is heard late. Where the share of the
    blocks is above the share of the weight, the place is an advantage, if it is more than luck.
    ${isMapped && html`On the map, areas are shares of all: filled of the nodes, rings of the weight; below each region stands the median time until its nodes have a block, under ${first.protocol}.`}`,
    key: isMapped
      ? html`<ul class="key">
          <li>${sample('dot', 'share of nodes')}</li>
          <li>${sample('ring', 'share of weight')}</li>
        </ul>`
      : null,
    panels: [...(isMapped ? [{ chart: map(first, sites) }] : []), { chart: table(groups) }],
    size: 'strip',
  });
}
