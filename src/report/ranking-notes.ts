/** What a reader has to know of the runs before a ranking of them is believed. */
import type { RunRecord } from '../runner/record.js';
import type { Evidence, Group } from './evidence.js';
import { counted, formatNumber } from './format.js';
import { html } from './markup.js';
import type { Content } from './markup.js';
import { sameProducers } from './same-producers.js';
import { countedIn } from './spread.js';

const blocksIn = ({ columns }: RunRecord): number => Number(columns['blocks_canonical'] ?? 0);

/** Counted units a block from which on they are no blocks. */
const PARTS = 1.5;

/** Which protocols a point left as they were: what it changes of stakes may not have reached them at all. */
export function unmoved(evidence: Evidence): Content {
  const points = sameProducers(evidence).map(
    ({ variant, as, protocols }) =>
      `at ${evidence.nameOf(variant)} as at ${evidence.nameOf(as)}: ${protocols.join(', ')}`,
  );
  if (points.length === 0) return undefined;
  return html`<p class="facts">
    Every producer made as many blocks, seed by seed, ${points.join('; ')}. What tells those points apart did not reach
    these protocols in runs of this length, by their rules or by how they are modelled: that is no evidence that they
    would resist it.
  </p>`;
}

/** Which protocols have no rule for something that the scenario asks for. */
export function inert(evidence: Evidence): Content {
  const without = new Map<string, Set<string>>();
  for (const { protocol, records } of evidence.groups) {
    for (const option of records[0]!.inert ?? []) {
      if (!without.has(option)) without.set(option, new Set());
      without.get(option)!.add(protocol);
    }
  }
  if (without.size === 0) return undefined;
  const words = [...without].map(([option, protocols]) => `${option}: ${[...protocols].join(', ')}`);
  return html`<p class="facts">
    An option of the scenario that these protocols have no rule for, so that nothing is learnt of them where it is set:
    ${words.join('; ')}.
  </p>`;
}

/** Whether runs are of one length, in canonical blocks. */
export function lengths(groups: readonly Group[]): Content {
  const blocks = groups.flatMap(({ records }) => records.map(blocksIn));
  const [least, most] = [Math.min(...blocks), Math.max(...blocks)];
  if (least === most) return 'the same number of canonical blocks';
  return `from ${formatNumber(least)} to ${formatNumber(most)} canonical blocks`;
}

/** Where rewards go to parts of blocks, these are counted: more of them in as many blocks, and so less luck. */
export function units(groups: readonly Group[], common: number): Content {
  const other = groups.flatMap(({ protocol, records }) => {
    const counted = records.reduce((sum, record) => sum + countedIn(record), 0);
    const blocks = records.reduce((sum, record) => sum + blocksIn(record), 0);
    return counted > PARTS * blocks ? [`${protocol} (${formatNumber(counted / records.length)} a run)`] : [];
  });
  if (other.length === 0) return undefined;
  return html`<p class="facts">
    Not blocks but what they are made of is counted, votes, fruits or proofs, under ${other.join(', ')}: more draws
    leave less to luck, so these too are brought to ${counted(common, 'unit')} before they are compared.
  </p>`;
}

/** Where the seeds of the runs did not reach who produces, so that equal runs are not taken for certainty. */
export function unseeded(groups: readonly Group[]): Content {
  const same = groups.filter(({ records }) => {
    const tallies = records.map(({ producers }) => producers.map(({ canonical }) => canonical).join(' '));
    return tallies.length > 1 && new Set(tallies).size === 1;
  });
  if (same.length === 0) return undefined;
  return html`<p class="facts">
    Every seed gave every producer as many blocks under ${same.map(({ protocol }) => protocol).join(', ')}: all runs are
    one, and ± 0 says that it repeats itself. Where leaders take turns nothing else is possible; where a lottery does
    not depend on the seed, it is one draw of many, and no test over seeds speaks of it.
  </p>`;
}
