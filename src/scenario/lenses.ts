import { samplingBaselines } from '../metrics/baseline.js';
import { groupMembers } from '../metrics/coalition.js';
import effectiveProducers from '../metrics/columns/effective-producers.js';
import gini from '../metrics/columns/gini.js';
import hhi from '../metrics/columns/hhi.js';
import jsDistance from '../metrics/columns/js-distance.js';
import livenessCoefficient from '../metrics/columns/liveness-coefficient.js';
import maxPowerRatio from '../metrics/columns/max-power-ratio.js';
import nakamoto from '../metrics/columns/nakamoto.js';
import supermajorityCoefficient from '../metrics/columns/supermajority-coefficient.js';
import { computeColumns, type Metric } from '../metrics/metric.js';
import { GIVEN } from '../metrics/population.js';
import { isUndefined } from '../metrics/undefined.js';
import type { NamedNodes } from './named-nodes.js';
import type { Surroundings } from './surroundings.js';
import type { World } from './world.js';

/** What is measured through a lens: the same nodes, counted by whom they belong to or where they stand. */
const THROUGH: readonly Metric[] = [
  nakamoto,
  livenessCoefficient,
  supermajorityCoefficient,
  maxPowerRatio,
  hhi,
  effectiveProducers,
  gini,
  jsDistance,
];
export type Lens = 'owner' | 'region';
const LENSES: readonly Lens[] = ['owner', 'region'];

/** Columns of all lenses; a run has those of the lenses that its scenario gives. */
export const LENS_COLUMNS: readonly string[] = LENSES.flatMap((lens) => THROUGH.map(({ name }) => `${lens}_${name}`));

/** By node, whom it belongs to: its group, or its own name where it stands alone. */
export type Groupings = Partial<Readonly<Record<Lens, readonly string[]>>>;

/**
 * The groupings that a scenario gives: owners that it lists, and regions where there are several.
 * @throws for an owner with the name of a node that is not its own
 */
export function groupingsOf({ nodes }: World, { names, regions }: Pick<Surroundings, 'names' | 'regions'>): Groupings {
  for (const [owner, ids] of Object.entries(nodes.owners ?? {})) {
    const other = names.indexOf(owner);
    if (other >= 0 && !ids.includes(other))
      throw new RangeError(`nodes.owners: node ${other} is called ${owner}, which does not own it`);
  }
  const owners =
    nodes.owners && new Map(Object.entries(nodes.owners).flatMap(([name, ids]) => ids.map((id) => [id, name])));
  return {
    ...(owners && { owner: names.map((name, node) => owners.get(node) ?? name) }),
    ...(regions.names.length > 1 && { region: names.map((_, node) => regions.names[regions.of[node]!]!) }),
  };
}

interface Seen {
  readonly metrics: Record<string, number | null>;
  readonly undefinedBecause: Record<string, string>;
  readonly baseline: Record<string, number | null>;
  readonly ofWeights: Record<string, number | null>;
}

/** The columns of every lens over who produced the blocks, beside luck and the weights themselves. */
export function throughLenses(
  { held }: Pick<NamedNodes, 'held'>,
  canonical: ArrayLike<number>,
  groupings: Groupings,
  { blocks, draws, random }: { readonly blocks: number; readonly draws: number; readonly random: () => number },
): Seen {
  const seen: Seen = { metrics: {}, undefinedBecause: {}, baseline: {}, ofWeights: {} };
  for (const lens of LENSES) {
    const grouping = groupings[lens];
    if (!grouping) continue;
    const weights = groupMembers(grouping, held);
    const counts = groupMembers(grouping, canonical);
    const put = (into: Record<string, number | null>, values: ReturnType<typeof computeColumns>) => {
      for (const [name, value] of Object.entries(values)) {
        into[`${lens}_${name}`] = isUndefined(value) ? null : value;
        if (isUndefined(value) && into === seen.metrics) seen.undefinedBecause[`${lens}_${name}`] = value.reason;
      }
    };
    put(seen.metrics, computeColumns(THROUGH, { counts, weights, population: GIVEN }));
    put(seen.ofWeights, computeColumns(THROUGH, { counts: weights, weights, population: GIVEN }));
    if (blocks === 0) continue;
    const luck = samplingBaselines(weights, blocks, THROUGH, { rng: random, runs: draws, population: GIVEN });
    for (const [name, { median }] of Object.entries(luck)) seen.baseline[`${lens}_${name}`] = median;
  }
  return seen;
}
