/** Whether each protocol stayed safe and live, and whether the scenario's expectations hold. */
import type { RunRecord } from '../runner/record.js';
import type { Evidence, Group, Inked } from './evidence.js';
import { counted, formatSeconds, shortened } from './format.js';
import { html } from './markup.js';
import type { Content, Markup } from './markup.js';
import { named } from './pictures/figure.js';

const FIRST: readonly string[] = ['agreement', 'validity', 'liveness'];
const LONGEST_WITNESS = 600;

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
function worstOf(tally: Tally): { readonly sign: string; readonly word: string; readonly tone: string } {
  if (tally.violated.length > 0) return { sign: '✕', word: 'violated', tone: 'bad' };
  if (tally.unknown.length > 0) return { sign: '?', word: 'unknown', tone: 'open' };
  if (tally.holds > 0) return { sign: '✓', word: 'holds', tone: 'good' };
  return { sign: '–', word: 'not judged', tone: 'muted' };
}

function place({ seed, variant }: RunRecord, { nameOf }: Evidence): string {
  return `seed ${seed}${variant ? ` of ${nameOf(variant)}` : ''}`;
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
          ${place(record, evidence)}. First witness: ${shortened(verdict.witness, LONGEST_WITNESS)}
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

/** What does not hold in a group of runs, or that all does. */
export function verdictsOf(evidence: Evidence, group: Group | undefined): Content {
  if (!group) return html`<span class="muted">–</span>`;
  const tallies = shownInvariants(evidence.input.records).map((invariant) => ({
    invariant,
    tally: tallyOf(group.records, invariant),
  }));
  const runs = counted(group.records.length, 'run');
  const broken = tallies.filter(({ tally }) => tally.violated.length > 0);
  const open = tallies.filter(({ tally }) => tally.violated.length === 0 && tally.unknown.length > 0);
  if (broken.length + open.length === 0) return html`<span class="good">✓ all hold</span>`;
  const held = tallies.filter((each) => ![...broken, ...open].includes(each));
  const list = (some: typeof tallies) => some.map(({ invariant }) => invariant).join(', ');
  return html`${broken.map(
    ({ invariant, tally }) =>
      html`<div>
        <span class="bad">✕ ${invariant}</span>
        <small class="text">violated in ${tally.violated.length} of ${runs}</small>
      </div>`,
  )}
  ${broken.length === 0 && held.length > 0 && html`<span class="good">✓ ${list(held)}</span>`}
  ${open.length > 0 && html`<small class="text">${open.length === tallies.length ? 'not judged' : `${list(open)} open`}</small>`}`;
}

/** Whether no run violates anything. */
export function isUnbroken({ input: { records } }: Evidence): boolean {
  return shownInvariants(records).every((invariant) => tallyOf(records, invariant).violated.length === 0);
}

/** Whether any invariant was violated or left open in any run. */
export function isCalm({ input: { records } }: Evidence): boolean {
  return shownInvariants(records).every((invariant) => {
    const { violated, unknown } = tallyOf(records, invariant);
    return violated.length + unknown.length === 0;
  });
}

/** All protocols and runs in a sentence or two. */
export function safetyLine(evidence: Evidence): Content {
  const { records, findings } = evidence.input;
  if (isCalm(evidence))
    return html`<span class="good">✓ Safe and live</span> in all ${counted(records.length, 'run')}.`;
  const broken = evidence.protocols.flatMap((ink) => {
    const own = evidence.runsOf(ink.protocol);
    return shownInvariants(records).flatMap((invariant) => {
      const { violated } = tallyOf(own, invariant);
      return violated.length > 0
        ? [`${invariant} violated in ${violated.length} of ${own.length} runs of ${ink.protocol}`]
        : [];
    });
  });
  const whys = new Map<string, string[]>();
  for (const invariant of FIRST) {
    const { unknown } = tallyOf(records, invariant);
    const why = reasonsUnknown(unknown, invariant);
    if (unknown.length > 0) whys.set(why, [...(whys.get(why) ?? []), invariant]);
  }
  const expected = broken.length > 0 && findings.every(({ holds }) => holds) && ', as the scenario expects';
  return html`${broken.length > 0 && html`<span class="bad">✕ ${broken.join('; ')}</span>${expected}. `}${[...whys].map(
    ([why, invariants]) => html`<span class="open">? ${invariants.join(', ')}</span> unknown: ${why}. `,
  )}${broken.length === 0 && !FIRST.every((name) => [...whys.values()].flat().includes(name)) && 'Everything else holds.'}`;
}
