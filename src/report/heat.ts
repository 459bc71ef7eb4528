/** Heat maps: protocols down, points of a sweep or metrics across, the colour by what a protocol adds to luck. */
import type { Evidence, Group, Inked } from './evidence.js';
import { excessOf } from './excess.js';
import { DASH, formatTick, formatValue, type Unit } from './format.js';
import { effectiveOf } from './lens.js';
import { CLEARLY, halfOf } from './luck-words.js';
import { html } from './markup.js';
import type { Markup } from './markup.js';
import { measureOf } from './measures.js';
import { named } from './pictures/figure.js';
import { commonUnits, spreadOf, type Spread } from './spread.js';

/** Strength of a cell's colour in per cent, at most this, so that text stays legible. */
const MOST_TINT = 45;
/** Luck of a share is taken to be this at least: a part of nearly nothing says nothing. */
const LEAST_SHARE = 0.05;

/** A table of numbers with protocols down; `head` stands above them, what is in a row of its own first. */
function gridOf(
  columns: readonly string[],
  rows: readonly { readonly head: Markup | string; readonly cells: readonly Markup[] }[],
): Markup {
  return html`<div class="wide">
    <table class="heat">
      <thead>
        <tr>
          <th scope="col">protocol</th>
          ${columns.map((title) => html`<th scope="col" class="right">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ head, cells }) =>
            html`<tr>
              <th scope="row">${head}</th>
              ${cells}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Two digits and a sign. */
function signed(value: number, unit: Unit): string {
  const text =
    unit === 'share'
      ? formatValue(Number(value.toPrecision(2)), 'share')
      : formatTick(Number(value.toPrecision(2)), unit);
  return value > 0 ? `+${text}` : text;
}

const NOTHING = { value: null, luck: null, excess: null, excessInterval: null };

/** Effective producers on the common scale of the ranking; any other metric as the runs have it, each less its own luck. */
function beyond(evidence: Evidence, group: Group, column: string): Omit<Spread, 'interval'> {
  if (column === effectiveOf(evidence)) return spreadOf(evidence, group, commonUnits(evidence));
  const row = evidence.row(group, column);
  const { mean, meanInterval } = excessOf(group, column);
  return { value: row?.mean ?? null, luck: row?.baseline ?? null, excess: mean, excessInterval: meanInterval };
}

/** Blue where power is more spread than luck makes of the weights, orange where it is less, none where chance may be all. */
function cellOf(evidence: Evidence, group: Group | undefined, column: string, more: 1 | -1): Markup {
  const { value, luck, excess: mean, excessInterval } = group ? beyond(evidence, group, column) : NOTHING;
  if (mean === null || value === null || luck === null) return html`<td class="right">${DASH}</td>`;
  const { title, unit } = measureOf(column);
  const told = `${title} of ${group!.protocol}: ${formatValue(value, unit)}, by luck ${formatValue(luck, unit)}`;
  // Sums of equal numbers differ in their last digits.
  const excess = Math.abs(mean) <= 1e-9 * Math.max(Math.abs(value), Math.abs(luck)) ? 0 : mean;
  const text = excess === 0 ? '0' : signed(excess, unit);
  const byChance = excessInterval === null || Math.abs(mean) <= CLEARLY * halfOf(...excessInterval);
  if (byChance || excess === 0)
    return html`<td class="right muted" title="${told}; not clearly apart from it">${text}</td>`;
  const part = (more * excess) / Math.max(luck, unit === 'share' ? LEAST_SHARE : 0);
  const tint = Math.round(MOST_TINT * Math.min(1, Math.abs(part)));
  const ink = part > 0 ? 'var(--p0)' : 'var(--p1)';
  return html`<td class="right" title="${told}" style="background:color-mix(in srgb, ${ink} ${tint}%, transparent)">
    ${text}
  </td>`;
}

/** What the colours say. */
const KEY = html`<ul class="key">
  ${[
    ['var(--p0)', 45, 'more spread, by as much as luck gives or more'],
    ['var(--p0)', 20, 'somewhat'],
    ['var(--p1)', 20, 'less spread, somewhat'],
    ['var(--p1)', 45, 'by all that luck gives'],
  ].map(
    ([ink, tint, words]) =>
      html`<li>
        <span class="swatch" style="background:color-mix(in srgb, ${ink} ${tint}%, transparent)"></span> ${words}
      </li>`,
  )}
  <li><span class="muted">grey</span> chance may be all</li>
</ul>`;

const groupOf = ({ groups }: Evidence, ink: Inked, variant: string): Group | undefined =>
  groups.find((group) => group.protocol === ink.protocol && group.variant === variant);

/** By point of the sweep: effective producers beyond luck, the colour by its part of what luck gives. */
export function pointsMap(evidence: Evidence): Markup {
  const column = effectiveOf(evidence);
  return html`${KEY}
  ${gridOf(
    evidence.variants.map(evidence.nameOf),
    evidence.protocols.map((ink) => ({
      head: named(ink),
      cells: evidence.variants.map((variant) => cellOf(evidence, groupOf(evidence, ink, variant), column, 1)),
    })),
  )}`;
}

const EFFECTIVE = 'effective_producers';

/** Columns of the map of metrics, and which way is more spread. */
const MAPPED: readonly (readonly [column: string, more: 1 | -1])[] = [
  [EFFECTIVE, 1],
  ['nakamoto', 1],
  ['liveness_coefficient', 1],
  ['gini', -1],
  ['max_power_ratio', -1],
  ['small_return', 1],
  ['largest_return', -1],
  ['small_absence', -1],
  ['fair_producers_10', 1],
];

/** By metric, at the first point. */
export function metricsMap(evidence: Evidence): Markup {
  const own = MAPPED.map(([column, more]) => [column === EFFECTIVE ? effectiveOf(evidence) : column, more] as const);
  const mapped = own.filter(([column]) =>
    evidence.shown.some((group) => typeof evidence.row(group, column)?.baseline === 'number'),
  );
  return html`${KEY}
  ${gridOf(
    mapped.map(([column]) => measureOf(column).title),
    evidence.shown.map((group) => ({
      head: named(group),
      cells: mapped.map(([column, more]) => cellOf(evidence, group, column, more)),
    })),
  )}`;
}

/** Effective producers for each protocol and point, on the common scale of the ranking, below what draws by weight give. */
export function spreadMap(evidence: Evidence): Markup {
  const units = commonUnits(evidence);
  const cell = (value: number | null | undefined) => html`<td class="right">${formatValue(value, 'number')}</td>`;
  const first = (variant: string) => evidence.groups.find((each) => each.variant === variant);
  const spread = (group: Group | undefined) => group && spreadOf(evidence, group, units);
  return gridOf(evidence.variants.map(evidence.nameOf), [
    {
      head: 'drawn by weight',
      cells: evidence.variants.map((variant) => cell(spread(first(variant))?.luck)),
    },
    ...evidence.protocols.map((ink) => ({
      head: named(ink),
      cells: evidence.variants.map((variant) => cell(spread(groupOf(evidence, ink, variant))?.value)),
    })),
  ]);
}
