import type { ChainFacts, NodeId } from '../contract.js';
import { oracle, oracleUnit } from './oracle.js';

const MOST_LOTS = 1_000_000;

/** @throws when coins are not whole, too many, or change in the course of a run */
export function requireLasting({ weights, economy }: Pick<ChainFacts, 'weights' | 'economy'>): void {
  const { compound, spending, changes, splits, stakeWeight = 'linear' } = economy;
  if (compound || spending || changes || splits || stakeWeight !== 'linear')
    throw new RangeError('expected an economy without effect on stakes where lots are drawn once, each for a coin');
  let total = 0;
  for (const coins of weights) {
    if (!Number.isInteger(coins))
      throw new RangeError(`expected whole coins where lots are drawn once, found ${coins}`);
    total += coins;
  }
  if (total > MOST_LOTS)
    throw new RangeError(`expected at most ${MOST_LOTS} coins where lots are drawn once, found ${total}`);
}

/**
 * Lots that are drawn once and for all, one for every coin, at places on a circle. A reference picks the nearest; as the places
 * stay, whoever has a wide arc around his lots keeps it.
 */
export class FrozenLots {
  private readonly places: Float64Array;
  private readonly owners: Int32Array;
  private readonly holders: number;

  /** @param coins of each holder, whole */
  constructor(seed: number, coins: ArrayLike<number>) {
    const lots: (readonly [place: number, owner: NodeId])[] = [];
    let holders = 0;
    for (let owner = 0; owner < coins.length; owner++) {
      const count = coins[owner]!;
      if (count > 0) holders++;
      const own = oracle(seed, owner);
      for (let lot = 0; lot < count; lot++) lots.push([oracleUnit(own, lot), owner]);
    }
    lots.sort(([a], [b]) => a - b);
    this.places = Float64Array.from(lots, ([place]) => place);
    this.owners = Int32Array.from(lots, ([, owner]) => owner);
    this.holders = holders;
  }

  /** The holders of the lots nearest to a reference in (0, 1) along the circle, nearest first, at most this many. */
  nearest(reference: number, most: number): NodeId[] {
    const { places, owners } = this;
    const count = places.length;
    const found = new Set<NodeId>();
    let above = this.firstFrom(reference) % count;
    let below = (above + count - 1) % count;
    const wanted = Math.min(most, this.holders);
    for (let seen = 0; found.size < wanted && seen < count; seen++) {
      if (distance(places[above]!, reference) <= distance(places[below]!, reference)) {
        found.add(owners[above]!);
        above = (above + 1) % count;
      } else {
        found.add(owners[below]!);
        below = (below + count - 1) % count;
      }
    }
    return [...found];
  }

  private firstFrom(reference: number): number {
    let [low, high] = [0, this.places.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.places[middle]! < reference) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function distance(a: number, b: number): number {
  const direct = Math.abs(a - b);
  return Math.min(direct, 1 - direct);
}
