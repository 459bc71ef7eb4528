import effectiveProducers from '../metrics/columns/effective-producers.js';
import gini from '../metrics/columns/gini.js';
import hhi from '../metrics/columns/hhi.js';
import jsDistance from '../metrics/columns/js-distance.js';
import nakamoto from '../metrics/columns/nakamoto.js';
import profitSlope from '../metrics/columns/profit-slope.js';
import { computeColumns, type Metric } from '../metrics/metric.js';
import { GIVEN } from '../metrics/population.js';
import { isUndefined } from '../metrics/undefined.js';
import type { CanonicalBlock, Units } from '../observers/outcome.js';
import type { Payments } from '../observers/payments.js';
import type { NamedNodes } from './named-nodes.js';

/** The concentration of what was paid, beside that of what was produced. */
const OF_REWARDS: readonly Metric[] = [nakamoto, hhi, effectiveProducers, gini, jsDistance, profitSlope];
const REWARD = 'reward_';

/** Columns over what producers were paid, new coins and fees together. */
export const REWARD_COLUMNS: readonly string[] = [
  'reward_issued',
  'fees_paid',
  ...OF_REWARDS.map(({ name }) => REWARD + name),
];

/** What every node did, and what it was paid. */
export interface Account {
  /** By node, as in its row. */
  readonly scheduled: Float64Array;
  readonly produced: Float64Array;
  readonly canonical: Float64Array;
  readonly reward: Float64Array;
  /** New coins of all canonical blocks: the supply, beside what there was at genesis. */
  readonly issued: number;
  readonly fees: number;
}

/** Counts by units of work, pays by the canonical blocks. */
export function accountOf(nodes: number, blocks: readonly CanonicalBlock[], units: Units, payments: Payments): Account {
  const [scheduled, produced, canonical, reward] = [0, 1, 2, 3].map(() => new Float64Array(nodes)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (const unit of units.canonical) {
    if (unit.appointed >= 0) scheduled[unit.appointed]!++;
    if (unit.producer < 0) continue;
    produced[unit.producer]!++;
    canonical[unit.producer]!++;
  }
  for (const producer of units.lost) if (producer >= 0) produced[producer]!++;
  let issued = 0;
  let fees = 0;
  for (const block of blocks) {
    payments.pay(block, (node, coins, fee) => {
      reward[node]! += coins + fee;
      issued += coins;
      fees += fee;
    });
  }
  return { scheduled, produced, canonical, reward, issued, fees };
}

/** The columns of `REWARD_COLUMNS`, with reasons where there is no value, and what they would be of the weights themselves. */
export function rewardColumns(
  { reward, issued, fees }: Account,
  named: NamedNodes,
): {
  readonly columns: Record<string, number | null>;
  readonly undefinedBecause: Record<string, string>;
  readonly ofWeights: Record<string, number | null>;
} {
  const columns: Record<string, number | null> = { reward_issued: issued, fees_paid: fees };
  const undefinedBecause: Record<string, string> = {};
  const ofWeights: Record<string, number | null> = {};
  const { weights } = named;
  // Whoever lost more than it was paid counts as paid nothing.
  const counts = named.amounts(reward.map((paid) => Math.max(0, paid)));
  for (const [name, value] of Object.entries(computeColumns(OF_REWARDS, { counts, weights, population: GIVEN }))) {
    columns[REWARD + name] = isUndefined(value) ? null : value;
    if (isUndefined(value)) undefinedBecause[REWARD + name] = value.reason;
  }
  const ofShares = OF_REWARDS.filter(({ compares }) => compares === 'shares');
  const given = computeColumns(ofShares, { counts: weights, weights, population: GIVEN });
  for (const [name, value] of Object.entries(given)) ofWeights[REWARD + name] = isUndefined(value) ? null : value;
  return { columns, undefinedBecause, ofWeights };
}
