/** Distribution of the time to finality. */
import type { Evidence } from '../evidence.js';
import { formatValue } from '../format.js';
import { html } from '../markup.js';
import type { Content, Markup } from '../markup.js';
import { cumulativeChart, meanSteps, within, type CumulativeCurve } from './cumulative.js';
import { figureOf, keyOf, named } from './figure.js';

function quantileTable(evidence: Evidence, curves: readonly CumulativeCurve[]): Markup {
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
      ${evidence.overlaid.map((group) => {
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

/** Nothing where nothing became final. */
export function latencyFigure(evidence: Evidence): Content {
  const curves = evidence.overlaid
    .map((group) => ({ group, steps: meanSteps(group.records.map(({ latencyQuantilesS }) => latencyQuantilesS)) }))
    .filter(({ steps }) => steps.length > 0);
  if (curves.length === 0) return undefined;
  return figureOf({
    id: 'latency',
    title: 'How long until it is final?',
    reading: html`Pick a time below: the height of the curve is the share that was final within it. Steep is
    predictable, a long upper tail means that some wait much longer than most. Time runs in powers of ten; each quantile
    is the mean over the runs.`,
    key: keyOf(curves.map(({ group }) => group)),
    panels: [
      {
        chart: cumulativeChart(curves, {
          title: 'Time to finality: share that is final within a time',
          up: 'share final',
          across: 'time to finality',
        }),
      },
      { chart: quantileTable(evidence, curves) },
    ],
    size: 'large',
  });
}
