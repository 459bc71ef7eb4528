/** How blocks spread through the network of a run: who watches it, and what is read off at the end. */
import { wilsonInterval } from '../metrics/wilson.js';
import { Propagation } from '../observers/propagation.js';
import type { PropagationRecord, RegionRow } from '../runner/record.js';
import type { Assembled } from './assembly.js';
import type { Surroundings } from './surroundings.js';
import { PROPAGATION_COLUMNS } from './run-columns.js';
import type { World } from './world.js';

const US_PER_S = 1_000_000;
const BY_LAW = 'at block level nothing spreads: network.latency is the time from miner to miner';
const NEVER_SPREAD = 'no block reached more than 90 % of the correct nodes';

interface SpreadCounts {
  readonly blocks_stale: number | null;
  readonly blocks_canonical: number | null;
  readonly stale_rate: number | null;
}

/** Watches blocks on their way, under protocols that have some; only correct nodes are waited for, if there are any. */
export function watchPropagation({ protocol, host, surroundings, faults }: Assembled): Propagation | undefined {
  const { correct } = faults;
  if (Object.keys(protocol.carries ?? {}).length === 0) return undefined;
  const propagation = new Propagation({
    counted: correct.includes(true) ? [...correct] : correct.map(() => true),
    weights: surroundings.weights,
    regionOf: surroundings.regions.of,
    regions: surroundings.regions.names.length,
  });
  host.outputs.add(propagation);
  return propagation;
}

/** What a run says of its blocks' spreading: columns, and what the pictures need. Reasons of nulls go to `undefinedBecause`. */
export function spreadOf(
  { nodes, network }: World,
  { propagation, surroundings }: { readonly propagation: Propagation | undefined; readonly surroundings: Surroundings },
  produced: ArrayLike<number>,
  counted: SpreadCounts,
  undefinedBecause: Record<string, string>,
): { readonly columns: Record<string, number | null>; readonly record: { readonly propagation?: PropagationRecord } } {
  const stale = counted.blocks_stale ?? 0;
  const world = nodes.preset === network.preset ? nodes.preset : undefined;
  const record = propagationRecord(propagation, surroundings, produced);
  return {
    columns: {
      ...staleColumns(stale, counted.stale_rate === null ? 0 : stale + (counted.blocks_canonical ?? 0)),
      ...propagationColumns(propagation, undefinedBecause),
    },
    record: record ? { propagation: { ...(world !== undefined && { world }), ...record } } : {},
  };
}

/** The same columns at block level, where a block is with each miner after a delay of the law, and nothing is passed on. */
export function spreadByLaw(
  { blocks_stale: stale, blocks_canonical: canonical, stale_rate: rate }: SpreadCounts,
  undefinedBecause: Record<string, string>,
): Record<string, number | null> {
  const columns: Record<string, number | null> = staleColumns(
    stale ?? 0,
    rate === null ? 0 : (stale ?? 0) + (canonical ?? 0),
  );
  for (const name of PROPAGATION_COLUMNS) {
    columns[name] = null;
    undefinedBecause[name] = BY_LAW;
  }
  return columns;
}

/** Delays until nodes have a block; without one that has spread, the reason goes to `undefinedBecause`. */
function propagationColumns(
  propagation: Propagation | undefined,
  undefinedBecause: Record<string, string>,
): Record<string, number | null> {
  if (!propagation) return {};
  const { pooled, blockP50, blockP90, blockMax } = propagation;
  const seconds = (us: number | undefined): number | null => (us === undefined ? null : us / US_PER_S);
  const columns = {
    propagation_p50_s: seconds(pooled.quantile(0.5)),
    propagation_p90_s: seconds(pooled.quantile(0.9)),
    propagation_mean_s: seconds(propagation.mean),
    propagation_mean_by_power_s: seconds(propagation.meanByWeight),
    propagation_block_p50_s: seconds(blockP50.median()),
    propagation_block_p90_s: seconds(blockP90.median()),
    propagation_block_max_s: seconds(blockMax.median()),
  };
  for (const [name, value] of Object.entries(columns)) if (value === null) undefinedBecause[name] = NEVER_SPREAD;
  return columns;
}

/** The 95 % interval of the stale rate: a rate from few blocks says little. */
function staleColumns(stale: number, made: number): Record<string, number | null> {
  const interval = wilsonInterval(stale, made);
  return { stale_rate_low: interval?.low ?? null, stale_rate_high: interval?.high ?? null };
}

/** What the pictures need: quantiles of the pooled delay, and the regions side by side. */
function propagationRecord(
  propagation: Propagation | undefined,
  { regions, weights }: Surroundings,
  produced: ArrayLike<number>,
): PropagationRecord | undefined {
  if (!propagation || propagation.blocks === 0) return undefined;
  const quantilesS = Array.from(
    { length: 101 },
    (_, percent) => propagation.pooled.quantile(percent / 100)! / US_PER_S,
  );
  const totals = regions.names.map(() => ({ nodes: 0, weight: 0, canonical: 0 }));
  const all = { weight: 0, canonical: 0 };
  for (const [node, weight] of weights.entries()) {
    const canonical = produced[node]!;
    const total = totals[regions.of[node]!]!;
    total.nodes++;
    total.weight += weight;
    total.canonical += canonical;
    all.weight += weight;
    all.canonical += canonical;
  }
  const rows = regions.names.map((region, index): RegionRow => {
    const { nodes, weight, canonical } = totals[index]!;
    const median = propagation.byRegion[index]!.quantile(0.5);
    return {
      region,
      nodes: nodes / weights.length,
      weight: weight / all.weight,
      blocks: all.canonical > 0 ? canonical / all.canonical : null,
      medianS: median === undefined ? null : median / US_PER_S,
    };
  });
  return { blocks: propagation.blocks, quantilesS, regions: rows };
}
