import { compareProducers, sortedWeights, type Weights } from '../metrics/weights.js';

/** From numbers by node to weights by name; the names are put in order once for all that are asked for. */
export function namedAmounts(names: readonly string[]): (amounts: ArrayLike<number>) => Weights {
  const order = Array.from(names.keys()).sort((a, b) => compareProducers(names[a]!, names[b]!));
  const ids = order.map((node) => names[node]!);
  return (amounts) =>
    sortedWeights(
      ids,
      Float64Array.from(order, (node) => amounts[node]!),
    );
}
