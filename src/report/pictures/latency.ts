/** Distribution of the time to finality. */
import * as Plot from '@observablehq/plot';
import { extent, mean } from 'd3-array';
import type { Evidence, Group } from '../evidence.js';
import { formatSeconds, formatValue } from '../format.js';
import { html } from '../markup.js';
import type { Markup } from '../markup.js';
import { axisBelow, axisLeft, ticksOf } from './axes.js';
import { draw } from './canvas.js';
import { figureOf, keyOf, named } from './figure.js';

interface Step {
  readonly seconds: number;
  readonly share: number;
}

/** Quantile by quantile the mean over the runs in which anything became final. */
export function meanQuantiles(group: Group): Step[] {
  const runs = group.records.map((record) => record.latencyQuantilesS).filter((quantiles) => quantiles.length > 1);
  const steps = runs[0]?.length ?? 0;
  const alike = runs.filter((quantiles) => quantiles.length === steps);
  return Array.from({ length: steps }, (_, i) => ({ seconds: mean(alike, (run) => run[i]!)!, share: i / (steps - 1) }));
}

interface Curve {
  readonly group: Group;
  readonly steps: readonly Step[];
}

function chart(curves: readonly Curve[]): Markup {
  const positive = curves.flatMap(({ steps }) => steps.map((step) => step.seconds)).filter((seconds) => seconds > 0);
  const [least = 0.1, most = 10] = extent(positive);
  const across = { type: 'log', domain: [least / 1.4, most * 1.4] } as const;
  const ticks = ticksOf(across, 'seconds', 6);
  return draw(
    {
      title: 'Time to finality: share that is final within a time',
      description: curves.map(({ group, steps }) => `${group.protocol}: half within ${within(steps, 0.5)}.`).join(' '),
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
        ...axisLeft([0, 0.25, 0.5, 0.75, 1], 'share', { label: '↑ share final', labelOffset: 44 }),
        axisBelow(ticks, 'seconds', { label: 'time to finality (log) →', labelOffset: 36 }),
        ...curves.map(({ group, steps }) =>
          Plot.line(steps, {
            // What is final at once stands at the left edge, for a logarithm has no zero.
            x: ({ seconds }: Step) => Math.max(seconds, across.domain[0]),
            y: 'share',
            stroke: group.colour,
            strokeWidth: 2.2,
            strokeDasharray: group.dash,
          }),
        ),
      ],
    },
  );
}

function within(steps: readonly Step[], share: number): string {
  return formatSeconds(steps[Math.round(share * (steps.length - 1))]!.seconds);
}

function quantileTable(evidence: Evidence, curves: readonly Curve[]): Markup {
  return html`<table>
    <thead>
      <tr>
        <th scope="col">protocol</th>
        <th scope="col">half within</th>
        <th scope="col">95 % within</th>
        <th scope="col">longest</th>
      </tr>
    </thead>
    <tbody>
      ${evidence.shown.map((group) => {
        const steps = curves.find((curve) => curve.group === group)?.steps;
        return html`<tr>
          <th scope="row">${named(group)}</th>
          ${
            steps
              ? [0.5, 0.95, 1].map((share) => html`<td>${within(steps, share)}</td>`)
              : html`<td colspan="3">${formatValue(null, 'seconds')} ${evidence.reasons(group, 'latency_p50_s')}</td>`
          }
        </tr>`;
      })}
    </tbody>
  </table>`;
}

export function latencyFigure(evidence: Evidence): Markup {
  const curves = evidence.shown
    .map((group) => ({ group, steps: meanQuantiles(group) }))
    .filter(({ steps }) => steps.length > 1);
  return figureOf({
    id: 'latency',
    title: 'How long until it is final?',
    reading: html`Pick a time below: the height of the curve is the share that was final within it. Steep is
    predictable, a long upper tail means that some wait much longer than most. Time runs in powers of ten; each quantile
    is the mean over the runs.`,
    key: keyOf(curves.map(({ group }) => group)),
    panels: [
      { chart: curves.length > 0 ? chart(curves) : html`<p class="note">Nothing became final.</p>` },
      { chart: quantileTable(evidence, curves) },
    ],
    size: 'large',
  });
}
