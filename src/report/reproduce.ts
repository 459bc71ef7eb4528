/** How to get the same results again, bit for bit. */
import type { Evidence } from './evidence.js';
import { counted } from './format.js';
import { MOST_ROWS } from './headline.js';
import { html, printable } from './markup.js';
import type { Markup } from './markup.js';
import { named } from './pictures/figure.js';

export function reproduction(evidence: Evidence): Markup {
  const { command, version, scenarioSha256, seed, repeat, scenarioText } = evidence.input;
  const withVariant = evidence.variants.length > 1;
  const groups = evidence.groups.slice(0, MOST_ROWS);
  return html`<p>The same version, scenario and seed give the same runs, event for event:</p>
    <pre>${command}</pre>
    <table class="reproduction">
      <tbody>
        <tr>
          <th scope="row">consensim</th>
          <td>${version}</td>
        </tr>
        <tr>
          <th scope="row">seed</th>
          <td>${seed}, ${counted(repeat, 'run')} for each protocol${withVariant && ' and variant'}</td>
        </tr>
        <tr>
          <th scope="row">scenario, SHA-256</th>
          <td><code class="digest">${scenarioSha256}</code></td>
        </tr>
      </tbody>
    </table>
    <p>Digest of the first run of each protocol; a different digest means a different run:</p>
    <table class="reproduction">
      <thead>
        <tr>
          <th scope="col">protocol</th>
          ${withVariant && html`<th scope="col">variant</th>`}
          <th scope="col">seed</th>
          <th scope="col">digest</th>
        </tr>
      </thead>
      <tbody>
        ${groups.map(
          (group) =>
            html`<tr>
              <th scope="row">${named(group)}</th>
              ${withVariant && html`<td>${group.variant}</td>`}
              <td>${group.records[0]!.seed}</td>
              <td><code class="digest">${group.records[0]!.digest}</code></td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${evidence.groups.length > groups.length && html`<p class="facts">The digests of all runs are in runs.csv.</p>`}
    <details>
      <summary>The resolved scenario (${counted(printable(scenarioText).split('\n').length, 'line')})</summary>
      <pre>${scenarioText}</pre>
    </details>`;
}
