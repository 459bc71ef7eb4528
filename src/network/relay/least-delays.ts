import type { Links, NodeId } from '../../contract.js';

const MOST_VALUES = 256;
/** Longer delays are given as this, 17.9 minutes, which they do not fall short of either. */
const LONGEST = 0x3fffffff;

/** Times that no message over a link falls short of; few different ones, so that a byte for each link says which. */
export interface LeastDelays {
  /** By link, in the order of `neighbours`: a place in `values`. */
  readonly places: Uint8Array;
  readonly values: Int32Array;
}

/** @param least of a link, microseconds; where there are too many different ones, 0 stands for all */
export function leastDelays({ offsets, neighbours }: Links, least: (from: NodeId, to: NodeId) => number): LeastDelays {
  const places = new Uint8Array(neighbours.length);
  const placeOf = new Map<number, number>();
  for (let from = 0; from + 1 < offsets.length; from++) {
    for (let i = offsets[from]!; i < offsets[from + 1]!; i++) {
      const value = Math.min(LONGEST, least(from, neighbours[i]!));
      let place = placeOf.get(value);
      if (place === undefined) {
        place = placeOf.size;
        if (place === MOST_VALUES) return { places: places.fill(0), values: new Int32Array(1) };
        placeOf.set(value, place);
      }
      places[i] = place;
    }
  }
  return { places, values: Int32Array.from(placeOf.keys()) };
}
