import { ratio } from './rational.js';
import { BLOCKING_THIRD, MAJORITY, QUORUM_TWO_THIRDS, checkedThreshold } from './threshold.js';
import type { Threshold } from './threshold.js';
import { isUndefined, undefinedBecause } from './undefined.js';
import type { Undefined } from './undefined.js';
import { compareProducers, distributionOf } from './weights.js';
import type { Weight, Weights } from './weights.js';

/**
 * Least number of producers who together exceed (strict) or reach the threshold, 1..k, compared in exact integers.
 * `unreachable` for more than the whole. Throws for "at least 0".
 */
export function tauIndex(w: Weights, threshold: Threshold): number | Undefined {
  const { numerator, denominator, strict } = checkedThreshold(threshold);
  const distribution = distributionOf(w);
  if (distribution.active === 0) return undefinedBecause('empty');
  return distribution.leastReaching(numerator, denominator, strict) ?? undefinedBecause('unreachable');
}

/** Least number of producers who together hold more than half (Srinivasan & Lee 2017, with a strict half). */
export function nakamotoCoefficient(w: Weights): number | Undefined {
  return tauIndex(w, MAJORITY);
}

/** Least number of producers who together hold at least a third and so can stop a two-thirds quorum. */
export function livenessCoefficient(w: Weights): number | Undefined {
  return tauIndex(w, BLOCKING_THIRD);
}

/** Least number of producers who together hold more than two thirds and so are a quorum alone. */
export function supermajorityCoefficient(w: Weights): number | Undefined {
  return tauIndex(w, QUORUM_TWO_THIRDS);
}

/** Share of the m largest producers, (0, 1]; 1 where m exceeds the active ones. Throws unless m is a positive integer. */
export function concentrationRatio(w: Weights, m: number): number | Undefined {
  if (!Number.isSafeInteger(m) || m < 1) throw new RangeError(`m is ${m}: expected a positive integer`);
  const distribution = distributionOf(w);
  if (distribution.active === 0) return undefinedBecause('empty');
  return ratio(distribution.sumOfLargest(m), distribution.total);
}

/** Share of the largest producer, [1/k, 1]. */
export function maxPowerRatio(w: Weights): number | Undefined {
  return concentrationRatio(w, 1);
}

/** The least Nakamoto coefficient over several resources that must all be decentralised. */
export interface MinNakamoto {
  /** Least coefficient, or null where no resource has one. */
  readonly value: number | null;
  /** Resources that attain it, in the order of their names. */
  readonly weakest: readonly string[];
  /** Coefficient by resource, in the order of their names. */
  readonly coefficients: Readonly<Record<string, number | Undefined>>;
  /** Resources without a coefficient. */
  readonly skipped: readonly string[];
}

/** Nakamoto coefficient of each resource (stake, client, host, ...) and the least of them (Srinivasan & Lee 2017). */
export function minNakamoto(parts: Readonly<Record<string, Weights>> | ReadonlyMap<string, Weights>): MinNakamoto {
  const entries: [string, Weights][] = parts instanceof Map ? [...parts] : Object.entries(parts);
  entries.sort(([a], [b]) => compareProducers(a, b));
  const coefficients = entries.map(([name, w]) => [name, nakamotoCoefficient(w)] as const);
  const defined = coefficients.filter((entry): entry is [string, number] => !isUndefined(entry[1]));
  const value = defined.length === 0 ? null : Math.min(...defined.map(([, coefficient]) => coefficient));
  return {
    value,
    weakest: defined.filter(([, coefficient]) => coefficient === value).map(([name]) => name),
    coefficients: Object.fromEntries(coefficients),
    skipped: coefficients.filter(([, coefficient]) => isUndefined(coefficient)).map(([name]) => name),
  };
}

/**
 * Range of a coefficient when `mass`, part of the total, is attributed to nobody. Low: the mass sides with the
 * coalition without adding a member. High: it is spread over negligible independents; null where the attributed
 * producers alone cannot reach the threshold.
 */
export function unattributedInterval(
  w: Weights,
  mass: Weight,
  threshold: Threshold = MAJORITY,
): readonly [low: number, high: number | null] | Undefined {
  const { numerator, denominator, strict } = checkedThreshold(threshold);
  // Scaled together, so that a fractional mass and integer weights share a unit.
  const unattributed = unusedName(w);
  const amounts = distributionOf(new Map<string, Weight>([...w, [unattributed, mass]])).amounts();
  const spread = amounts.get(unattributed)!;
  amounts.delete(unattributed);
  const attributed = distributionOf(amounts);
  if (attributed.active === 0) return undefinedBecause('empty');
  const target = (attributed.total + spread) * numerator;
  const leastFrom = (head: bigint): number | null => {
    for (let m = 1; m <= attributed.active; m++) {
      const held = (head + attributed.sumOfLargest(m)) * denominator;
      if (strict ? held > target : held >= target) return m;
    }
    return null;
  };
  const low = leastFrom(spread);
  return low === null ? undefinedBecause('unreachable') : [low, leastFrom(0n)];
}

function unusedName(w: Weights): string {
  let name = 'unattributed';
  while (w.has(name)) name += '+';
  return name;
}
