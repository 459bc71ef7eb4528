/** The block tree of one run, where it forked. */
import * as Plot from '@observablehq/plot';
import type { Evidence, Group } from '../evidence.js';
import { counted, formatSeconds } from '../format.js';
import { html, printable } from '../markup.js';
import type { Content, Markup } from '../markup.js';
import type { RunRecord } from '../../runner/record.js';
import { layOutTree } from './branches.js';
import type { PlacedBlock, Stretch, TreeLayout } from './branches.js';
import { draw } from './canvas.js';
import { figureOf, named, sample } from './figure.js';
import type { Panel } from './figure.js';

const COLUMN = 21;
const LANE = 17;

interface Edge {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** The edge to a block's parent, cut in the middle where the drawing starts or ends. */
function edgeOf(block: PlacedBlock, { from, to }: Stretch): Edge {
  const half = (block.lane + block.parentLane) / 2;
  const [start, end] = [block.height - 1 < from, block.height > to];
  return {
    x1: start ? block.height - 0.5 : block.height - 1,
    y1: start ? half : block.parentLane,
    x2: end ? block.height - 0.5 : block.height,
    y2: end ? half : block.lane,
  };
}

/** Heights at which a block was lost, as many as can be written without touching. */
function numberedHeights(stale: readonly PlacedBlock[]): number[] {
  const numbered: number[] = [];
  for (const height of [...new Set(stale.map((block) => block.height))].sort((a, b) => a - b)) {
    if (height - (numbered.at(-1) ?? -Infinity) >= 2) numbered.push(height);
  }
  return numbered;
}

function producerOf(record: RunRecord, { producer }: PlacedBlock): string {
  return record.producers[producer]?.producer ?? String(producer);
}

function titleOf(record: RunRecord, block: PlacedBlock): string {
  if (block.height === 0) return 'genesis';
  const stale = block.canonical ? '' : ', stale';
  const made = `height ${block.height}, producer ${producerOf(record, block)}, made at ${formatSeconds(block.timeS)}`;
  return printable(`${made}${heardOf(block)}${stale}`);
}

function heardOf({ heardS, timeS }: PlacedBlock): string {
  if (heardS === undefined || heardS === timeS) return '';
  return heardS === null ? ', never heard by a correct node' : `, first heard by one at ${formatSeconds(heardS)}`;
}

function edgeMarks({ colour }: Group, stretch: Stretch): Plot.Markish[] {
  const { to, blocks, goesOn } = stretch;
  const children = blocks.filter(({ height }) => height > 0);
  const edges = (canonical: boolean, withheld: boolean) =>
    children
      .filter((block) => block.canonical === canonical && block.withheld === withheld)
      .map((block) => edgeOf(block, stretch));
  const ends = !goesOn && blocks.some(({ canonical, height }) => canonical && height === to);
  const stub: Edge[] = ends ? [{ x1: to, x2: to + 0.5, y1: 0, y2: 0 }] : [];
  const line = { x1: 'x1', y1: 'y1', x2: 'x2', y2: 'y2', strokeWidth: 1.6 };
  return [
    Plot.link([...edges(true, false), ...stub], { ...line, stroke: 'var(--muted)' }),
    Plot.link(edges(true, true), { ...line, stroke: 'var(--muted)', strokeDasharray: '2 2' }),
    Plot.link(edges(false, false), { ...line, stroke: colour }),
    Plot.link(edges(false, true), { ...line, stroke: colour, strokeDasharray: '2 2' }),
  ];
}

function chart(group: Group, record: RunRecord, stretch: Stretch, lanes: readonly [number, number]): Markup {
  const { from, to } = stretch;
  const shown = stretch.blocks.filter(({ height }) => height <= to);
  const stale = shown.filter((block) => !block.canonical);
  const lowest = Math.min(0, ...shown.map(({ lane }) => lane));
  const inkOf = (block: PlacedBlock) => (block.canonical ? 'var(--muted)' : group.colour);
  const withheld = shown.filter((block) => block.withheld).length;
  const producers = stale.map((block) => producerOf(record, block)).join(', ');
  return draw(
    {
      title: `${group.protocol}: heights ${from} to ${to}`,
      description: `${counted(stale.length, 'stale block')} by producers ${producers}; ${withheld} withheld.`,
    },
    {
      width: (to - from + 1.2) * COLUMN,
      height: (lanes[1] - lanes[0] + 1) * LANE + 22,
      marginLeft: 0,
      marginRight: 0,
      marginTop: 0,
      marginBottom: 18,
      x: { domain: [from - 0.6, to + 0.6], axis: null },
      y: { domain: [lanes[0] - 0.5, lanes[1] + 0.5], axis: null },
      marks: [
        ...edgeMarks(group, stretch),
        Plot.dot(shown, {
          x: 'height',
          y: 'lane',
          symbol: 'square',
          r: 4.6,
          fill: (block: PlacedBlock) => (block.withheld ? 'var(--paper)' : inkOf(block)),
          stroke: (block: PlacedBlock) => (block.withheld ? inkOf(block) : 'var(--paper)'),
          strokeWidth: 1.4,
          title: (block: PlacedBlock) => titleOf(record, block),
        }),
        Plot.text(numberedHeights(stale), {
          x: (height: number) => height,
          y: () => lowest,
          text: (height: number) => String(height),
          dy: 15,
          fontSize: 10,
          fill: 'var(--muted)',
        }),
      ],
    },
  );
}

function noteOf(record: RunRecord, layout: TreeLayout): Content {
  const { recorded, forks, stale, drawnForks, drawnStale } = layout;
  return html`First ${counted(recorded, 'block')} of the run with seed ${record.seed}: ${counted(forks, 'fork')},
  ${counted(stale, 'stale block')}${
    drawnStale < stale &&
    html`. Drawn: the first ${counted(drawnForks, 'fork')} with ${counted(drawnStale, 'stale block')}; left out:
    ${counted(forks - drawnForks, 'fork')}, ${counted(stale - drawnStale, 'stale block')}`
  }.`;
}

function panelOf(group: Group, record: RunRecord, layout: TreeLayout): Panel {
  return {
    title: named(group),
    note: noteOf(record, layout),
    chart: html`<div class="tree">
      ${layout.stretches.map((stretch) => chart(group, record, stretch, layout.lanes))}
    </div>`,
  };
}

function unforked(trees: readonly { group: Group; layout: TreeLayout }[]): Content {
  if (trees.length === 0) return null;
  const list = trees.map(({ group, layout }, i) => {
    const recorded = counted(layout.recorded, 'block');
    return html`${i > 0 && ', '}${named(group)} (${recorded} recorded)`;
  });
  return html`<p class="note">No stale block: ${list}.</p>`;
}

export function treeFigure(evidence: Evidence): Content {
  const trees = evidence.shown.flatMap((group) => {
    const record = group.records.find((one) => one.tree && one.tree.length > 0);
    return record ? [{ group, record, layout: layOutTree(record.tree!) }] : [];
  });
  const forked = trees.filter(({ layout }) => layout.forks > 0);
  const panels = forked.map(({ group, record, layout }) => panelOf(group, record, layout));
  const anyWithheld = forked.some(({ layout }) =>
    layout.stretches.some(({ blocks }) => blocks.some(({ withheld }) => withheld)),
  );
  const calm = unforked(trees.filter(({ layout }) => layout.forks === 0));
  if (panels.length === 0) return calm;
  return figureOf({
    id: 'tree',
    title: 'Where the chain forked',
    reading: html`Grey squares are the chain that the correct nodes agree on at the end, from left to right by height;
    coloured squares are blocks that were made and lost. A hollow square was kept back: the next block was made before a
    correct node had heard of it. Point at a square to read when it was made and when it was first heard. A branch
    leaves the block that it was built on. The numbers are the heights of lost blocks; where nothing forked, the chain
    is cut out.`,
    key: html`<ul class="key">
      <li>${sample('square', 'canonical block')}</li>
      ${anyWithheld && html`<li>${sample('hollow', 'kept back')}</li>`}
      ${forked.map(({ group }) => html`<li>${named(group)}, stale</li>`)}
    </ul>`,
    panels: [...panels, ...(calm ? [{ chart: calm }] : [])],
    size: 'strip',
  });
}
