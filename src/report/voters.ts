/** Who votes on the blocks, beside who proposes them: a leader who makes all of them cannot decide alone. */
import type { Evidence, Group } from './evidence.js';
import { DASH, formatNumber, formatValue } from './format.js';
import { html, type Content, type Markup } from './markup.js';
import { THRESHOLD_OF } from './measures.js';
import { named } from './pictures/figure.js';

const VOTERS = 'voters_';
const COLUMN = 'effective_producers';

function rowOf(evidence: Evidence, group: Group, lens: string): Markup {
  const of = (column: string) => evidence.row(group, `${lens}${VOTERS}${column}`);
  const made = evidence.row(group, `${lens}${COLUMN}`)?.mean;
  const effective = of(COLUMN);
  const { headline } = group.records[0]!;
  const half =
    effective && effective.ciLow !== null && effective.ciHigh !== null
      ? html`<small>± ${formatNumber((effective.ciHigh - effective.ciLow) / 2)}</small>`
      : undefined;
  const beyond =
    typeof effective?.mean !== 'number' || typeof effective.weights !== 'number'
      ? undefined
      : effective.mean - effective.weights;
  return html`<tr>
    <th scope="row">${named(group)}</th>
    <td data-label="Effective voters"><span class="value">${formatValue(effective?.mean, 'number')}</span> ${half}</td>
    <td data-label="Beyond the weights">
      ${beyond === undefined ? DASH : `${beyond > 0 ? '+' : ''}${formatNumber(beyond)}`}
    </td>
    <td data-label="More than half">${formatValue(of('nakamoto')?.mean, 'number')}</td>
    <td data-label="At its own threshold">
      ${formatValue(of(headline)?.mean, 'number')} <small>${THRESHOLD_OF[headline]?.replace('blocks', 'votes')}</small>
    </td>
    <td data-label="Effective producers">${formatValue(made, 'number')}</td>
  </tr>`;
}

/** Undefined where nobody votes on what others propose. */
export function votersTable(evidence: Evidence, variant: string, lens: string): Content {
  const column = `${lens}${VOTERS}${COLUMN}`;
  const groups = evidence.groups.filter(
    (group) => group.variant === variant && typeof evidence.row(group, column)?.mean === 'number',
  );
  if (groups.length === 0) return undefined;
  const mean = (group: Group) => evidence.row(group, column)?.mean ?? 0;
  const silent = evidence.groups.filter((group) => group.variant === variant && !groups.includes(group));
  return html`<h3>Who votes</h3>
    <p class="facts">
      Votes in the certificates that correct nodes relied on, or that blocks carry, each in the weight it was counted
      with: one a member, its power or stake, its seats. A certificate holds the votes that came first, enough of them
      and no more, so that votes of those who are far away are missing. <b>beyond the weights</b>: less what votes by
      weight would be worth.
    </p>
    <div class="wide">
      <table class="ranking">
        <thead>
          <tr>
            <th scope="col">protocol</th>
            <th scope="col">effective voters</th>
            <th scope="col">beyond the weights</th>
            <th scope="col">coefficient<small>> ½ of votes</small></th>
            <th scope="col">coefficient<small>at its own threshold</small></th>
            <th scope="col">effective producers</th>
          </tr>
        </thead>
        <tbody>
          ${groups.toSorted((a, b) => mean(b) - mean(a)).map((group) => rowOf(evidence, group, lens))}
        </tbody>
      </table>
    </div>
    ${
      silent.length > 0 &&
      html`<p class="facts">
        Not here: ${silent.map(({ protocol }) => protocol).join(', ')}. Who makes their blocks has all the say, or
        nobody else’s is on record.
      </p>`
    }`;
}
