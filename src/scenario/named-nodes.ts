import { compareProducers, sortedCounts, sortedWeights, type Weights } from '../metrics/weights.js';

/** From numbers by node to numbers by name, as metrics take them; the names are put in order once for all of a run. */
export class NamedNodes {
  private readonly names: readonly string[];
  private readonly held: readonly number[];
  private sorted: { readonly order: Int32Array; readonly ids: readonly string[] } | undefined;
  private made: Weights | undefined;

  constructor(names: readonly string[], weights: readonly number[]) {
    this.names = names;
    this.held = weights;
  }

  /** What the nodes hold. */
  get weights(): Weights {
    return (this.made ??= this.amounts(this.held));
  }

  amounts(byNode: ArrayLike<number>): Weights {
    const { order, ids } = this.inOrder;
    return sortedWeights(
      ids,
      Float64Array.from(order, (node) => byNode[node]!),
    );
  }

  /** @param byNode whole numbers */
  counts(byNode: ArrayLike<number>): Weights {
    const { order, ids } = this.inOrder;
    return sortedCounts(
      ids,
      Float64Array.from(order, (node) => byNode[node]!),
    );
  }

  private get inOrder() {
    if (!this.sorted) {
      const { names } = this;
      const order = Int32Array.from(names.keys()).sort((a, b) => compareProducers(names[a]!, names[b]!));
      this.sorted = { order, ids: Array.from(order, (node) => names[node]!) };
    }
    return this.sorted;
  }
}
