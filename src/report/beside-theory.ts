/** Closed forms beside what came out, as a section of the report. */
import { isForecast } from '../predictions/prediction.js';
import type { Evidence, Group } from './evidence.js';
import { counted, formatNumber, formatValue } from './format.js';
import { others } from './headline.js';
import { html } from './markup.js';
import type { Content, Markup } from './markup.js';
import { measureOf } from './measures.js';
import { named } from './pictures/figure.js';
import { contradicts, namesIn, pooledPredictions, type Pooled } from './pooled.js';

const titleOf = (name: string): string => measureOf(name).title;

function measuredText({ name, measured, halfInterval }: Pooled): string {
  const { unit } = measureOf(name);
  const value = formatValue(measured, unit);
  return halfInterval === null ? value : `${value} ± ${formatValue(halfInterval, unit)}`;
}

function rowOf(group: Group, pooled: Pooled, first: boolean): Markup {
  const { unit } = measureOf(pooled.name);
  const error = pooled.modelError > 0 ? `± ${formatValue(pooled.modelError, unit)}` : 'exact';
  return html`<tr>
    <th scope="row">${first && named(group)}</th>
    <td data-label="quantity">${titleOf(pooled.name)}</td>
    <td data-label="measured" class="right">${measuredText(pooled)}</td>
    <td data-label="theory" class="right">${formatValue(pooled.expected, unit)}</td>
    <td data-label="its own error" class="right">${error}</td>
    <td data-label="deviation" class="right">
      ${contradicts(pooled) ? html`<b class="bad">${formatNumber(pooled.deviation)} ✕</b>` : formatNumber(pooled.deviation)}
    </td>
  </tr>`;
}

function tableOf(groups: readonly Group[]): Content {
  const rows = groups.flatMap((group) =>
    pooledPredictions(group.records).map((pooled, at) => rowOf(group, pooled, at === 0)),
  );
  if (rows.length === 0) return html`<p class="facts">No closed form applies to these runs.</p>`;
  return html`<table class="messages theory">
    <thead>
      <tr>
        <th scope="col">protocol</th>
        <th scope="col">quantity</th>
        <th scope="col" class="right">measured</th>
        <th scope="col" class="right">theory</th>
        <th scope="col" class="right">its own error</th>
        <th scope="col" class="right">deviation</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

/** A sentence for each result that contradicts its theory, at whatever point of the sweep. */
function warnings(evidence: Evidence): Markup[] {
  return evidence.groups.flatMap((group) =>
    pooledPredictions(group.records)
      .filter(contradicts)
      .map(
        ({ name, deviation, runs }) =>
          html`<li>
            ${named(group)}${group.variant && `, ${evidence.nameOf(group.variant)}`}:
            <b class="bad">${titleOf(name)}</b> is ${formatNumber(deviation)} standard errors away from theory, over
            ${counted(runs, 'run')}.
          </li>`,
      ),
  );
}

/** Why predictions that are about a protocol say nothing of its runs. */
function unpredicted(evidence: Evidence): Markup[] {
  return evidence.protocols.flatMap((ink) => {
    const whys = new Map<string, Set<string>>();
    for (const { predictions = {} } of evidence.runsOf(ink.protocol)) {
      for (const [name, prediction] of Object.entries(predictions)) {
        if (isForecast(prediction)) continue;
        whys.set(prediction.why, (whys.get(prediction.why) ?? new Set()).add(titleOf(name)));
      }
    }
    return [...whys].map(([why, names]) => html`<li>${named(ink)}: ${[...names].join(', ')}: ${why}.</li>`);
  });
}

const list = (items: readonly Markup[]): Content =>
  items.length > 0 &&
  html`<ul class="points plain">
    ${items}
  </ul>`;

/** Nothing where no closed form is about any protocol of the scenario. */
export function theoryTable(evidence: Evidence): Content {
  if (namesIn(evidence.input.records).length === 0) return false;
  const folded = evidence.groups.filter((group) => !evidence.shown.includes(group));
  const silent = unpredicted(evidence);
  return html`${list(warnings(evidence))} ${tableOf(evidence.shown)}
    <p class="facts">
      <b>measured</b>: mean over the runs, with half of its 95 % interval. <b>its own error</b>: what the closed form
      may be off by where it is an approximation. <b>deviation</b>: measured minus theory in standard errors of the mean
      of all runs; beyond 4 of them and the closed form’s own error, a result contradicts its theory. docs/plugins.md
      names the sources.
    </p>
    ${
      folded.length > 0 &&
      html`<details>
        <summary>Theory beside ${others(evidence)} of the sweep</summary>
        ${tableOf(folded)}
      </details>`
    }
    ${
      silent.length > 0 &&
      html`<details>
        <summary>Where theory says nothing, and why</summary>
        ${list(silent)}
      </details>`
    }`;
}
