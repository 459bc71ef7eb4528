import type { NodeId } from '../contract.js';

/**
 * Weighted round robin (CometBFT, specification of proposer selection): in each turn every node's priority grows by its
 * weight, the highest priority proposes (the smaller id on ties) and falls by the total weight. With equal weights all
 * take turns in the order of their ids. Turns are worked out once and kept, a pure function of the weights.
 */
export class ProposerRotation {
  private readonly weights: readonly number[];
  private readonly total: number;
  private readonly priorities: Float64Array;
  private readonly turns: NodeId[] = [];

  constructor(weights: readonly number[]) {
    this.weights = weights;
    this.total = weights.reduce((sum, weight) => sum + weight, 0);
    this.priorities = new Float64Array(weights.length);
  }

  /** Who proposes in this turn, from 1 on. */
  at(turn: number): NodeId {
    while (this.turns.length < turn) this.turns.push(this.next());
    return this.turns[turn - 1]!;
  }

  private next(): NodeId {
    const { weights, priorities } = this;
    let chosen = 0;
    for (let node = 0; node < weights.length; node++) {
      priorities[node]! += weights[node]!;
      if (priorities[node]! > priorities[chosen]!) chosen = node;
    }
    priorities[chosen]! -= this.total;
    return chosen;
  }
}
