import type { NodeId } from '../contract.js';
import type { KeyedDraw } from '../kernel/keyed-draw.js';
import { AliasTable } from './alias-table.js';
import type { Draws } from './draws.js';

/** A lottery over stakes that nothing changes: rewards are not staked again. Exact, in constant time a block. */
export class StaticDraws implements Draws {
  private readonly genesis: ArrayLike<number>;
  private readonly rewardAt: (height: number) => number;
  private readonly draw: KeyedDraw;
  private readonly table: AliasTable;
  private readonly paid: Float64Array;
  private made = 0;

  /** @param weights what the coins count in the lottery */
  constructor(
    coins: ArrayLike<number>,
    weights: ArrayLike<number>,
    rewardAt: (height: number) => number,
    draw: KeyedDraw,
  ) {
    this.genesis = coins;
    this.rewardAt = rewardAt;
    this.draw = draw;
    this.table = new AliasTable(weights);
    this.paid = new Float64Array(coins.length);
  }

  next(producers: Int32Array, count: number): void {
    for (let i = 0; i < count; i++) {
      const height = ++this.made;
      const producer: NodeId = this.table.at(this.draw.fine(height));
      this.paid[producer]! += this.rewardAt(height);
      producers[i] = producer;
    }
  }

  rewards(): Float64Array {
    return this.paid;
  }

  coins(): Float64Array {
    return Float64Array.from(this.genesis);
  }
}
