/** Whether each protocol stayed safe and live, and whether the scenario's expectations hold. */
import type { RunRecord } from '../runner/record.js';
import type { Evidence, Inked } from './evidence.js';
import { counted, formatSeconds, shortened } from './format.js';
import { html } from './markup.js';
import type { Markup } from './markup.js';
import { named } from './pictures/figure.js';

const FIRST: readonly string[] = ['agreement', 'validity', 'liveness'];
const LONGEST_WITNESS = 600;
/** More expectations that hold are folded away: readers came for an answer. */
const MOST_HELD = 12;

/** The invariants that any record knows, but for the three that come first: which of them some run violates. */
function furtherInvariants(records: readonly RunRecord[]): { violated: string[]; others: string[] } {
  const known = new Set(records.flatMap((record) => Object.keys(record.verdicts)));
  const further = [...known].filter((name) => !FIRST.includes(name));
  const isViolated = (name: string) => tallyOf(records, name).violated.length > 0;
  return { violated: further.filter(isViolated), others: further.filter((name) => !isViolated(name)) };
}

/** The invariants that have a place of their own: the three by which every run is judged first, and those violated. */
export function shownInvariants(records: readonly RunRecord[]): string[] {
  return [...FIRST, ...furtherInvariants(records).violated];
}

export interface Tally {
  readonly holds: number;
  readonly violated: readonly RunRecord[];
  readonly unknown: readonly RunRecord[];
  /** Runs that were not judged by this invariant. */
  readonly absent: number;
}

export function tallyOf(records: readonly RunRecord[], invariant: string): Tally {
  const are = (what: string) => records.filter((record) => record.verdicts[invariant]?.is === what);
  const [violated, unknown, holds] = [are('violated'), are('unknown'), are('holds').length];
  return { holds, violated, unknown, absent: records.length - holds - violated.length - unknown.length };
}

/** Sign, word and colour of the worst verdict of a tally. */
export function worstOf(tally: Tally): { readonly sign: string; readonly word: string; readonly tone: string } {
  if (tally.violated.length > 0) return { sign: '✕', word: 'violated', tone: 'bad' };
  if (tally.unknown.length > 0) return { sign: '?', word: 'unknown', tone: 'open' };
  if (tally.holds > 0) return { sign: '✓', word: 'holds', tone: 'good' };
  return { sign: '–', word: 'not judged', tone: 'muted' };
}

function place(record: RunRecord): string {
  return `seed ${record.seed}${record.variant ? ` of ${record.variant}` : ''}`;
}

/** The first witness against each invariant of each protocol. */
function witnessList(evidence: Evidence, invariants: readonly string[]): Markup | false {
  const witnesses = evidence.protocols.flatMap((ink) =>
    invariants.flatMap((invariant) => {
      const record = tallyOf(evidence.runsOf(ink.protocol), invariant).violated[0];
      const verdict = record?.verdicts[invariant];
      if (!record || verdict?.is !== 'violated') return [];
      return [
        html`<li>
          ${named(ink)}: <b class="bad">${invariant} violated</b> at ${formatSeconds(verdict.at / 1e6)},
          ${place(record)}. First witness: ${shortened(verdict.witness, LONGEST_WITNESS)}
        </li>`,
      ];
    }),
  );
  return (
    witnesses.length > 0 &&
    html`<ul class="points plain">
      ${witnesses}
    </ul>`
  );
}

function reasonsUnknown(records: readonly RunRecord[], invariant: string): string {
  const whys = records
    .map((record) => record.verdicts[invariant])
    .map((verdict) => (verdict?.is === 'unknown' ? verdict.why : ''));
  return [...new Set(whys)]
    .slice(0, 3)
    .map((why) => shortened(why, 200))
    .join('; ');
}

function verdictCell(records: readonly RunRecord[], invariant: string): Markup {
  const tally = tallyOf(records, invariant);
  const { sign, word, tone } = worstOf(tally);
  const counts = [
    tally.violated.length > 0 && `violated in ${tally.violated.length}`,
    tally.holds > 0 && `holds in ${tally.holds}`,
    tally.unknown.length > 0 && `unknown in ${tally.unknown.length}`,
    tally.absent > 0 && `not judged in ${tally.absent}`,
  ].filter((part) => part !== false);
  const runs = counted(records.length, 'run');
  const whys = reasonsUnknown(tally.unknown, invariant);
  const extent = counts.length === 1 ? `in all ${runs}` : `${counts.join(', ')} of ${runs}`;
  return html`<td data-label="${invariant}">
    <div>
      <span class="${tone}">${sign} ${word}</span>
      ${records.length > 1 && html`<small class="text">${extent}</small>`}
      ${whys && html`<small class="text">Unknown because ${whys}</small>`}
    </div>
  </td>`;
}

const ENDINGS: readonly (readonly [RunRecord['ended'], string])[] = [
  ['blocks', 'block target reached'],
  ['time', 'time limit reached'],
  ['events', 'cut at the event limit'],
  ['idle', 'nothing was left to happen'],
  ['stalled', 'ended at a standstill'],
  ['pending', 'cut at the limit on messages under way'],
];

function endingCell(records: readonly RunRecord[]): Markup {
  const counts = ENDINGS.map(([ended, means]) => ({
    means,
    count: records.filter((record) => record.ended === ended).length,
  })).filter(({ count }) => count > 0);
  return html`<td data-label="runs">
    <div>
      ${counted(records.length, 'run')}
      ${counts.map(({ means, count }) => {
        const some = count < records.length && `${count}: `;
        return html`<small class="text">${some}${means}</small>`;
      })}
    </div>
  </td>`;
}

function verdictRow(ink: Inked, records: readonly RunRecord[], invariants: readonly string[]): Markup {
  return html`<tr>
    <th scope="row">${named(ink)}</th>
    ${invariants.map((invariant) => verdictCell(records, invariant))} ${endingCell(records)}
  </tr>`;
}

/** The invariants that have no column: where each was judged, in words. */
function heldBesides(evidence: Evidence, invariants: readonly string[]): Markup | false {
  const held = invariants.flatMap((invariant) => {
    const holders = evidence.protocols.filter(
      ({ protocol }) => tallyOf(evidence.runsOf(protocol), invariant).holds > 0,
    );
    return holders.length > 0 ? `${invariant} (${holders.map(({ protocol }) => protocol).join(', ')})` : [];
  });
  return (
    held.length > 0 &&
    html`<p class="facts">Held too, in every run that had something to judge: ${held.join('; ')}.</p>`
  );
}

/** Agreement, validity, liveness and whatever else was violated, per protocol, over all runs; then what else held. */
export function verdictTable(evidence: Evidence): Markup {
  const { records } = evidence.input;
  const invariants = shownInvariants(records);
  return html`<table class="verdicts">
      <thead>
        <tr>
          <th scope="col">protocol</th>
          ${invariants.map((name) => html`<th scope="col">${name}</th>`)}
          <th scope="col">runs</th>
        </tr>
      </thead>
      <tbody>
        ${evidence.protocols.map((ink) => verdictRow(ink, evidence.runsOf(ink.protocol), invariants))}
      </tbody>
    </table>
    ${witnessList(evidence, invariants)} ${heldBesides(evidence, furtherInvariants(records).others)}`;
}

/** The scenario's expectations, failed ones first. */
export function findingsList(evidence: Evidence): Markup {
  const { findings } = evidence.input;
  if (findings.length === 0) return html`<p class="facts">The scenario states no expectations.</p>`;
  const failed = findings.filter((finding) => !finding.holds);
  const verdict =
    failed.length === 0
      ? html`<p class="verdict good">
          ✓ ${findings.length === 1 ? 'The expectation holds.' : `All ${findings.length} expectations hold.`}
        </p>`
      : html`<p class="verdict bad">✕ ${failed.length} of ${counted(findings.length, 'expectation')} failed.</p>`;
  const held = findings.filter((finding) => finding.holds);
  return html`${verdict} ${failed.length > 0 && findingsOf(failed)}
  ${
    held.length > MOST_HELD
      ? html`<details>
          <summary>The ${held.length} that hold</summary>
          ${findingsOf(held)}
        </details>`
      : held.length > 0 && findingsOf(held)
  }`;
}

function findingsOf(findings: Evidence['input']['findings']): Markup {
  return html`<ul class="points">
    ${findings.map(
      ({ holds, what, found, allowed }) =>
        html`<li>
          <span class="mark ${holds ? 'good' : 'bad'}">${holds ? '✓' : '✕'}</span> <b>${what}</b>: found ${found},
          expected ${allowed}
        </li>`,
    )}
  </ul>`;
}
