/** A lottery over stakes that change in any way: by every block, by pools, entries, exits and cuts. */
import type { NodeId } from '../contract.js';
import { WeightedChoice } from '../drivers/weighted-choice.js';
import type { KeyedDraw } from '../kernel/keyed-draw.js';
import { type PooledOptions, PooledStakes } from '../ledger/pooled-stakes.js';
import type { Draws } from './draws.js';

export interface ChangingOptions extends Pick<PooledOptions, 'coins' | 'economy' | 'identities'> {
  readonly draw: KeyedDraw;
  /** Who delegates to whom. */
  readonly delegationDraw: KeyedDraw;
}

/** Exact: a tree of sums, O(log n) a block. */
export class ChangingDraws implements Draws {
  private readonly draw: KeyedDraw;
  private readonly stakes: PooledStakes;
  private readonly choice: WeightedChoice;
  /** What counts now, by node, as the tree has it. */
  private readonly weights: Float64Array;
  private readonly weigh: (node: NodeId) => void;
  private made = 0;

  constructor({ draw, delegationDraw, ...options }: ChangingOptions) {
    this.draw = draw;
    this.stakes = new PooledStakes({ ...options, draw: (height, index) => delegationDraw.uniform(height, index) });
    this.weights = Float64Array.from(options.coins, (_, node) => this.stakes.weightOf(node));
    this.choice = new WeightedChoice(this.weights);
    this.weigh = (node) => {
      const weight = this.stakes.weightOf(node);
      if (weight === this.weights[node]) return;
      this.weights[node] = weight;
      this.choice.set(node, weight);
    };
  }

  next(producers: Int32Array, count: number): void {
    for (let i = 0; i < count; i++) producers[i] = this.block();
  }

  rewards(): Float64Array {
    return this.stakes.accounts.rewards();
  }

  coins(): Float64Array {
    return this.stakes.accounts.coins();
  }

  get slashed(): number {
    return this.stakes.accounts.slashed;
  }

  private block(): NodeId {
    const producer = this.drawn(this.draw.fine(++this.made));
    this.stakes.add(producer, undefined, this.weigh);
    return producer;
  }

  private drawn(u: number): NodeId {
    if (!(this.choice.total > 0)) throw new RangeError(`after block ${this.made - 1} nobody has a stake that counts`);
    return this.choice.at(u);
  }
}
