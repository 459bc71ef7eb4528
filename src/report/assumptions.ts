/** What each protocol says that it takes for granted: a result is worth what its assumptions are. */
import type { Assumptions } from '../contract.js';
import type { Evidence } from './evidence.js';
import { html } from './markup.js';
import type { Markup } from './markup.js';
import { named } from './pictures/figure.js';

const COUNTED_BY: Readonly<Record<Assumptions['identity'], string>> = {
  work: 'solved puzzles',
  stake: 'staked coins',
  members: 'names on a given list',
  persons: 'identities, one to a person',
  hardware: 'vouched-for hardware',
};

export function assumptionsTable({ shown }: Evidence): Markup {
  const row = (group: Evidence['shown'][number]) => {
    const { identity, network, honesty } = group.records[0]!.assumes;
    return html`<tr>
      <th scope="row">${named(group)}</th>
      <td data-label="Counts">${COUNTED_BY[identity]}</td>
      <td data-label="Network">${network}.</td>
      <td data-label="Honesty">${honesty}.</td>
    </tr>`;
  };
  return html`<table class="assumptions">
    <thead>
      <tr>
        <th scope="col">protocol</th>
        <th scope="col">counts</th>
        <th scope="col">of the network</th>
        <th scope="col">of those who take part</th>
      </tr>
    </thead>
    <tbody>
      ${shown.map(row)}
    </tbody>
  </table>`;
}
