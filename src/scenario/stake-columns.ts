import type { Economy } from '../contract.js';
import { DecidedStakes } from '../ledger/decided-stakes.js';
import { coinsAfter, slashedAfter } from '../ledger/stakes.js';
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

/** Share of all coins at genesis that the canonical chain has slashed. */
export const SLASHED = 'stake_slashed';

export const STAKE_COLUMNS: readonly string[] = [...OF_STAKES.map(({ name }) => STAKE + name), SLASHED];

/** What everybody owns at the end of a run of messages, with its columns; undefined where weights are no coins. */
export function stakesAtEnd(run: Assembled, params: unknown, canonical: readonly CanonicalBlock[]) {
  const { protocol, host, surroundings } = run;
  if (!protocol.staked) return undefined;
  const { facts } = host;
  const { blocks, last } = chainOf(run, canonical);
  const coins = coinsAfter(blocks, last, facts);
  const stakes = stakeColumns(facts.economy, surroundings.named, coins);
  const own = protocol.slashed?.(host.tree.whole(), last, facts, params) ?? 0;
  if (slashes(facts.economy) || protocol.slashed) stakes.columns[SLASHED] = slashedAfter(blocks, last, facts) + own;
  return { coins, ...stakes };
}

/** Whether anybody may be slashed. */
export function slashes({ slashing, changes = [] }: Economy): boolean {
  return slashing !== undefined || changes.some(({ kind }) => kind === 'slash');
}

/** The chain that has become final and its last block; where nothing is made on a chain, the list of what was decided. */
function chainOf({ protocol, host }: Assembled, canonical: readonly CanonicalBlock[]) {
  const blocks = host.tree.whole();
  const end = canonical.at(-1);
  if (!end) return { blocks, last: 0 };
  if (protocol.finality.by === 'depth') return { blocks, last: end.id };
  // A block that is decided has the value in its header.
  for (let block = host.tree.size - 1; block > 0; block--) {
    const header = blocks.header(block) as { readonly value?: unknown } | undefined;
    if (blocks.height(block) === end.height && header?.value === end.id) return { blocks, last: block };
  }
  const decided = new DecidedStakes(host.facts);
  for (const { id, producer } of canonical)
    decided.add(
      producer,
      host.values.proofs(id).map(({ culprit }) => culprit),
    );
  return { blocks: decided, last: canonical.length };
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
  if (!economy.compound && !slashes(economy)) return { columns, undefinedBecause };
  const input = { counts: named.amounts(coins), weights: named.weights, population: GIVEN };
  for (const [name, value] of Object.entries(computeColumns(OF_STAKES, input))) {
    columns[STAKE + name] = isUndefined(value) ? null : value;
    if (isUndefined(value)) undefinedBecause[STAKE + name] = value.reason;
  }
  return { columns, undefinedBecause, owned: coins };
}
