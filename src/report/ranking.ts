/** Who keeps power spread: protocols in order, with what the runs leave open, and how far each is from luck at every point. */
import { rankCorrelation, rankWithConfidence, type Ranking } from '../metrics/ranking.js';
import type { RunRecord } from '../runner/record.js';
import type { Evidence, Group } from './evidence.js';
import { counted, DASH, formatNumber, formatValue } from './format.js';
import { excessOf } from './excess.js';
import { others } from './headline.js';
import { metricsMap, pointsMap } from './heat.js';
import { lensOf } from './lens.js';
import { halfOf } from './luck-words.js';
import { html } from './markup.js';
import type { Content, Markup } from './markup.js';
import { THRESHOLD_OF } from './measures.js';
import { named } from './pictures/figure.js';
import { sameProducers } from './same-producers.js';
import { votersTable } from './voters.js';

/** Fewer are compared by the table of numbers well enough. */
const FEWEST = 3;
const COLUMN = 'effective_producers';
/** Counted units a block from which on they are no blocks. */
const PARTS = 1.5;

const numberIn = (record: RunRecord, column: string): number | undefined => {
  const value = record.columns[column];
  return typeof value === 'number' ? value : undefined;
};

function rankingOf(groups: readonly Group[], column: string): Ranking {
  return rankWithConfidence(
    groups.map(({ protocol, records }) => ({
      name: protocol,
      values: new Map(
        records.flatMap((record) => {
          const value = numberIn(record, column);
          return value === undefined ? [] : [[record.seed, value] as const];
        }),
      ),
    })),
  );
}

function interval(pair: readonly [number, number] | null): Content {
  if (!pair) return undefined;
  return html`<small>± ${formatNumber(halfOf(...pair))}</small>`;
}

const signed = (value: number): string => `${value > 0 ? '+' : ''}${formatNumber(value)}`;

function rowOf(evidence: Evidence, group: Group, { rankLow, rankHigh }: { rankLow: number; rankHigh: number }): Markup {
  const lens = lensOf(evidence);
  const column = `${lens}${COLUMN}`;
  const row = evidence.row(group, column);
  const excess = excessOf(group, column);
  const own = `${lens}${group.records[0]!.headline}`;
  const coefficient = (name: string) => formatValue(evidence.row(group, name)?.mean, 'number');
  return html`<tr>
    <td data-label="Rank"><span class="value">${rankLow === rankHigh ? rankLow : `${rankLow}–${rankHigh}`}</span></td>
    <th scope="row">${named(group)}</th>
    <td data-label="Effective producers">
      <span class="value">${formatValue(row?.mean, 'number')}</span>
      ${row && row.ciLow !== null && row.ciHigh !== null && interval([row.ciLow, row.ciHigh])}
    </td>
    <td data-label="Beyond luck">
      ${excess.mean === null ? DASH : signed(excess.mean)} ${interval(excess.meanInterval)}
    </td>
    <td data-label="More than half">${coefficient(`${lens}nakamoto`)}</td>
    <td data-label="At its own threshold">
      ${coefficient(own)} <small>${THRESHOLD_OF[group.records[0]!.headline]}</small>
    </td>
    <td data-label="Counts">${group.records[0]!.assumes.identity}</td>
  </tr>`;
}

function tableOf(evidence: Evidence, variant: string): Markup {
  const groups = evidence.groups.filter((group) => group.variant === variant);
  const { ranked } = rankingOf(groups, `${lensOf(evidence)}${COLUMN}`);
  const by = new Map(groups.map((group) => [group.protocol, group]));
  const [first] = groups;
  const column = `${lensOf(evidence)}${COLUMN}`;
  const held = first && evidence.row(first, column)?.weights;
  return html`<div class="wide">
      <table class="ranking">
        <thead>
          <tr>
            <th scope="col">rank</th>
            <th scope="col">protocol</th>
            <th scope="col">effective producers</th>
            <th scope="col">beyond luck</th>
            <th scope="col">coefficient<small>> ½ of blocks</small></th>
            <th scope="col">coefficient<small>at its own threshold</small></th>
            <th scope="col">counts</th>
          </tr>
        </thead>
        <tbody>
          ${ranked.map((each) => rowOf(evidence, by.get(each.name)!, each))}
        </tbody>
      </table>
    </div>
    ${
      typeof held === 'number' &&
      html`<p class="facts">The weights themselves are worth ${formatNumber(held)} effective producers.</p>`
    }`;
}

/** How the order elsewhere agrees with that of the first point. */
function sensitivity(evidence: Evidence): Content {
  const { variants, protocols } = evidence;
  if (variants.length < 2) return undefined;
  const column = `${lensOf(evidence)}${COLUMN}`;
  const meansAt = (variant: string) =>
    protocols.map(({ protocol }) => {
      const group = evidence.groups.find((each) => each.protocol === protocol && each.variant === variant);
      return (group && evidence.row(group, column)?.mean) ?? NaN;
    });
  const first = meansAt(variants[0]!);
  const rest = variants.slice(1).map((variant) => {
    const other = meansAt(variant);
    const both = first.flatMap((value, i) => (Number.isFinite(value + other[i]!) ? [i] : []));
    const agreement = rankCorrelation(
      both.map((i) => first[i]!),
      both.map((i) => other[i]!),
    );
    return `${evidence.nameOf(variant)}: ${agreement === null ? DASH : formatNumber(agreement)}`;
  });
  return html`<p class="facts">
    Does the order depend on the world? Rank correlation (Spearman) with the order above: ${rest.join('; ')}.
  </p>`;
}

/** Which protocols a point left as they were: what it changes of stakes may not have reached them at all. */
function unmoved(evidence: Evidence): Content {
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
function inert(evidence: Evidence): Content {
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
function lengths(groups: readonly Group[]): Content {
  const blocks = groups.flatMap(({ records }) => records.map((record) => numberIn(record, 'blocks_canonical') ?? 0));
  const [least, most] = [Math.min(...blocks), Math.max(...blocks)];
  if (least === most) return 'the same number of canonical blocks';
  return `from ${formatNumber(least)} to ${formatNumber(most)} canonical blocks, which alone spreads power more or less: look at what is beyond luck`;
}

/** Where rewards go to parts of blocks, these are counted: more of them in as many blocks, and so less luck. */
function units(groups: readonly Group[]): Content {
  const other = groups.flatMap(({ protocol, records }) => {
    const counted = records.map(({ producers }) => producers.reduce((sum, { canonical }) => sum + canonical, 0));
    const blocks = records.map((record) => numberIn(record, 'blocks_canonical') ?? 0);
    const [all, most] = [counted, blocks].map((some) => some.reduce((sum, each) => sum + each, 0));
    return all! > PARTS * most! ? [`${protocol} (${formatNumber(all! / records.length)} a run)`] : [];
  });
  if (other.length === 0) return undefined;
  return html`<p class="facts">
    Not blocks but what they are made of is counted, votes, fruits or proofs, under ${other.join(', ')}: more draws
    leave less to luck, so that only what is beyond luck compares with the others.
  </p>`;
}

/** Where the seeds of the runs did not reach who produces, so that equal runs are not taken for certainty. */
function unseeded(groups: readonly Group[]): Content {
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

/** Undefined where too few protocols stand beside each other. */
export function rankingSection(evidence: Evidence): Content {
  const { protocols, variants, shown } = evidence;
  if (protocols.length < FEWEST) return undefined;
  const lens = lensOf(evidence);
  const { seeds, pairs } = rankingOf(shown, `${lens}${COLUMN}`);
  const point = variants.length > 1 && ` At ${evidence.nameOf(variants[0]!)}:`;
  return html`<p>
      By effective producers${lens && ', counted by owner'}: so many equal ones would be just as concentrated. What is
      counted is who proposed the blocks; where others vote on them, who does stands in a table of its own: a leader who
      stays makes all blocks, and still cannot decide alone.${point}
    </p>
    ${tableOf(evidence, variants[0]!)}
    <p class="facts">
      All ran on the same ${counted(seeds, 'seed')} and made ${lengths(shown)}. Protocols are compared pair by pair on
      paired differences. <b>rank</b>: the best and worst place that the runs allow; all ${counted(pairs, 'pair')} are
      tested together (Student t, step-down after Holm), so that the chance of any wrong order is at most 5 %. Protocols
      with the same leader in the same worlds share a rank by construction. Intervals are 95 % over seeds.
      <b>beyond luck</b>: less what as many independent draws by weight give; it is positive where a protocol spreads
      power beyond what it was given, mostly by counting identities instead of weight, and that is worth what keeps one
      owner from having many. <b>counts</b>: what one participant is told from another by.
    </p>
    ${units(shown)} ${unseeded(shown)} ${sensitivity(evidence)} ${unmoved(evidence)} ${inert(evidence)}
    ${votersTable(evidence, variants[0]!, lens)}
    ${
      variants.length > 1 &&
      html`<details>
          <summary>The ranking at ${others(evidence)}</summary>
          ${variants.slice(1).map(
            (variant) =>
              html`<h4>${evidence.nameOf(variant)}</h4>
                ${tableOf(evidence, variant)} ${votersTable(evidence, variant, lens)}`,
          )}
        </details>
        <h3>Beyond luck, at every point</h3>
        <p class="facts">Effective producers${lens && ', counted by owner,'} less what luck gives.</p>
        ${pointsMap(evidence)}`
    }
    <h3>Beyond luck, by metric</h3>
    <p class="facts">
      Each metric less what luck gives${point && `, at ${evidence.nameOf(variants[0]!)}`}; blue is more spread, orange
      less.
    </p>
    ${metricsMap(evidence)}`;
}
