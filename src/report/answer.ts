/** The answer before anything is explained: who makes the blocks, what was asked besides, was it safe and live, at what cost. */
import type { SummaryRow } from './aggregate.js';
import { askedColumns, COST, hasValue } from './asked.js';
import type { Evidence, Group } from './evidence.js';
import { expectationsLine } from './findings.js';
import { counted, DASH, formatValue } from './format.js';
import { spreadMap } from './heat.js';
import { effectiveOf } from './lens.js';
import { againstLuck, halfWidth } from './luck-words.js';
import { html } from './markup.js';
import type { Content, Markup } from './markup.js';
import { measureOf } from './measures.js';
import { named } from './pictures/figure.js';
import { commonUnits } from './spread.js';
import { safetyLine, verdictsOf } from './verdicts.js';

/** Columns of the table beside the usual ones, and of them those told in words. */
const MOST_ASKED = 3;
const MOST_TOLD = 2;
/** Rows in the open; twice as many by protocol and point, and the table is one of protocols against points. */
const MOST_ROWS = 12;
/** Names in one enumeration. */
const MOST_NAMES = 3;

function labelOf({ protocols, variants, nameOf }: Evidence, { protocol, variant }: Group): string {
  return [protocols.length > 1 && protocol, variants.length > 1 && nameOf(variant)].filter(Boolean).join(', ');
}

/** Groups by their names: a protocol alone where all its points are among them; all where they are few, else the first two. */
function listed({ protocols, variants, ...evidence }: Evidence, groups: readonly Group[]): string {
  const whole = protocols.filter(
    ({ protocol }) => groups.filter((group) => group.protocol === protocol).length === variants.length,
  );
  const isWhole = ({ protocol }: Group) => variants.length > 1 && whole.some((ink) => ink.protocol === protocol);
  const names = [
    ...new Set(
      groups.map((group) => (isWhole(group) ? group.protocol : labelOf({ protocols, variants, ...evidence }, group))),
    ),
  ];
  return names.length <= MOST_NAMES ? names.join('; ') : `${names.slice(0, 2).join('; ')} and ${names.length - 2} more`;
}

interface Valued {
  readonly group: Group;
  readonly mean: number;
}

function valuedIn(evidence: Evidence, column: string): Valued[] {
  return evidence.groups.flatMap((group) => {
    const mean = evidence.row(group, column)?.mean;
    return typeof mean === 'number' ? [{ group, mean }] : [];
  });
}

/** Least and most of a column, and who has them. */
function span(evidence: Evidence, column: string): Content {
  const { unit } = measureOf(column);
  const valued = valuedIn(evidence, column).sort((a, b) => a.mean - b.mean);
  const [least, most] = [valued[0], valued.at(-1)];
  if (!least || !most) return undefined;
  const text = ({ mean }: Valued) => html`<b>${formatValue(mean, unit)}</b>`;
  const [low, high] = [formatValue(least.mean, unit), formatValue(most.mean, unit)];
  if (low === high) return html`${text(least)}${valued.length > 1 && ' throughout'}`;
  const alike = (other: string) =>
    listed(
      evidence,
      valued.filter(({ mean }) => formatValue(mean, unit) === other).map(({ group }) => group),
    );
  return html`from ${text(least)} (${alike(low)}) to ${text(most)} (${alike(high)})`;
}

const WORDS = [
  ['more', 'more spread'],
  ['fewer', 'more concentrated'],
  ['alike', 'no clear difference'],
] as const;

/** Which groups are more spread than luck makes of the weights, and which less, where intervals allow to say. */
function besideLuck(evidence: Evidence, column: string): Content {
  const groups = evidence.groups.flatMap((group) => {
    const row = evidence.row(group, column);
    const luck = row && againstLuck(row);
    return luck ? [{ group, luck }] : [];
  });
  const [first] = groups;
  if (!first) return '.';
  if (groups.length === 1 || groups.every(({ luck }) => luck.is === 'open')) {
    return `${first.luck.words && `, ${first.luck.words}`}; luck with these weights gives ${first.luck.luck}.`;
  }
  const said = WORDS.flatMap(([is, words]) => {
    const own = groups.filter(({ luck }) => luck.is === is).map(({ group }) => group);
    if (own.length === 0) return [];
    return [`${words} ${own.length === groups.length ? 'throughout' : `(${listed(evidence, own)})`}`];
  });
  return `. Beside what luck makes of the weights: ${said.join(', ')}.`;
}

function producersLine(evidence: Evidence): Content {
  const column = effectiveOf(evidence);
  const extremes = span(evidence, column);
  if (!extremes) return 'There are no blocks to count.';
  return html`${measureOf(column).title}: ${extremes}${besideLuck(evidence, column)}`;
}

function askedLines(evidence: Evidence): { readonly term: string; readonly text: Content }[] {
  return askedColumns(evidence)
    .slice(0, MOST_TOLD)
    .map((column) => ({ term: measureOf(column).title, text: html`${span(evidence, column)}.` }));
}

function costLine(evidence: Evidence): Content {
  const parts = [
    ['final (median)', span(evidence, COST[0]!)],
    ['messages a block', span(evidence, COST[1]!)],
  ].filter(([, text]) => text);
  if (parts.length === 0) return 'Not measured: at block level there are neither delays nor messages.';
  return parts.map(([what, text], i) => html`${i > 0 && '; '}${what}: ${text}`).concat(html`.`);
}

export function answerLines(evidence: Evidence): Markup {
  const lines: { readonly term: string; readonly text: Content }[] = [
    ...askedLines(evidence),
    { term: 'Who makes the blocks', text: producersLine(evidence) },
    { term: 'Safe and live', text: safetyLine(evidence) },
    { term: 'At what cost', text: costLine(evidence) },
    { term: 'As expected', text: expectationsLine(evidence) },
  ];
  return html`<dl class="glance">
    ${lines.map(
      ({ term, text }) =>
        html`<div>
          <dt>${term}</dt>
          <dd>${text}</dd>
        </div>`,
    )}
  </dl>`;
}

function cell(evidence: Evidence, group: Group, column: string): Markup {
  const measure = measureOf(column);
  const row = evidence.row(group, column);
  const luck = row && column === effectiveOf(evidence) ? againstLuck(row) : undefined;
  return html`<td data-label="${measure.title}">
    <div class="figures">
      ${row && row.mean !== null ? valueOf(row) : DASH}
      ${luck && html`<small class="text">${luck.words}${luck.words && ': '}luck gives ${luck.luck}</small>`}
    </div>
  </td>`;
}

function valueOf(row: SummaryRow): Content {
  const { unit } = measureOf(row.metric);
  const half = halfWidth(row);
  return html`<b>${formatValue(row.mean, unit)}</b
    >${half > 0 && html`<small class="beside">± ${formatValue(half, unit)}</small>`}`;
}

function rowHead(evidence: Evidence, group: Group): Markup {
  const { protocols, variants, nameOf } = evidence;
  if (variants.length < 2) return html`<th scope="row">${named(group)}</th>`;
  const point = nameOf(group.variant);
  return protocols.length < 2
    ? html`<th scope="row">${point}</th>`
    : html`<th scope="row">${named(group)}<small class="text">${point}</small></th>`;
}

function table(evidence: Evidence, groups: readonly Group[]): Markup {
  const asked = askedColumns(evidence).slice(0, MOST_ASKED);
  const columns = [...asked, effectiveOf(evidence)].filter((column) => hasValue(evidence, column));
  const cost = COST.filter((column) => hasValue(evidence, column));
  const verdicts = groups.map((group) => verdictsOf(evidence, group));
  // What is the same in every row stands above the table.
  const differ = new Set(verdicts.map((each) => html`${each}`.text)).size > 1;
  const heads = (names: readonly string[]) => names.map((name) => html`<th scope="col">${measureOf(name).title}</th>`);
  return html`<table class="answer">
    <thead>
      <tr>
        <th scope="col">${evidence.protocols.length > 1 || evidence.variants.length < 2 ? 'protocol' : 'point'}</th>
        ${heads(columns)} ${differ && html`<th scope="col">Safe and live</th>`} ${heads(cost)}
      </tr>
    </thead>
    <tbody>
      ${groups.map(
        (group, i) =>
          html`<tr>
            ${rowHead(evidence, group)} ${columns.map((column) => cell(evidence, group, column))}
            ${differ && html`<td data-label="Safe and live"><div>${verdicts[i]}</div></td>`}
            ${cost.map((column) => cell(evidence, group, column))}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** One value for each protocol and point. */
function matrix(evidence: Evidence): Markup {
  const { title, reading } = measureOf(effectiveOf(evidence));
  return html`<p class="facts">
      <b>${title}</b>, at ${counted(commonUnits(evidence), 'unit')} a run (as the ranking below explains): ${reading}.
    </p>
    ${spreadMap(evidence)}`;
}

/** A row for each protocol and point, or where those are many, one value for each. */
export function answerTable(evidence: Evidence): Markup {
  const { groups, protocols, variants } = evidence;
  if (groups.length > 2 * MOST_ROWS && protocols.length > 1 && variants.length > 1) return matrix(evidence);
  const rest = groups.slice(MOST_ROWS);
  return html`${table(evidence, groups.slice(0, MOST_ROWS))}
    <p class="facts">
      Means over the runs, ± half of their 95 % interval. <b>luck</b>: what drawing as many blocks by weight gives.
    </p>
    ${
      rest.length > 0 &&
      html`<details>
        <summary>${counted(rest.length, 'more row')}</summary>
        ${table(evidence, rest)}
      </details>`
    }`;
}
