/** Where along a sweep something was violated or left open. */
import type { Evidence, Group } from '../evidence.js';
import { counted } from '../format.js';
import { html } from '../markup.js';
import type { Content, Markup } from '../markup.js';
import { isCalm, shownInvariants, tallyOf, verdictsOf } from '../verdicts.js';
import { named } from './figure.js';

const MOST_ROWS = 60;

/** A row for each protocol and point at which not all holds; in one sentence where there is none. */
export function verdictsAlong(evidence: Evidence): Content {
  const title = html`<h3 id="sweep-verdicts">Safe and live along the sweep</h3>`;
  if (isCalm(evidence))
    return html`${title}
      <p class="facts">Everything holds in every run, at every point.</p>`;
  const invariants = shownInvariants(evidence.input.records);
  const isBroken = ({ records }: Group) =>
    invariants.some((invariant) => {
      const { violated, unknown } = tallyOf(records, invariant);
      return violated.length + unknown.length > 0;
    });
  const broken = evidence.groups.filter(isBroken);
  const rows = broken.slice(0, MOST_ROWS);
  const held = evidence.groups.length - broken.length;
  const left = broken.length - rows.length;
  const cells = evidence.groups.map((group) => verdictsText(evidence, group));
  if (new Set(cells).size === 1) {
    return html`${title}
      <p class="facts">The same for every protocol and point:</p>
      <div>${verdictsOf(evidence, evidence.groups[0])}</div>`;
  }
  return html`${title}
    <table class="verdicts along">
      <thead>
        <tr>
          <th scope="col">point</th>
          <th scope="col">protocol</th>
          <th scope="col">verdicts</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((group) => row(evidence, group))}
      </tbody>
    </table>
    <p class="facts">
      ${held > 0 && `Everything holds in the other ${counted(held, 'case')}. `}${left > 0 && `${counted(left, 'more row')} in runs.csv.`}
    </p>`;
}

function verdictsText(evidence: Evidence, group: Group): string {
  return html`${verdictsOf(evidence, group)}`.text;
}

function row(evidence: Evidence, group: Group): Markup {
  return html`<tr>
    <th scope="row">${evidence.nameOf(group.variant)}</th>
    <td data-label="protocol">${named(group)}</td>
    <td data-label="verdicts"><div>${verdictsOf(evidence, group)}</div></td>
  </tr>`;
}
