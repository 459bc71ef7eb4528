/** One metric in rows, a row for each point that is called by words: dots with their intervals, and the tick of luck. */
import * as Plot from '@observablehq/plot';
import { max } from 'd3-array';
import { formatValue } from '../format.js';
import { printable } from '../markup.js';
import type { Markup } from '../markup.js';
import type { Measure } from '../measures.js';
import { axisBelow, rangeOf, ticksOf } from './axes.js';
import { draw } from './canvas.js';
import type { Trace } from './traces.js';

/** Pixels for a dot, for a row at least, and of a label's letter. */
const DOT = 11;
const ROW = 32;
const LETTER = 5.6;
/** Letters in a line of a label. */
const LINE = 22;

interface Rows {
  /** Names of the rows, in the order of the axis. */
  readonly values: readonly string[];
  readonly measure: Measure;
  readonly spoken: string;
}

/** Words broken into lines that fit, the last cut. */
function broken(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length <= LINE || lines.at(-1) === '') lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  const shown = lines.slice(0, 3).map((line) => (line.length > LINE + 2 ? `${line.slice(0, LINE)}…` : line));
  return lines.length > 3 ? `${shown.join('\n')}…` : shown.join('\n');
}

type Dot = Trace['points'][number] & Pick<Trace, 'ink'> & { readonly y: number };

/** Dots with intervals, and ticks of luck that reach half a line up and down. */
function dotMarks(dots: readonly Dot[], half: number): Plot.Markish[] {
  const having = (key: 'low' | 'baseline' | 'theory') => dots.filter((dot) => dot[key] !== null);
  return [
    Plot.ruleX(having('baseline'), {
      x: 'baseline',
      y1: ({ y }: Dot) => y - half,
      y2: ({ y }: Dot) => y + half,
      stroke: 'currentColor',
      strokeWidth: 2,
    }),
    Plot.dot(having('theory'), {
      x: 'theory',
      y: 'y',
      symbol: 'diamond',
      r: 6,
      stroke: 'currentColor',
      strokeWidth: 1.3,
    }),
    Plot.link(having('low'), {
      x1: 'low',
      x2: 'high',
      y: 'y',
      stroke: ({ ink }: Dot) => ink.colour,
      strokeWidth: 2.4,
      strokeLinecap: 'round',
    }),
    Plot.dot(dots, {
      x: 'mean',
      y: 'y',
      r: 3.4,
      fill: ({ ink }: Dot) => ink.colour,
      stroke: 'var(--paper)',
      strokeWidth: 1,
    }),
  ];
}

export function rowsOfDots(traces: readonly Trace[], { values, measure, spoken }: Rows): Markup {
  const dots = traces.flatMap(({ ink, points }, i) =>
    points.map((point) => ({ ...point, ink, y: point.x + (i + 1) / (traces.length + 1) })),
  );
  const numbers = dots.flatMap(({ mean, low, high, baseline, theory }) => [mean, low, high, baseline, theory]);
  const range = rangeOf(
    numbers.filter((value) => value !== null),
    measure.unit,
  );
  const labels = values.map((value) => broken(printable(value)));
  const longest = max(labels, (label) => max(label.split('\n'), (line) => line.length)) ?? 0;
  const alone = traces.length === 1;
  const ticks = ticksOf(range, measure.unit, 3);
  const lines = max(labels, (label) => label.split('\n').length) ?? 1;
  const row = Math.max(ROW, DOT * (traces.length + 1), 14 * lines + 8);
  return draw(
    { title: `${measure.title} from point to point`, description: spoken },
    {
      width: 330,
      height: 34 + row * values.length,
      marginLeft: 14 + LETTER * longest,
      marginRight: alone ? 66 : 12,
      marginTop: 4,
      marginBottom: 30,
      x: { ...range, domain: [...range.domain], label: null },
      y: { domain: [values.length, 0], axis: null },
      marks: [
        Plot.ruleX(ticks, { stroke: 'var(--grid)' }),
        Plot.ruleY(
          values.slice(1).map((_, i) => i + 1),
          { stroke: 'var(--grid)' },
        ),
        axisBelow(ticks, measure.unit, { tickSize: 0 }),
        Plot.text(labels, {
          y: (_label: string, i: number) => i + 0.5,
          text: (label: string) => label,
          frameAnchor: 'left',
          textAnchor: 'end',
          dx: -8,
          lineHeight: 1.1,
        }),
        ...(alone
          ? [
              Plot.text(dots, {
                y: 'y',
                text: ({ mean }: Dot) => formatValue(mean, measure.unit),
                frameAnchor: 'right',
                textAnchor: 'start',
                dx: 8,
                fontWeight: 600,
                fontVariant: 'tabular-nums',
              }),
            ]
          : []),
        ...dotMarks(dots, 0.36 / (traces.length + 1)),
      ],
    },
  );
}
