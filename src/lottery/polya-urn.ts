import type { KeyedDraw } from '../kernel/keyed-draw.js';
import { AliasTable } from './alias-table.js';
import type { Draws } from './draws.js';

/**
 * A lottery whose constant reward is staked again, exactly, in constant time a block and 4 bytes of memory: Pólya's urn by its
 * history. Of S₀ + wk coins after k blocks, a point among the first S₀ falls on an owner of genesis; any other on a coin of
 * an earlier reward, and so on whoever made that block.
 */
export class PolyaUrn implements Draws {
  private readonly genesis: ArrayLike<number>;
  private readonly supply: number;
  private readonly reward: number;
  private readonly draw: KeyedDraw;
  private readonly first: AliasTable;
  /** Who made each block so far. */
  private readonly history: Int32Array;
  private made = 0;

  /** @param blocks no more than these are ever drawn */
  constructor(coins: ArrayLike<number>, reward: number, blocks: number, draw: KeyedDraw) {
    this.genesis = coins;
    this.reward = reward;
    this.draw = draw;
    this.first = new AliasTable(coins);
    this.history = new Int32Array(blocks);
    let supply = 0;
    for (let node = 0; node < coins.length; node++) supply += coins[node]!;
    this.supply = supply;
  }

  next(producers: Int32Array, count: number): void {
    const { history, supply, reward, draw, first } = this;
    let { made } = this;
    for (let i = 0; i < count; i++) {
      const point = draw.fine(made + 1) * (supply + reward * made);
      const producer =
        point < supply ? first.at(point / supply) : history[Math.min(made - 1, Math.floor((point - supply) / reward))]!;
      history[made++] = producer;
      producers[i] = producer;
    }
    this.made = made;
  }

  rewards(): Float64Array {
    const rewards = new Float64Array(this.genesis.length);
    for (let k = 0; k < this.made; k++) rewards[this.history[k]!]!++;
    for (let node = 0; node < rewards.length; node++) rewards[node]! *= this.reward;
    return rewards;
  }

  coins(): Float64Array {
    return this.rewards().map((reward, node) => reward + this.genesis[node]!);
  }
}
