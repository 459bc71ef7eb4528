/**
 * What counts for whom where holders delegate to pools, and where validators enter, leave and are cut: one law for lotteries by
 * blocks alone and for chains of blocks.
 */
import type { Delegation, Economy, NodeId } from '../contract.js';
import { inflationOf, rewardAt } from './issuance.js';
import { PooledAccounts } from './pooled-accounts.js';
import { latecomers } from './stake-changes.js';
import { countedStake } from './stake-weight.js';

export interface PooledOptions {
  readonly coins: ArrayLike<number>;
  readonly economy: Economy;
  /** As how many every owner shows itself. */
  readonly identities: ArrayLike<number>;
  /** Who delegates to whom: in (0, 1), the same whenever it is asked for with the same height and number. */
  readonly draw: (height: number, index: number) => number;
}

const NOBODY: readonly NodeId[] = [];
const ignore = () => {};

export class PooledStakes {
  readonly accounts: PooledAccounts;
  /** By node, whether it has entered and not left. */
  private readonly present: Uint8Array;
  private readonly options: PooledOptions;
  private readonly genesisCoins: number;
  private readonly delegators: readonly NodeId[];
  /** Pools whose coins count no further. */
  private readonly saturated: Set<NodeId>;
  private made = 0;
  private nextChange = 0;

  /** @param from a state to go on with; absent: genesis */
  constructor(options: PooledOptions, from?: PooledStakes) {
    this.options = options;
    const { coins, economy } = options;
    this.accounts = from?.accounts.copy() ?? new PooledAccounts(coins, economy.compound);
    this.genesisCoins = from?.genesisCoins ?? this.accounts.supply;
    this.present = from?.present.slice() ?? new Uint8Array(coins.length).fill(1);
    this.saturated = new Set(from?.saturated);
    if (!from) for (const node of latecomers(economy.changes ?? [])) this.present[node] = 0;
    this.delegators = from?.delegators ?? this.delegate(economy.delegation);
    this.made = from?.made ?? 0;
    this.nextChange = from?.nextChange ?? 0;
  }

  copy(): PooledStakes {
    return new PooledStakes(this.options, this);
  }

  /**
   * Carries out what the next block brings.
   * @param changed is told of everybody whose weight may have become another one
   */
  add(producer: NodeId, culprits: readonly NodeId[] = NOBODY, changed: (node: NodeId) => void = ignore): void {
    const { accounts } = this;
    const { economy } = this.options;
    const height = ++this.made;
    // By what everybody owned before the block.
    const given = inflationOf(economy, accounts.supply);
    if (given > 0) accounts.giveAll(given);
    if (producer >= 0) accounts.pay(producer, rewardAt(economy, height, this.genesisCoins));
    if (economy.compound) changed(producer);
    this.change(height, changed);
    if (economy.slashing) for (const node of culprits) this.cut(node, economy.slashing.share, changed);
    this.revise(height, changed);
    if (this.saturated.size > 0) for (const operator of this.saturated) changed(operator);
  }

  /**
   * What a node counts for in lotteries, with all that is delegated to it; in coins over the unit: of a homogeneous law the unit
   * is a common factor, and of another it is 1.
   */
  weightOf(operator: NodeId): number {
    return this.present[operator] === 0 ? 0 : this.countedFor(operator);
  }

  /** The same whether or not it has entered. */
  countedFor(operator: NodeId): number {
    const { economy, identities } = this.options;
    const { stakeWeight = 'linear', delegation } = economy;
    let coins = this.accounts.relative(operator);
    if (delegation?.saturation !== undefined) {
      const most = delegation.saturation * this.accounts.relativeSupply;
      if (coins > most) this.saturated.add(operator);
      else this.saturated.delete(operator);
      coins = Math.min(coins, most);
    }
    const k = identities[operator]!;
    return k * countedStake(coins / k, stakeWeight);
  }

  private change(height: number, changed: (node: NodeId) => void): void {
    const { changes = [] } = this.options.economy;
    for (; this.nextChange < changes.length && changes[this.nextChange]!.block <= height; this.nextChange++) {
      const { node, kind, share } = changes[this.nextChange]!;
      if (kind === 'slash') {
        this.cut(node, share, changed);
        continue;
      }
      this.present[node] = Number(kind === 'enter');
      changed(node);
    }
  }

  private cut(node: NodeId, share: number, changed: (node: NodeId) => void): void {
    this.accounts.cut(node, share);
    changed(node);
    changed(this.accounts.operatorOf[node]!);
  }

  /** Puts everybody who makes no blocks of its own into a pool drawn at random; those who may look for another. */
  private delegate(delegation: Delegation | undefined): NodeId[] {
    if (!delegation) return [];
    const { pools, solo = Infinity } = delegation;
    const { coins, draw } = this.options;
    const operators = new Set(pools.map(({ operator }) => operator));
    for (const { operator, commission } of pools) this.accounts.setCommission(operator, commission);
    const delegators: NodeId[] = [];
    for (let node = 0; node < coins.length; node++) {
      if (operators.has(node) || coins[node]! >= solo || !(coins[node]! > 0)) continue;
      delegators.push(node);
      const pool = pools[Math.floor(draw(0, node) * pools.length)]!;
      this.accounts.join(node, pool.operator);
    }
    return delegators;
  }

  /** One delegator goes where a coin earns most, and stays where nothing is better. */
  private revise(height: number, changed: (node: NodeId) => void): void {
    const { delegation } = this.options.economy;
    if (!delegation?.revisionBlocks || height % delegation.revisionBlocks !== 0 || this.delegators.length === 0) return;
    const place = Math.floor(this.options.draw(height, 0) * this.delegators.length);
    const node = this.delegators[place]!;
    const here = this.accounts.operatorOf[node]!;
    let [best, most] = [here, -1];
    for (const { operator, commission } of delegation.pools) {
      const income = (1 - commission) * this.incomePerCoin(operator, node);
      if (income > most || (income === most && operator === here)) [best, most] = [operator, income];
    }
    if (best === here) return;
    this.accounts.join(node, best);
    changed(here);
    changed(best);
  }

  /** What a coin in this pool counts, the node's own coins there; over the unit. */
  private incomePerCoin(operator: NodeId, node: NodeId): number {
    if (this.present[operator] === 0) return 0;
    const { accounts, options } = this;
    const { stakeWeight = 'linear', delegation } = options.economy;
    const joins = accounts.operatorOf[node] !== operator;
    const unit = accounts.supply / accounts.relativeSupply;
    const coins = accounts.relative(operator) + (joins ? accounts.coinsOf(node) / unit : 0);
    const most = (delegation?.saturation ?? Infinity) * accounts.relativeSupply;
    return countedStake(Math.min(coins, most), stakeWeight) / coins;
  }
}
