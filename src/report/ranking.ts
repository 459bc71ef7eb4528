/** Who keeps power spread: protocols in order, with what the runs leave open, and how far each is from luck at every point. */
import { rankCorrelation, rankWithConfidence, type Ranking } from '../metrics/ranking.js';
import type { Evidence, Group } from './evidence.js';
import { counted, DASH, formatNumber, formatValue } from './format.js';
import { others } from './headline.js';
import { metricsMap, pointsMap } from './heat.js';
import { effectiveOf, lensOf } from './lens.js';
import { halfOf } from './luck-words.js';
import { html } from './markup.js';
import type { Content, Markup } from './markup.js';
import { THRESHOLD_OF } from './measures.js';
import { named } from './pictures/figure.js';
import { inert, lengths, units, unmoved, unseeded } from './ranking-notes.js';
import { commonUnits, indexBySeed, spreadOf } from './spread.js';
import { votersTable } from './voters.js';

/** Fewer are compared by the table of numbers well enough. */
const FEWEST = 3;

/** By one over effective producers, which has no sampling bias of its own, the least first. */
function rankingOf(evidence: Evidence, groups: readonly Group[]): Ranking {
  const units = commonUnits(evidence);
  return rankWithConfidence(
    groups.map((group) => ({
      name: group.protocol,
      values: new Map([...indexBySeed(evidence, group, units)].map(([seed, index]) => [seed, -index])),
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
  const { value, interval: ends, excess, excessInterval } = spreadOf(evidence, group, commonUnits(evidence));
  const own = `${lens}${group.records[0]!.headline}`;
  const coefficient = (name: string) => formatValue(evidence.row(group, name)?.mean, 'number');
  return html`<tr>
    <td data-label="Rank"><span class="value">${rankLow === rankHigh ? rankLow : `${rankLow}–${rankHigh}`}</span></td>
    <th scope="row">${named(group)}</th>
    <td data-label="Effective producers">
      <span class="value">${formatValue(value, 'number')}</span> ${interval(ends)}
    </td>
    <td data-label="Beyond luck">${excess === null ? DASH : signed(excess)} ${interval(excessInterval)}</td>
    <td data-label="More than half">${coefficient(`${lens}nakamoto`)}</td>
    <td data-label="At its own threshold">
      ${coefficient(own)} <small>${THRESHOLD_OF[group.records[0]!.headline]}</small>
    </td>
    <td data-label="Counts">${group.records[0]!.assumes.identity}</td>
  </tr>`;
}

function tableOf(evidence: Evidence, variant: string): Markup {
  const groups = evidence.groups.filter((group) => group.variant === variant);
  const { ranked } = rankingOf(evidence, groups);
  const by = new Map(groups.map((group) => [group.protocol, group]));
  const [first] = groups;
  const held = first && evidence.row(first, effectiveOf(evidence))?.weights;
  const luck = first && spreadOf(evidence, first, commonUnits(evidence)).luck;
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
      html`<p class="facts">
        The weights themselves are worth ${formatNumber(held)} effective
        producers${
          typeof luck === 'number' && `, ${counted(commonUnits(evidence), 'unit')} drawn by them ${formatNumber(luck)}`
        }.
      </p>`
    }`;
}

/** How the order elsewhere agrees with that of the first point. */
function sensitivity(evidence: Evidence): Content {
  const { variants, protocols } = evidence;
  if (variants.length < 2) return undefined;
  const units = commonUnits(evidence);
  const meansAt = (variant: string) =>
    protocols.map(({ protocol }) => {
      const group = evidence.groups.find((each) => each.protocol === protocol && each.variant === variant);
      return (group && spreadOf(evidence, group, units).value) ?? NaN;
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

/** Undefined where too few protocols stand beside each other. */
export function rankingSection(evidence: Evidence): Content {
  const { protocols, variants, shown } = evidence;
  if (protocols.length < FEWEST) return undefined;
  const lens = lensOf(evidence);
  const { seeds, pairs } = rankingOf(evidence, shown);
  const common = commonUnits(evidence);
  const point = variants.length > 1 && ` At ${evidence.nameOf(variants[0]!)}:`;
  return html`<p>
      By effective producers${lens && ', counted by owner'}: so many equal ones would be just as concentrated. Short
      runs look concentrated by luck alone, so all are compared at ${counted(common, 'unit')} a run, whatever was
      counted: the Herfindahl index that so many of a run’s units, drawn without replacement, show on average
      (rarefaction, free of sampling bias), and one over its mean is what stands here. What is counted is who proposed
      the blocks; where others vote on them, who does stands in a table of its own: a leader who stays makes all blocks,
      and still cannot decide alone.${point}
    </p>
    ${tableOf(evidence, variants[0]!)}
    <p class="facts">
      All ran on the same ${counted(seeds, 'seed')} and made ${lengths(shown)}. Protocols are compared pair by pair on
      paired differences. <b>rank</b>: the best and worst place that the runs allow; all ${counted(pairs, 'pair')} are
      tested together (Student t, step-down after Holm), so that the chance of any wrong order is at most 5 %. Protocols
      with the same leader in the same worlds share a rank by construction. Intervals are 95 % over seeds. Coefficients
      are of all units that a run counted. <b>beyond luck</b>: less what as many independent draws by weight give,
      exactly; it is positive where a protocol spreads power beyond what it was given, mostly by counting identities
      instead of weight, and that is worth what keeps one owner from having many. <b>counts</b>: what one participant is
      told from another by.
    </p>
    ${units(shown, common)} ${unseeded(shown)} ${sensitivity(evidence)} ${unmoved(evidence)} ${inert(evidence)}
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
        <p class="facts">
          Effective producers${lens && ', counted by owner,'} less what luck gives, both at ${counted(common, 'unit')} a
          run.
        </p>
        ${pointsMap(evidence)}`
    }
    <h3>Beyond luck, by metric</h3>
    <p class="facts">
      Each metric less what luck gives${point && `, at ${evidence.nameOf(variants[0]!)}`}; blue is more spread, orange
      less.
    </p>
    ${metricsMap(evidence)}`;
}
