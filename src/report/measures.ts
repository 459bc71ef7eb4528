/** The vocabulary of the report: what each column is called, in which unit it is, and how to read it. */
import type { Unit } from './format.js';

export interface Measure {
  readonly column: string;
  readonly title: string;
  readonly unit: Unit;
  /** Title of an axis. */
  readonly axis: string;
  /** One line on how to read it. */
  readonly reading: string;
}

const MEASURES: readonly Measure[] = [
  {
    column: 'effective_producers',
    title: 'Effective producers',
    unit: 'number',
    axis: 'effective producers',
    reading: 'so many equal producers would be just as concentrated (1 ÷ HHI); more is more spread out',
  },
  {
    column: 'nakamoto',
    title: 'Nakamoto coefficient',
    unit: 'number',
    axis: 'producers',
    reading: 'fewest producers that together make more than half of the blocks',
  },
  {
    column: 'liveness_coefficient',
    title: 'Blocking third',
    unit: 'number',
    axis: 'producers',
    reading: 'fewest producers that together make at least a third of the blocks',
  },
  {
    column: 'supermajority_coefficient',
    title: 'Two thirds',
    unit: 'number',
    axis: 'producers',
    reading: 'fewest producers that together make more than two thirds of the blocks',
  },
  {
    column: 'gini',
    title: 'Gini',
    unit: 'number',
    axis: 'Gini coefficient',
    reading: '0 when all make the same, near 1 when one makes nearly all',
  },
  {
    column: 'js_distance',
    title: 'Distance to weights',
    unit: 'number',
    axis: 'Jensen–Shannon distance',
    reading: 'Jensen–Shannon distance from the shares of weight: 0 is the same, 1 is disjoint',
  },
  {
    column: 'stale_rate',
    title: 'Stale rate',
    unit: 'share',
    axis: 'stale blocks, share of all',
    reading: 'blocks that were made and lost, as a share of all blocks',
  },
  {
    column: 'latency_p50_s',
    title: 'Latency, median',
    unit: 'seconds',
    axis: 'median time to finality',
    reading: 'half of what became final did so within this time',
  },
  {
    column: 'double_spend_rate',
    title: 'Double spends that succeed',
    unit: 'share',
    axis: 'double spends that succeed',
    reading: 'payments that are undone after their confirmations, as a share of all attempts',
  },
  {
    column: 'feather_fork_rate',
    title: 'Feather forks that succeed',
    unit: 'share',
    axis: 'feather forks that succeed',
    reading: 'blacklisted blocks that are orphaned, as a share of those that were fought',
  },
  {
    column: 'attacker_share',
    title: "Attackers' share",
    unit: 'share',
    axis: 'share of the main chain',
    reading: 'share of the main chain that selfish miners made; an honest miner has his share of the hash power',
  },
  {
    column: 'majority_share',
    title: "The majority's share",
    unit: 'share',
    axis: 'share of the main chain',
    reading: 'share of the main chain that the coalition made',
  },
  {
    column: 'majority_rewrite_blocks',
    title: 'Blocks until the chain is rewritten',
    unit: 'number',
    axis: 'mined blocks',
    reading: 'blocks mined, by whomever, from the first of an attack to the rewriting',
  },
  {
    column: 'pool_attacker_revenue',
    title: "The attacking pool's revenue",
    unit: 'number',
    axis: 'revenue per power',
    reading: 'revenue per unit of power of the pool that sends infiltrators; 1 without the attack',
  },
  {
    column: 'pool_victim_revenue',
    title: "The victim pool's revenue",
    unit: 'number',
    axis: 'revenue per power',
    reading: 'revenue per unit of power of the pool that they have joined; 1 without the attack',
  },
  {
    column: 'hopping_gain',
    title: "Hoppers' gain",
    unit: 'number',
    axis: 'blocks per power and time',
    reading: 'blocks per power while there; 1 for an honest miner at the first difficulty',
  },
  {
    column: 'hopping_presence',
    title: "Hoppers' presence",
    unit: 'share',
    axis: 'share of the time',
    reading: 'share of the time for which hoppers mined',
  },
  {
    column: 'hopping_block_interval_s',
    title: 'Time between blocks',
    unit: 'seconds',
    axis: 'time between main-chain blocks',
    reading: 'mean time between main-chain blocks while miners hop',
  },
  {
    column: 'fair_producers_10',
    title: 'Producers who got their due',
    unit: 'share',
    axis: 'share of the producers',
    reading:
      'share of the producers whose blocks are within 10 % of their due; broken line: what independent draws give',
  },
  {
    column: 'robust_fairness_10_largest',
    title: 'Runs fair to the largest',
    unit: 'share',
    axis: 'share of the runs',
    reading: 'share of the runs in which the blocks of the largest are within 10 % of its due (robust fairness)',
  },
  {
    column: 'equitability_largest',
    title: 'Spread of the largest share over runs',
    unit: 'number',
    axis: 'variance / a(1 − a)',
    reading:
      'variance over runs of the share of the largest, over a(1 − a): 0 is perfectly equitable, 1 is winner takes all',
  },
  {
    column: 'small_return',
    title: 'Return of the small',
    unit: 'number',
    axis: 'share of blocks / share of weight',
    reading: 'share of the blocks of the lighter half of the holders over their share of the weight',
  },
  {
    column: 'largest_return',
    title: 'Return of the largest',
    unit: 'number',
    axis: 'share of blocks / share of weight',
    reading: 'share of the blocks of the heaviest holder over its share of the weight',
  },
  {
    column: 'small_absence',
    title: 'Windows without a small one’s block',
    unit: 'share',
    axis: 'share of the windows',
    reading: 'share of windows in which a holder of the lighter half has no block',
  },
  {
    column: 'max_power_ratio',
    title: 'Largest share',
    unit: 'share',
    axis: 'share of the blocks',
    reading: 'share of the blocks of whoever has the most',
  },
  {
    column: 'messages_per_block',
    title: 'Messages per block',
    unit: 'number',
    axis: 'messages per block',
    reading: 'messages on the network for each canonical block',
  },
];

const BY_COLUMN: ReadonlyMap<string, Measure> = new Map(MEASURES.map((measure) => [measure.column, measure]));

function unitOf(column: string): Unit {
  if (column.endsWith('_s')) return 'seconds';
  if (column.endsWith('_rate') || column.endsWith('_share')) return 'share';
  return /(^|_)bytes(_|$)/.test(column) ? 'bytes' : 'number';
}

/** The measure of a column; a column that is not in the vocabulary is called by its own name. */
export function measureOf(column: string): Measure {
  const title = column.replaceAll('_', ' ');
  return BY_COLUMN.get(column) ?? { column, title, unit: unitOf(column), axis: title, reading: title };
}

/** Columns of the headline table; the protocol's own coefficient is put after the second. */
export const HEADLINE_COLUMNS: readonly string[] = [
  'effective_producers',
  'nakamoto',
  'gini',
  'js_distance',
  'stale_rate',
  'latency_p50_s',
  'messages_per_block',
];

/** Columns drawn as dot, interval and baseline, and along a sweep. */
export const PICTURED_COLUMNS: readonly string[] = [
  'effective_producers',
  'nakamoto',
  'gini',
  'js_distance',
  'stale_rate',
  'latency_p50_s',
  'messages_per_block',
];

/** Drawn along a sweep besides, where a run has them. */
export const ATTACK_COLUMNS: readonly string[] = ['attacker_share', 'majority_share'];

/** Drawn along a sweep of what is paid, where a run has them. */
export const FAIRNESS_COLUMNS: readonly string[] = [
  'fair_producers_10',
  'robust_fairness_10_largest',
  'equitability_largest',
  'small_return',
  'stake_js_distance',
];

/** Threshold that a coalition coefficient stands for. */
export const THRESHOLD_OF: Readonly<Record<string, string>> = {
  nakamoto: '> ½ of blocks',
  liveness_coefficient: '≥ ⅓ of blocks',
  supermajority_coefficient: '> ⅔ of blocks',
};
