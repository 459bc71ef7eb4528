import { parseDecimal, powerOfTen, ratio } from './rational.js';
import { SortedAmounts } from './amounts.js';
import { Distribution } from './distribution.js';

/** Stake, hash power or a number of blocks: any non-negative number, or a bigint where it may exceed 2^53. */
export type Weight = number | bigint;

/** Weight by producer. Zeros are members of the population that hold nothing. Never mutated here. */
export type Weights = ReadonlyMap<string, Weight>;

/** Orders producers by UTF-16 code unit: the tie-break everywhere, independent of locale and of insertion order. */
export function compareProducers(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/**
 * The validated, exact view of some weights. Throws a RangeError naming the producer for a negative, NaN or infinite
 * weight.
 */
export function distributionOf(w: Weights): Distribution {
  return w instanceof FrozenWeights ? w.distribution : new Distribution(w);
}

/** As `distributionOf`, for numbers of blocks: throws naming the producer where a count is not an integer. */
export function countsOf(counts: Weights): Distribution {
  if (counts instanceof FrozenWeights && counts.isWhole) return counts.distribution;
  for (const [producer, count] of counts) {
    if (typeof count === 'number' && Number.isFinite(count) && !Number.isInteger(count))
      throw new RangeError(`count of producer ${JSON.stringify(producer)} is ${count}: expected an integer`);
  }
  return distributionOf(counts);
}

/**
 * An unchanging copy of some weights that is checked, scaled and sorted once, for callers that compute many metrics of
 * the same weights. Every function of this library accepts it as `Weights` and gives the same values as for the copy's
 * source.
 */
export function freezeWeights(w: Weights): Weights {
  if (w instanceof FrozenWeights) return w;
  const copy = new Map(w);
  return new FrozenWeights(copy, () => copy);
}

/** Frozen whole numbers of producers whose ids ascend; they are not checked, and `amounts` is not written to any more. */
export function sortedCounts(ids: readonly string[], amounts: Float64Array): Weights {
  return frozen(new SortedAmounts(ids, amounts, true));
}

/** Frozen weights of producers whose ids ascend; `amounts` is not written to any more. Throws as `distributionOf`. */
export function sortedWeights(ids: readonly string[], amounts: Float64Array): Weights {
  return frozen(new SortedAmounts(ids, amounts, false));
}

function frozen(source: SortedAmounts): Weights {
  return new FrozenWeights(source, () => new Map(source.ids.map((id, i) => [id, source.amounts[i]!])));
}

class FrozenWeights implements ReadonlyMap<string, Weight> {
  readonly distribution: Distribution;
  /** Whether all are known to be whole numbers. */
  readonly isWhole: boolean;
  readonly #mapOf: () => ReadonlyMap<string, Weight>;
  #made: ReadonlyMap<string, Weight> | undefined;

  constructor(source: ReadonlyMap<string, Weight> | SortedAmounts, mapOf: () => ReadonlyMap<string, Weight>) {
    this.distribution = new Distribution(source);
    this.isWhole = source instanceof SortedAmounts && source.areCounts;
    this.#mapOf = mapOf;
    Object.freeze(this);
  }

  get size(): number {
    return this.distribution.given;
  }
  get(producer: string): Weight | undefined {
    return this.#map.get(producer);
  }
  has(producer: string): boolean {
    return this.#map.has(producer);
  }
  forEach(visit: (weight: Weight, producer: string, map: ReadonlyMap<string, Weight>) => void): void {
    for (const [producer, weight] of this.#map) visit(weight, producer, this);
  }
  entries() {
    return this.#map.entries();
  }
  keys() {
    return this.#map.keys();
  }
  values() {
    return this.#map.values();
  }
  [Symbol.iterator]() {
    return this.#map.entries();
  }

  get #map(): ReadonlyMap<string, Weight> {
    return (this.#made ??= this.#mapOf());
  }
}

/**
 * Weights from decimal texts (`12`, `0.5`, `8.897e+24`), exact: all are scaled by the one power of ten that makes them
 * integers, which no share notices. Throws on a malformed or negative text, naming the producer, and on a repeated
 * producer, because display names are not keys.
 */
export function decimalWeights(entries: Iterable<readonly [producer: string, amount: string]>): Map<string, bigint> {
  const parsed = Array.from(entries, ([producer, amount]) => {
    try {
      return { producer, amount: parseDecimal(amount) };
    } catch (error) {
      throw new RangeError(`weight of producer ${JSON.stringify(producer)}: ${(error as Error).message}`);
    }
  });
  const denominator = parsed.reduce(
    (most, { amount }) => (amount.denominator > most ? amount.denominator : most),
    powerOfTen(0),
  );
  const weights = new Map<string, bigint>();
  for (const { producer, amount } of parsed) {
    if (weights.has(producer)) throw new RangeError(`producer ${JSON.stringify(producer)} is listed twice`);
    if (amount.numerator < 0n)
      throw new RangeError(
        `weight of producer ${JSON.stringify(producer)} is ${ratio(amount.numerator, amount.denominator)}`,
      );
    weights.set(producer, amount.numerator * (denominator / amount.denominator));
  }
  return weights;
}

/** One row of a ranking: a producer with its exact share rounded once. */
export interface RankedProducer {
  readonly producer: string;
  readonly share: number;
}

/** Active producers with their shares, largest first, ties by id. */
export function rankedProducers(w: Weights): RankedProducer[] {
  const { ids, shares } = distributionOf(w).byId;
  return ids
    .map((producer, i) => ({ producer, share: shares[i]! }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share || compareProducers(a.producer, b.producer));
}
