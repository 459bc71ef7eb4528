import { populationSize } from './population.js';
import type { PopulationOptions } from './population.js';
import { ceilingOf, decimalRational, floorOf, ratio } from './rational.js';
import { undefinedBecause } from './undefined.js';
import type { Undefined } from './undefined.js';
import { distributionOf } from './weights.js';
import type { Weights } from './weights.js';

/** The poorest `members` share of the population holds `weight` of the total; both in [0, 1]. */
export interface LorenzPoint {
  readonly members: number;
  readonly weight: number;
}

/** Lorenz curve from (0, 0) to (1, 1), a point per member, linear between; every ordinate exact before its division. */
export function lorenzCurve(w: Weights, { population }: PopulationOptions = {}): readonly LorenzPoint[] | Undefined {
  const distribution = distributionOf(w);
  const { active, total, values } = distribution;
  if (active === 0) return undefinedBecause('empty');
  const n = populationSize(distribution, population);
  const points: LorenzPoint[] = [{ members: 0, weight: 0 }];
  let sum = 0n;
  for (let i = 1; i <= n; i++) {
    const rank = n - i;
    if (rank < active) sum += BigInt(values[rank]!);
    points.push({ members: i / n, weight: ratio(sum, total) });
  }
  return points;
}

/** Ordinate of a Lorenz curve at a share of the members, by linear interpolation. */
export function lorenzOrdinate(curve: readonly LorenzPoint[], members: number): number {
  if (!(members >= 0 && members <= 1)) throw new RangeError(`members is ${members}: expected 0 to 1`);
  const last = curve.length - 1;
  // A decile of 30 members must fall on a point, not a last digit beside it.
  const position =
    Math.abs(members * last - Math.round(members * last)) < 1e-9 ? Math.round(members * last) : members * last;
  const below = Math.floor(position);
  const from = curve[below]!.weight;
  return below === last ? from : from + (position - below) * (curve[below + 1]!.weight - from);
}

/** Share of the richest ceil(fraction n) members, [0, 1]; the fraction is read as the decimal it prints as. */
export function topShare(w: Weights, fraction: number, { population }: PopulationOptions = {}): number | Undefined {
  const distribution = distributionOf(w);
  const { numerator, denominator } = checkedFraction(fraction);
  if (distribution.active === 0) return undefinedBecause('empty');
  const m = ceilingOf({ numerator: numerator * BigInt(populationSize(distribution, population)), denominator });
  return ratio(distribution.sumOfLargest(Number(m)), distribution.total);
}

/** Share of the poorest floor(fraction n) members, [0, 1]; the fraction is read as the decimal it prints as. */
export function bottomShare(w: Weights, fraction: number, { population }: PopulationOptions = {}): number | Undefined {
  const distribution = distributionOf(w);
  const { numerator, denominator } = checkedFraction(fraction);
  if (distribution.active === 0) return undefinedBecause('empty');
  const n = populationSize(distribution, population);
  const richer = n - Number(floorOf({ numerator: numerator * BigInt(n), denominator }));
  return ratio(distribution.total - distribution.sumOfLargest(richer), distribution.total);
}

function checkedFraction(fraction: number) {
  if (!(fraction >= 0 && fraction <= 1)) throw new RangeError(`fraction is ${fraction}: expected 0 to 1`);
  return decimalRational(fraction);
}
