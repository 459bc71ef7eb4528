import { bisectRight } from 'd3-array';
import type { NodeId } from '../contract.js';
import { oracleUnit } from './oracle.js';

/**
 * The holders of the nearest lots, nearest first, at most this many, where each has as many lots (`tickets`, perhaps a
 * fraction) as the list says. The nearest of s lots is distributed as Exp(1)/s, so one number a holder stands for all of
 * them; a holder without a ticket is never drawn. Ties (of probability 2^−53) go by number.
 * @param each one lot a ticket; or one lot U an account of s tickets, whose distance is U/s, which favours the large (SL-PoS)
 */
export function nearestLots(
  seed: number,
  tickets: ArrayLike<number>,
  most: number,
  each: 'coin' | 'account' = 'coin',
): NodeId[] {
  const owners: NodeId[] = [];
  const distances: number[] = [];
  for (let node = 0; node < tickets.length; node++) {
    if (!(tickets[node]! > 0)) continue;
    const u = oracleUnit(seed, node);
    const distance = (each === 'coin' ? -Math.log1p(-u) : u) / tickets[node]!;
    if (owners.length === most && distance >= distances[most - 1]!) continue;
    const place = bisectRight(distances, distance);
    distances.splice(place, 0, distance);
    owners.splice(place, 0, node);
    if (owners.length > most) owners.length = distances.length = most;
  }
  return owners;
}
