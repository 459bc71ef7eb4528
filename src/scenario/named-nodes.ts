import { compareProducers, sortedCounts, sortedWeights, type Weights } from '../metrics/weights.js';

/** From numbers by node to numbers by name, as metrics take them; the names are put in order once for all of a run. */
export class NamedNodes {
  /** By node. */
  readonly names: readonly string[];
  readonly held: readonly number[];
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
    return sortedWeights(this.inOrder.ids, this.arranged(byNode));
  }

  /** @param byNode whole numbers */
  counts(byNode: ArrayLike<number>): Weights {
    return sortedCounts(this.inOrder.ids, this.arranged(byNode));
  }

  private arranged(byNode: ArrayLike<number>): Float64Array {
    const { order } = this.inOrder;
    const numbers = new Float64Array(order.length);
    for (let place = 0; place < order.length; place++) numbers[place] = byNode[order[place]!]!;
    return numbers;
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
