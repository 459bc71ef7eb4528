/** What the words on the network are, by kind and protocol. */
import { mean, sum } from 'd3-array';
import type { RunRecord } from '../runner/record.js';
import type { Evidence, Group } from './evidence.js';
import { DASH, formatNumber, formatShare } from './format.js';
import { html } from './markup.js';
import type { Markup } from './markup.js';
import { named } from './pictures/figure.js';

const MOST_KINDS = 24;

interface KindRow {
  readonly kind: string;
  readonly perRun: number;
}

/** Mean over the runs of a group, most frequent first, ties by name. */
function kindsOf(group: Group): KindRow[] {
  const kinds = [...new Set(group.records.flatMap((record) => Object.keys(record.messagesByKind)))];
  return kinds
    .map((kind) => ({ kind, perRun: mean(group.records, (record) => record.messagesByKind[kind] ?? 0)! }))
    .sort((a, b) => b.perRun - a.perRun || (a.kind < b.kind ? -1 : 1));
}

function rowsOf(evidence: Evidence, group: Group): Markup[] {
  const kinds = kindsOf(group);
  const total = sum(kinds, ({ perRun }) => perRun);
  const perBlock = evidence.row(group, 'messages_per_block')?.mean ?? null;
  if (total === 0) {
    return [
      html`<tr>
        <th scope="row">${named(group)}</th>
        <td colspan="4">no message was sent</td>
      </tr>`,
    ];
  }
  return kinds.slice(0, MOST_KINDS).map(
    ({ kind, perRun }, i) =>
      html`<tr>
        <th scope="row">${i === 0 ? named(group) : ''}</th>
        <td><code>${kind}</code></td>
        <td class="right">${formatNumber(perRun)}</td>
        <td class="right">${perBlock === null ? DASH : formatNumber((perBlock * perRun) / total)}</td>
        <td class="share">
          <span class="bar" style="width:${((56 * perRun) / total).toFixed(1)}%;background:${group.colour}"></span>
          ${formatShare(perRun / total)}
        </td>
      </tr>`,
  );
}

/** What was left out because it changes no result, or why nothing was. */
function announcementNote(group: Group): Markup | undefined {
  const { announcements, following, arrivals } = group.records[0] ?? {};
  const said: string[] = [];
  if (announcements) said.push(announced(announcements));
  if (following) said.push(followed(following));
  if (arrivals) said.push(replayed(arrivals));
  return said.length === 0 ? undefined : html`<p class="note">${named(group)}: ${said.join('; ')}.</p>`;
}

function announced(announcements: NonNullable<RunRecord['announcements']>): string {
  return announcements.elided
    ? 'announcements that can have no effect are counted and not carried out, which changes no result'
    : `every announcement is carried out, for ${announcements.because}`;
}

function followed(following: NonNullable<RunRecord['following']>): string {
  return following.followed
    ? 'nodes that only follow blocks are run by their tips alone, which changes no result either'
    : `every node is run by its own handlers, for ${following.because}`;
}

function replayed(arrivals: NonNullable<RunRecord['arrivals']>): string {
  return arrivals.replayed
    ? 'blocks that meet a quiet network go by the arrivals of an earlier block of their makers, which changes no result'
    : `every block is followed by events, for ${arrivals.because}`;
}

export function messagesTable(evidence: Evidence): Markup {
  return html`${table(evidence)}${evidence.shown.map((group) => announcementNote(group) ?? '')}`;
}

function table(evidence: Evidence): Markup {
  return html`<table class="messages">
    <thead>
      <tr>
        <th scope="col">protocol</th>
        <th scope="col">kind</th>
        <th scope="col" class="right">per run</th>
        <th scope="col" class="right">per block</th>
        <th scope="col" class="share">share</th>
      </tr>
    </thead>
    ${evidence.shown.map(
      (group) =>
        html`<tbody>
          ${rowsOf(evidence, group)}
        </tbody>`,
    )}
  </table>`;
}
