/** Closed forms beside what came out, as a section of the report. */
import { isForecast } from '../predictions/prediction.js';
import type { Evidence, Group } from './evidence.js';
import { counted, DASH, formatNumber, formatValue } from './format.js';
import { html } from './markup.js';
import type { Content, Markup } from './markup.js';
import { measureOf } from './measures.js';
import { named } from './pictures/figure.js';
import { contradicts, namesIn, pooledPredictions, type Pooled } from './pooled.js';

/** A mean as the summary has it, with its interval over seeds. */
function measuredCell(evidence: Evidence, group: Group, { name, measured }: Pooled): string {
  const { unit } = measureOf(name);
  const row = evidence.row(group, name);
  const value = formatValue(measured, unit);
  if (!row || row.ciLow === null || row.ciHigh === null) return value;
  return `${value} ± ${formatValue((row.ciHigh - row.ciLow) / 2, unit)}`;
}

function rowOf(evidence: Evidence, group: Group, pooled: Pooled, first: boolean): Markup {
  const { unit, title } = measureOf(pooled.name);
  const error = pooled.modelError > 0 ? `± ${formatValue(pooled.modelError, unit)}` : 'exact';
  return html`<tr>
    <th scope="row">${first && named(group)}</th>
    <td>${title}</td>
    <td class="right">${measuredCell(evidence, group, pooled)}</td>
    <td class="right">${formatValue(pooled.expected, unit)}</td>
    <td class="right">${error}</td>
    <td class="right">
      ${contradicts(pooled) ? html`<b class="bad">${formatNumber(pooled.deviation)} ✕</b>` : formatNumber(pooled.deviation)}
    </td>
  </tr>`;
}

function tableOf(evidence: Evidence, groups: readonly Group[]): Content {
  const rows = groups.flatMap((group) =>
    pooledPredictions(group.records).map((pooled, at) => rowOf(evidence, group, pooled, at === 0)),
  );
  if (rows.length === 0) return html`<p class="facts">No closed form applies to these runs.</p>`;
  return html`<table class="messages">
    <thead>
      <tr>
        <th scope="col">protocol</th>
        <th scope="col">quantity</th>
        <th scope="col" class="right">measured</th>
        <th scope="col" class="right">theory</th>
        <th scope="col" class="right">error of the closed form</th>
        <th scope="col" class="right">deviation, standard errors</th>
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
            ${named(group)}${group.variant && `, ${group.variant}`}: <b class="bad">${measureOf(name).title}</b> is
            ${formatNumber(deviation)} standard errors away from theory, over ${counted(runs, 'run')}.
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
        whys.set(prediction.why, (whys.get(prediction.why) ?? new Set()).add(measureOf(name).title));
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
  const others = evidence.groups.filter((group) => !evidence.shown.includes(group));
  const silent = unpredicted(evidence);
  return html`${list(warnings(evidence))} ${tableOf(evidence, evidence.shown)}
    <p class="facts">
      <b>deviation</b>: measured minus theory, over the standard error of the mean of all runs (${DASH}4 to 4 is what
      chance explains, beside the error of the closed form itself). docs/plugins.md names the source of each.
    </p>
    ${
      others.length > 0 &&
      html`<details>
        <summary>Theory beside the other ${counted(evidence.variants.length - 1, 'point')} of the sweep</summary>
        ${tableOf(evidence, others)}
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
