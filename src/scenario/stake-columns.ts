import type { Economy } from '../contract.js';
import { DecidedStakes } from '../ledger/decided-stakes.js';
import { coinsAfter } from '../ledger/stakes.js';
import effectiveProducers from '../metrics/columns/effective-producers.js';
import gini from '../metrics/columns/gini.js';
import hhi from '../metrics/columns/hhi.js';
import jsDistance from '../metrics/columns/js-distance.js';
import nakamoto from '../metrics/columns/nakamoto.js';
import { computeColumns, type Metric } from '../metrics/metric.js';
import { GIVEN } from '../metrics/population.js';
import { isUndefined } from '../metrics/undefined.js';
import type { CanonicalBlock } from '../observers/outcome.js';
import type { NamedNodes } from './named-nodes.js';
import type { Assembled } from './assembly.js';

/** The concentration of what everybody owns at the end, where it changes; `stake_js_distance`: against the start. */
const OF_STAKES: readonly Metric[] = [nakamoto, hhi, effectiveProducers, gini, jsDistance];
const STAKE = 'stake_';

export const STAKE_COLUMNS: readonly string[] = OF_STAKES.map(({ name }) => STAKE + name);

/** What everybody owns at the end of a run of messages, with its columns; undefined where weights are no coins. */
export function stakesAtEnd({ protocol, host, surroundings }: Assembled, canonical: readonly CanonicalBlock[]) {
  if (!protocol.staked) return undefined;
  let coins: ArrayLike<number>;
  if (protocol.finality.by === 'decide') {
    const decided = new DecidedStakes(host.facts);
    for (const { producer } of canonical) decided.add(producer);
    coins = decided.coinsAt(canonical.length);
  } else coins = coinsAfter(host.tree.whole(), canonical.at(-1)?.id ?? 0, host.facts);
  return { coins, ...stakeColumns(host.facts.economy, surroundings.named, coins) };
}

/** The columns of `STAKE_COLUMNS` where stakes change, with reasons where there is no value. */
export function stakeColumns(
  economy: Economy,
  named: NamedNodes,
  coins: ArrayLike<number>,
): {
  readonly columns: Record<string, number | null>;
  readonly undefinedBecause: Record<string, string>;
  /** The coins, where they change. */
  readonly owned?: ArrayLike<number>;
} {
  const columns: Record<string, number | null> = {};
  const undefinedBecause: Record<string, string> = {};
  const { compound, changes = [] } = economy;
  if (!compound && !changes.some(({ kind }) => kind === 'slash')) return { columns, undefinedBecause };
  const input = { counts: named.amounts(coins), weights: named.weights, population: GIVEN };
  for (const [name, value] of Object.entries(computeColumns(OF_STAKES, input))) {
    columns[STAKE + name] = isUndefined(value) ? null : value;
    if (isUndefined(value)) undefinedBecause[STAKE + name] = value.reason;
  }
  return { columns, undefinedBecause, owned: coins };
}
