/** The scenario's expectations, held against the results. */
import type { Evidence } from './evidence.js';
import { counted } from './format.js';
import { html } from './markup.js';
import type { Content, Markup } from './markup.js';
import { measureOf } from './measures.js';

type Finding = Evidence['input']['findings'][number];

/** The verdict on all of them together. */
export function expectationsLine({ input: { findings } }: Evidence): Content {
  if (findings.length === 0) return 'The scenario states no expectations.';
  const failed = findings.filter(({ holds }) => !holds).length;
  return failed === 0
    ? html`<span class="good"
        >✓ ${findings.length === 1 ? 'The expectation holds.' : `All ${findings.length} expectations hold.`}</span
      >`
    : html`<span class="bad">✕ ${failed} of ${counted(findings.length, 'expectation')} failed.</span>`;
}

/** What was looked at, in the words of the report. */
function subjectOf({ what, metric }: Finding, { variants, nameOf }: Evidence): string {
  const variant = variants.find((each) => each !== '' && what.endsWith(` at ${each}`));
  const titled = metric && what.startsWith(`mean ${metric} `) && !metric.startsWith('z_') && measureOf(metric).title;
  const plain = titled
    ? what.replace(`mean ${metric}`, `Mean ${titled.charAt(0).toLowerCase()}${titled.slice(1)}`)
    : what;
  return variant === undefined ? plain : `${plain.slice(0, -variant.length)}${nameOf(variant)}`;
}

function listOf(findings: readonly Finding[], evidence: Evidence): Markup {
  return html`<ul class="points">
    ${findings.map(
      (finding) =>
        html`<li>
          <span class="mark ${finding.holds ? 'good' : 'bad'}">${finding.holds ? '✓' : '✕'}</span>
          <b>${subjectOf(finding, evidence)}</b>: found ${finding.found}, expected ${finding.allowed}
        </li>`,
    )}
  </ul>`;
}

/** Failed ones in the open, those that hold folded away: readers came for an answer. */
export function findingsList(evidence: Evidence): Content {
  const { findings } = evidence.input;
  const [failed, held] = [findings.filter(({ holds }) => !holds), findings.filter(({ holds }) => holds)];
  return html`${failed.length > 0 && listOf(failed, evidence)}
  ${
    held.length > 0 &&
    html`<details>
      <summary>
        The ${counted(held.length, 'expectation')} that ${held.length === 1 ? 'holds' : 'hold'}, one by one
      </summary>
      ${listOf(held, evidence)}
    </details>`
  }`;
}
