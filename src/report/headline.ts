/** The numbers that answer first: one row per protocol (and point of the sweep), each value beside what luck gives. */
import type { SummaryRow } from './aggregate.js';
import type { Evidence, Group } from './evidence.js';
import { counted, DASH, formatValue } from './format.js';
import { halfWidth } from './luck-words.js';
import { html } from './markup.js';
import type { Markup } from './markup.js';
import { bounded, USUAL_COLUMNS, measureOf, THRESHOLD_OF } from './measures.js';
import type { Measure } from './measures.js';
import { named } from './pictures/figure.js';

/** Rows of a table beyond which the rest is left to `summary.csv`. */
export const MOST_ROWS = 60;
const OWN = 'At its own threshold';

function intervalOf(row: SummaryRow, measure: Measure): string | false {
  if (row.ciLow === null || row.ciHigh === null) return false;
  const [low, high] = [row.ciLow, row.ciHigh].map((end) => formatValue(bounded(end, measure), measure.unit));
  const half = halfWidth(row);
  if (half === 0) return 'in every run';
  return low === high ? `± ${formatValue(half, measure.unit)}` : `${low} to ${high}`;
}

function comparisons(row: SummaryRow, measure: Measure): Markup {
  return html`${row.baseline !== null && html`<small>luck ${formatValue(row.baseline, measure.unit)}</small>`}
  ${row.weights !== null && html`<small>weights ${formatValue(row.weights, measure.unit)}</small>`}`;
}

function valueCell(evidence: Evidence, group: Group, column: string, label: string, more?: string): Markup {
  const measure = measureOf(column);
  const row = evidence.row(group, column);
  const reasons = evidence.reasons(group, column);
  if (!row || row.mean === null) {
    return html`<td data-label="${label}">
      <div><span class="value">${DASH}</span> <small class="text">${reasons}</small></div>
    </td>`;
  }
  const missing = group.records.length - row.n;
  const interval = intervalOf(row, measure);
  return html`<td data-label="${label}">
    <div>
      <span class="value">${formatValue(row.mean, measure.unit)}</span>
      ${more && html`<small>${more}</small>`} ${interval && html`<small>${interval}</small>`}
      ${comparisons(row, measure)}
      ${missing > 0 && html`<small class="text">${counted(missing, 'run')} without: ${reasons}</small>`}
    </div>
  </td>`;
}

function headlineRow(evidence: Evidence, group: Group, withVariant: boolean): Markup {
  const own = group.records[0]!.headline;
  const [first, second, ...rest] = USUAL_COLUMNS as [string, string, ...string[]];
  const cell = (column: string) => valueCell(evidence, group, column, measureOf(column).title);
  return html`<tr>
    <th scope="row">${named(group)}${withVariant && html`<small>${evidence.nameOf(group.variant)}</small>`}</th>
    ${cell(first)} ${cell(second)} ${valueCell(evidence, group, own, OWN, THRESHOLD_OF[own] ?? measureOf(own).title)}
    ${rest.map(cell)}
  </tr>`;
}

function headings(): Markup {
  const titles: { readonly title: string; readonly note?: string | undefined }[] = USUAL_COLUMNS.map((column) => ({
    title: measureOf(column).title,
    note: THRESHOLD_OF[column],
  }));
  titles.splice(2, 0, { title: OWN });
  return html`<tr>
    <th scope="col">protocol</th>
    ${titles.map(({ title, note }) => html`<th scope="col">${title}${note && html`<small>${note}</small>`}</th>`)}
  </tr>`;
}

function tableOf(evidence: Evidence, groups: readonly Group[]): Markup {
  const withVariant = evidence.variants.length > 1;
  return html`<table class="headline">
    <thead>
      ${headings()}
    </thead>
    <tbody>
      ${groups.map((group) => headlineRow(evidence, group, withVariant))}
    </tbody>
  </table>`;
}

/** The first point of a sweep in the open, the others folded away. */
/** `the other 2 points`, `the other point`. */
export function others({ variants }: Evidence): string {
  return variants.length === 2 ? 'the other point' : `the other ${counted(variants.length - 1, 'point')}`;
}

export function headlineTable(evidence: Evidence): Markup {
  const folded = evidence.groups.filter((group) => !evidence.shown.includes(group));
  const listed = folded.slice(0, MOST_ROWS);
  const left = folded.length - listed.length;
  return html`${tableOf(evidence, evidence.shown.slice(0, MOST_ROWS))}
    <p class="facts">
      Large: mean over the runs. Below it the 95 % interval of that mean (Student t). <b>luck</b>: what drawing the same
      number of blocks at random by weight gives, so a value beside it is no more concentrated than weights and chance
      explain. <b>weights</b>: the same measure of the weights themselves.
    </p>
    ${
      listed.length > 0 &&
      html`<details>
        <summary>The numbers of ${others(evidence)} of the sweep</summary>
        ${tableOf(evidence, listed)}
        ${left > 0 && html`<p class="facts">${counted(left, 'more row')} left out here; all are in summary.csv.</p>`}
      </details>`
    }`;
}
