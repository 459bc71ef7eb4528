import { amountAt, tableOf } from './amounts.js';
import { isUndefined } from './undefined.js';
import type { Undefined } from './undefined.js';
import { distributionOf } from './weights.js';
import type { Weight, Weights } from './weights.js';

/** Entity, pool, host or region of a producer; undefined for one that stands alone under its own id. */
export type CoalitionOf = ReadonlyMap<string, string> | ((producer: string) => string | undefined);

/**
 * Weights by coalition, the lens through which every metric can be read again. Sums are exact: where a weight is not an
 * integer, all are stated in the power of two that makes them integers, which no share notices. Throws where a producer
 * that stands alone has the name of a coalition, since the two are not the same thing.
 */
export function group(w: Weights, coalitionOf: CoalitionOf): Map<string, Weight> {
  const lookUp = typeof coalitionOf === 'function' ? coalitionOf : (producer: string) => coalitionOf.get(producer);
  const sums = new Map<string, bigint>();
  const alone = new Set<string>();
  const coalitions = new Set<string>();
  for (const [producer, amount] of distributionOf(w).amounts()) {
    const coalition = lookUp(producer);
    (coalition === undefined ? alone : coalitions).add(coalition ?? producer);
    const name = coalition ?? producer;
    sums.set(name, (sums.get(name) ?? 0n) + amount);
  }
  for (const producer of alone)
    if (coalitions.has(producer))
      throw new RangeError(`producer ${JSON.stringify(producer)} stands alone but has the name of a coalition`);
  return statedSums(sums);
}

/** As `group`, for members of which all have a coalition: whose each is, and what each holds. */
export function groupMembers(coalitions: readonly string[], amounts: ArrayLike<number>): Map<string, Weight> {
  const table = tableOf(coalitions, Float64Array.from(amounts));
  const places = new Map<string, number>();
  const sums: bigint[] = [];
  for (let member = 0; member < coalitions.length; member++) {
    const name = coalitions[member]!;
    let place = places.get(name);
    if (place === undefined) {
      places.set(name, (place = sums.length));
      sums.push(0n);
    }
    sums[place]! += amountAt(table.amounts, member);
  }
  return statedSums(Array.from(places, ([name, place]) => [name, sums[place]!]));
}

function statedSums(sums: Iterable<readonly [string, bigint]>): Map<string, Weight> {
  const isSafe = (amount: bigint) => amount <= BigInt(Number.MAX_SAFE_INTEGER);
  return new Map(Array.from(sums, ([name, amount]) => [name, isSafe(amount) ? Number(amount) : amount]));
}

/** A metric over producers apart and over their coalitions: same shares, two questions. */
export interface CoalitionGap {
  readonly before: number | Undefined;
  readonly after: number | Undefined;
  /** after - before, or the reason of the one that is undefined. */
  readonly gap: number | Undefined;
}

/** How much a metric changes when the members of each coalition count as one; undefined where either value is. */
export function coalitionGap(
  w: Weights,
  groups: CoalitionOf,
  metric: (w: Weights) => number | Undefined,
): CoalitionGap {
  const before = metric(w);
  const after = metric(group(w, groups));
  if (isUndefined(before)) return { before, after, gap: before };
  if (isUndefined(after)) return { before, after, gap: after };
  return { before, after, gap: after - before };
}
