/** The share of something that is done within a time: curves of cumulated shares over a logarithmic time. */
import * as Plot from '@observablehq/plot';
import { extent, mean } from 'd3-array';
import type { Inked } from '../evidence.js';
import { formatSeconds } from '../format.js';
import type { Markup } from '../markup.js';
import { axisBelow, axisLeft, ticksOf } from './axes.js';
import { draw } from './canvas.js';

export interface Step {
  readonly seconds: number;
  readonly share: number;
}

export interface CumulativeCurve {
  readonly group: Inked;
  readonly steps: readonly Step[];
}

/** Quantile by quantile the mean over the runs, which have as many; empty where there is none. */
export function meanSteps(runs: readonly (readonly number[])[]): Step[] {
  const some = runs.filter((quantiles) => quantiles.length > 1);
  const steps = some[0]?.length ?? 0;
  const alike = some.filter((quantiles) => quantiles.length === steps);
  return Array.from({ length: steps }, (_, i) => ({ seconds: mean(alike, (run) => run[i]!)!, share: i / (steps - 1) }));
}

/** The time within which a share is reached, in words. */
export function within(steps: readonly Step[], share: number): string {
  return formatSeconds(steps[Math.round(share * (steps.length - 1))]!.seconds);
}

interface Drawn {
  readonly title: string;
  readonly across: string;
  readonly up: string;
  /** Points beside the curves. */
  readonly published?: readonly Step[];
  /** Shares below it are left out, where they would squeeze the rest. */
  readonly from?: number;
}

export function cumulativeChart(curves: readonly CumulativeCurve[], drawn: Drawn): Markup {
  const { title, across: below, up, published = [], from = 0 } = drawn;
  const steps = curves.flatMap((curve) => curve.steps.filter(({ share, seconds }) => share >= from && seconds > 0));
  const [least = 0.1, most = 10] = extent([...steps, ...published], ({ seconds }) => seconds);
  const across = { type: 'log', domain: [least / 1.2, most * 1.2] } as const;
  const ticks = ticksOf(across, 'seconds', 6);
  return draw(
    {
      title,
      description: curves
        .map(({ group, steps: own }) => `${group.protocol}: half within ${within(own, 0.5)}.`)
        .join(' '),
    },
    {
      width: 440,
      height: 300,
      marginLeft: 44,
      marginRight: 16,
      marginTop: 28,
      marginBottom: 40,
      x: { type: 'log', domain: [...across.domain], label: null },
      y: { domain: [0, 1], label: null },
      marks: [
        Plot.ruleX(ticks, { stroke: 'var(--grid)' }),
        ...axisLeft([0, 0.25, 0.5, 0.75, 1], 'share', { label: `↑ ${up}`, labelOffset: 44 }),
        axisBelow(ticks, 'seconds', { label: `${below} (log) →`, labelOffset: 36 }),
        ...curves.map(({ group, steps: own }) =>
          Plot.line(
            own.filter(({ share }) => share >= from),
            {
              // What is there at once stands at the left edge, for a logarithm has no zero.
              x: ({ seconds }: Step) => Math.max(seconds, across.domain[0]),
              y: 'share',
              stroke: group.colour,
              strokeWidth: 2.2,
              strokeDasharray: group.dash,
            },
          ),
        ),
        Plot.dot(published, {
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
