import { gaussLegendre } from './quadrature.js';
import { ceilingOf, floorOf, greatestCommonDivisor } from './rational.js';
import { MAJORITY, checkedThreshold } from './threshold.js';
import type { Threshold } from './threshold.js';
import { undefinedBecause } from './undefined.js';
import type { Undefined } from './undefined.js';
import { compareProducers, distributionOf } from './weights.js';
import type { Weights } from './weights.js';

const MAX_ENUMERATED_PRODUCERS = 20;
const MAX_TABLE_STEPS = 4e9;

/** A weighted voting game: coalitions of weight `quota` or more win. Integers without a common divisor. */
interface Game {
  /** One entry per player, largest first. */
  readonly weights: readonly bigint[];
  readonly quota: bigint;
  readonly total: bigint;
}

/**
 * Shapley-Shubik power (1954): probability that a producer's arrival, in a random order of all, makes the coalition
 * reach the threshold. Sums to 1; equal weights have equal power. By producer in the order of ids, zeros included.
 *
 * Exact but for the rounding of doubles: by enumerating coalitions for few producers, otherwise from the generating
 * function of coalition weights, integrated over the arrival time by a quadrature that is exact for its degree.
 * `unreachable` for a threshold beyond the whole. Throws where there are too many producers of too fine a weight; then
 * state the weights in a coarser unit.
 */
export function shapleyShubik(w: Weights, threshold: Threshold = MAJORITY): ReadonlyMap<string, number> | Undefined {
  const checked = checkedThreshold(threshold);
  const distribution = distributionOf(w);
  if (distribution.active === 0) return undefinedBecause('empty');
  const game = gameOf(Array.from(distribution.values, BigInt), distribution.total, checked);
  if (game.quota > game.total) return undefinedBecause('unreachable');
  const powers = powersOf(game);
  const divisor = distribution.total / game.total;
  const amounts = [...distribution.amounts()].sort(([a], [b]) => compareProducers(a, b));
  return new Map(amounts.map(([producer, amount]) => [producer, powers.get(amount / divisor) ?? 0]));
}

function gameOf(values: readonly bigint[], total: bigint, { numerator, denominator, strict }: Threshold): Game {
  const divisor = values.reduce(greatestCommonDivisor, 0n);
  const reached = { numerator: total * numerator, denominator: denominator * divisor };
  return {
    weights: values.map((value) => value / divisor),
    quota: strict ? floorOf(reached) + 1n : ceilingOf(reached),
    total: total / divisor,
  };
}

/** Power by weight. */
function powersOf(game: Game): Map<bigint, number> {
  const players = game.weights.length;
  const tableSteps = Number(game.total) * players * players;
  if (players <= 12 || (tableSteps > MAX_TABLE_STEPS && players <= MAX_ENUMERATED_PRODUCERS))
    return byEnumeration(game);
  if (tableSteps <= MAX_TABLE_STEPS) return byQuadrature(game);
  throw new RangeError(
    `Shapley-Shubik power of ${players} producers with a total of ${game.total} is too large a computation: ` +
      'state the weights in a coarser unit',
  );
}

/** Counts, by size, the losing coalitions that each weight turns into winning ones: a Gray-code walk over all 2^k. */
function byEnumeration({ weights, quota }: Game): Map<bigint, number> {
  const players = weights.length;
  const pivots = new Map(weights.map((weight) => [weight, new Float64Array(players)]));
  const firstOf = [...pivots].map(([weight, counts]) => ({ weight, counts, player: weights.indexOf(weight) }));
  let members = 0;
  let size = 0;
  let sum = 0n;
  for (let step = 1; ; step++) {
    if (sum < quota)
      for (const { weight, counts, player } of firstOf)
        if ((members & (1 << player)) === 0 && sum + weight >= quota) counts[size]!++;
    const flipped = 31 - Math.clz32(step & -step);
    if (flipped >= players) break;
    const joins = (members & (1 << flipped)) === 0;
    members ^= 1 << flipped;
    size += joins ? 1 : -1;
    sum += joins ? weights[flipped]! : -weights[flipped]!;
  }
  return new Map([...pivots].map(([weight, counts]) => [weight, orderShare(counts)]));
}

/** Sum over the sizes s of counts[s] s! (k - 1 - s)! / k!, the share of orders in which s others arrive before. */
function orderShare(counts: Float64Array): number {
  const players = counts.length;
  let coalitions = 1;
  let share = 0;
  for (let size = 0; size < players; size++) {
    share += counts[size]! / (coalitions * players);
    coalitions = (coalitions * (players - 1 - size)) / (size + 1);
  }
  return share;
}

/**
 * With arrival times uniform on [0, 1], a player who arrives at t is pivotal when the others, each present with
 * probability t, weigh from quota - x to quota - 1: a polynomial in t of degree k - 1. Times t and 1 - t share a table
 * because absent players mirror present ones, and for t <= 1/2 taking a player out of the table is stable.
 */
function byQuadrature({ weights, quota, total }: Game): Map<bigint, number> {
  const sizes = weights.map(Number);
  const [needed, all] = [Number(quota), Number(total)];
  const distinct = [...new Set(sizes)];
  const powers = new Float64Array(distinct.length);
  const { nodes, weights: nodeWeights } = gaussLegendre(Math.ceil(weights.length / 2));
  const table = new Float64Array(Math.max(needed, all - needed + 1));
  const others = new Float64Array(table.length);
  for (let i = 0; 2 * i < nodes.length; i++) {
    const t = nodes[i]!;
    const isMiddle = 2 * i === nodes.length - 1;
    fillTable(table, sizes, t);
    for (let d = 0; d < distinct.length; d++) {
      const size = distinct[d]!;
      takeOut(others, table, size, t);
      let probability = sumBetween(others, needed - size, needed - 1);
      if (!isMiddle) probability += sumBetween(others, all - size - needed + 1, all - needed);
      powers[d]! += nodeWeights[i]! * probability;
    }
  }
  return new Map(distinct.map((size, d) => [BigInt(size), Math.max(0, powers[d]!)]));
}

/** table[s] = probability that the players present at t weigh s in all, for s below the table's length. */
function fillTable(table: Float64Array, sizes: readonly number[], t: number): void {
  table.fill(0);
  table[0] = 1;
  for (const size of sizes)
    for (let s = table.length - 1; s >= 0; s--) table[s] = (1 - t) * table[s]! + (s >= size ? t * table[s - size]! : 0);
}

function takeOut(others: Float64Array, table: Float64Array, size: number, t: number): void {
  for (let s = 0; s < table.length; s++) others[s] = (table[s]! - (s >= size ? t * others[s - size]! : 0)) / (1 - t);
}

function sumBetween(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let s = Math.max(0, from); s <= to; s++) sum += values[s]!;
  return sum;
}
