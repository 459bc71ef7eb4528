/** Each metric as a dot with its interval per protocol, beside what luck and the weights alone give. */
import * as Plot from '@observablehq/plot';
import { extent, max } from 'd3-array';
import type { SummaryRow } from '../aggregate.js';
import type { Evidence, Group } from '../evidence.js';
import { DASH, formatValue, shortened } from '../format.js';
import { html, printable } from '../markup.js';
import type { Content, Markup } from '../markup.js';
import { bounded, measureOf, USUAL_COLUMNS } from '../measures.js';
import type { Measure } from '../measures.js';
import { axisBelow, rangeOf, ticksOf, withRoom } from './axes.js';
import { draw } from './canvas.js';
import { figureOf, sample } from './figure.js';
import type { Panel } from './figure.js';

const LONGEST_LABEL = 15;
const ROW = 30;
/** In pixels. */
const [WIDTH, MARGIN_RIGHT] = [330, 66];

interface Line {
  readonly group: Group;
  readonly row: SummaryRow | undefined;
  /** Distinct for the scale even where shortened names are not. */
  readonly position: string;
}

const valuesOf = ({ row }: Line) =>
  [row?.mean, row?.ciLow, row?.ciHigh, row?.baseline, row?.weights].filter((value) => typeof value === 'number');

function nameMarks(lines: readonly Line[], evidence: Evidence, measure: Measure): Plot.Markish[] {
  const valued = lines.filter(({ row }) => typeof row?.mean === 'number');
  const missing = lines.filter(({ row }) => typeof row?.mean !== 'number');
  return [
    Plot.text(lines, {
      y: 'position',
      text: ({ group }: Line) => shortened(printable(group.protocol), LONGEST_LABEL),
      title: ({ group }: Line) => printable(group.protocol),
      frameAnchor: 'left',
      textAnchor: 'end',
      dx: -8,
      fontSize: 11.5,
    }),
    Plot.text(valued, {
      y: 'position',
      text: ({ row }: Line) => formatValue(row!.mean, measure.unit),
      frameAnchor: 'right',
      textAnchor: 'start',
      dx: 8,
      fontWeight: 600,
      fontSize: 11.5,
      fontVariant: 'tabular-nums',
    }),
    Plot.text(missing, {
      y: 'position',
      text: ({ group }: Line) => shortened(`${DASH} ${evidence.reasons(group, measure.column)}`, 34),
      frameAnchor: 'left',
      textAnchor: 'start',
      dx: 4,
      fill: 'var(--muted)',
      stroke: 'var(--paper)',
      strokeWidth: 5,
    }),
  ];
}

/** The value of the weights when it is the same under all protocols, as it is unless the scenario varies them. */
function commonWeights(lines: readonly Line[]): number | null {
  const values = lines.map(({ row }) => row?.weights).filter((value) => typeof value === 'number');
  const [low, high] = extent(values);
  return low !== undefined && high! - low <= 1e-9 * Math.abs(high!) ? low : null;
}

function valueMarks(lines: readonly Line[]): Plot.Markish[] {
  const valued = lines.filter(({ row }) => typeof row?.mean === 'number');
  const having = (key: keyof SummaryRow) => valued.filter(({ row }) => typeof row?.[key] === 'number');
  const at = (key: keyof SummaryRow) => (line: Line) => line.row![key] as number;
  const colour = ({ group }: Line) => group.colour;
  const y = 'position';
  const common = commonWeights(lines);
  return [
    common === null
      ? Plot.tickX(having('weights'), { x: at('weights'), y, stroke: 'currentColor', strokeDasharray: '2 2' })
      : Plot.ruleX([common], { stroke: 'currentColor', strokeDasharray: '4 3' }),
    Plot.tickX(having('baseline'), {
      x: at('baseline'),
      y,
      stroke: 'currentColor',
      strokeWidth: 2,
      insetTop: 4,
      insetBottom: 4,
    }),
    Plot.link(having('ciLow'), {
      x1: at('ciLow'),
      x2: at('ciHigh'),
      y,
      stroke: colour,
      strokeWidth: 3,
      strokeLinecap: 'round',
    }),
    Plot.dot(having('mean'), { x: at('mean'), y, r: 3.6, fill: colour, stroke: 'var(--paper)', strokeWidth: 1 }),
  ];
}

function chart(lines: readonly Line[], evidence: Evidence, measure: Measure): Markup {
  const range = rangeOf(lines.flatMap(valuesOf), measure.unit);
  const longest = max(lines, ({ group }) => Math.min(LONGEST_LABEL, Array.from(group.protocol).length)) ?? 0;
  const marginLeft = 16 + 6.4 * longest;
  const ticks = withRoom(ticksOf(range, measure.unit, 3), measure.unit, WIDTH - marginLeft - MARGIN_RIGHT);
  const spoken = ({ group, row }: Line) => {
    const luck = typeof row?.baseline === 'number' ? `, by luck ${formatValue(row.baseline, measure.unit)}` : '';
    return `${group.protocol}: ${formatValue(row?.mean, measure.unit)}${luck}.`;
  };
  return draw(
    { title: `${measure.title} per protocol`, description: lines.map(spoken).join(' ') },
    {
      width: WIDTH,
      height: 34 + ROW * lines.length,
      marginLeft,
      marginRight: MARGIN_RIGHT,
      marginTop: 4,
      marginBottom: 30,
      x: { ...range, domain: [...range.domain], label: null },
      y: { type: 'band', domain: lines.map(({ position }) => position), label: null, axis: null, padding: 0 },
      marks: [
        Plot.ruleX(ticks, { stroke: 'var(--grid)' }),
        axisBelow(ticks, measure.unit, { tickSize: 0 }),
        ...valueMarks(lines),
        ...nameMarks(lines, evidence, measure),
      ],
    },
  );
}

function boundedRow(row: SummaryRow | undefined, measure: Measure): SummaryRow | undefined {
  if (!row || row.ciLow === null || row.ciHigh === null) return row;
  return { ...row, ciLow: bounded(row.ciLow, measure), ciHigh: bounded(row.ciHigh, measure) };
}

/** Nothing where one protocol goes along a sweep: every value stands in the pictures of the sweep. */
export function intervalsFigure(evidence: Evidence): Content {
  if (evidence.protocols.length === 1 && evidence.variants.length > 1) return undefined;
  const columns = USUAL_COLUMNS.filter((column) =>
    evidence.shown.some((group) => typeof evidence.row(group, column)?.mean === 'number'),
  );
  const panels = columns.map((column): Panel => {
    const measure = measureOf(column);
    const lines = evidence.shown.map((group, i) => ({
      group,
      row: boundedRow(evidence.row(group, column), measure),
      position: String(i),
    }));
    return { title: measure.title, note: measure.reading, chart: chart(lines, evidence, measure) };
  });
  return figureOf({
    id: 'metrics',
    title: 'The metrics side by side',
    reading: html`A dot is the mean over runs, the bar through it the 95 % interval of that mean. The upright tick is
    pure luck: the same weights and the same number of blocks drawn at random. A dot on its tick is explained by the
    weights and chance; the distance between them is what the protocol adds. Each panel has its own scale.`,
    key: html`<ul class="key">
      <li>${sample('dot', 'mean over runs')}</li>
      <li>${sample('range', '95 % interval')}</li>
      <li>${sample('tick', 'pure luck')}</li>
      <li>${sample('dashed', 'the weights themselves')}</li>
    </ul>`,
    panels,
    size: 'medium',
  });
}
