/** A lottery over stakes that change in any way: by every block, by pools, entries, exits and cuts. */
import type { Delegation, Economy, NodeId } from '../contract.js';
import { WeightedChoice } from '../drivers/weighted-choice.js';
import type { KeyedDraw } from '../kernel/keyed-draw.js';
import { inflationOf, rewardAt } from '../ledger/issuance.js';
import { latecomers } from '../ledger/stake-changes.js';
import { countedStake } from '../ledger/stake-weight.js';
import { Accounts } from './accounts.js';
import type { Draws } from './draws.js';

export interface ChangingOptions {
  readonly coins: ArrayLike<number>;
  readonly economy: Economy;
  /** As how many every owner shows itself. */
  readonly identities: ArrayLike<number>;
  readonly draw: KeyedDraw;
  /** Who delegates to whom. */
  readonly delegationDraw: KeyedDraw;
}

/** Exact: a tree of sums, O(log n) a block. */
export class ChangingDraws implements Draws {
  private readonly options: ChangingOptions;
  private readonly accounts: Accounts;
  private readonly genesisCoins: number;
  private readonly choice: WeightedChoice;
  private readonly present: Uint8Array;
  /** What counts now, by node, as the tree has it. */
  private readonly weights: Float64Array;
  private readonly delegators: readonly NodeId[];
  /** Pools whose coins count no further. */
  private readonly saturated = new Set<NodeId>();
  private made = 0;
  private nextChange = 0;

  constructor(options: ChangingOptions) {
    this.options = options;
    const { coins, economy } = options;
    this.accounts = new Accounts(coins, economy.compound);
    this.genesisCoins = this.accounts.supply;
    this.present = new Uint8Array(coins.length).fill(1);
    for (const node of latecomers(economy.changes ?? [])) this.present[node] = 0;
    this.delegators = this.delegate(economy.delegation);
    this.weights = Float64Array.from(coins, (_, node) => this.weightOf(node));
    this.choice = new WeightedChoice(this.weights);
  }

  next(producers: Int32Array, count: number): void {
    for (let i = 0; i < count; i++) producers[i] = this.block();
  }

  rewards(): Float64Array {
    return this.accounts.rewards();
  }

  coins(): Float64Array {
    return this.accounts.coins();
  }

  private block(): NodeId {
    const { accounts, options } = this;
    const { economy, draw } = options;
    const height = ++this.made;
    const producer = this.drawn(draw.fine(height));
    // By what everybody owned before the block.
    const given = inflationOf(economy, accounts.supply);
    if (given > 0) accounts.giveAll(given);
    accounts.pay(producer, rewardAt(economy, height, this.genesisCoins));
    if (economy.compound) this.weigh(producer);
    this.change(height);
    this.revise(height);
    if (this.saturated.size > 0) for (const operator of this.saturated) this.weigh(operator);
    return producer;
  }

  private drawn(u: number): NodeId {
    if (!(this.choice.total > 0)) throw new RangeError(`after block ${this.made - 1} nobody has a stake that counts`);
    return this.choice.at(u);
  }

  private weigh(operator: NodeId): void {
    const weight = this.weightOf(operator);
    if (weight === this.weights[operator]) return;
    this.weights[operator] = weight;
    this.choice.set(operator, weight);
  }

  /** In coins over the unit: of a homogeneous law the unit is a common factor, and of another it is 1. */
  private weightOf(operator: NodeId): number {
    if (this.present[operator] === 0) return 0;
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

  private change(height: number): void {
    const { changes = [] } = this.options.economy;
    for (; this.nextChange < changes.length && changes[this.nextChange]!.block <= height; this.nextChange++) {
      const { node, kind, share } = changes[this.nextChange]!;
      if (kind === 'slash') this.accounts.cut(node, share);
      else this.present[node] = Number(kind === 'enter');
      this.weigh(node);
      this.weigh(this.accounts.operatorOf[node]!);
    }
  }

  /** Puts everybody who makes no blocks of its own into a pool drawn at random; those who may look for another. */
  private delegate(delegation: Delegation | undefined): NodeId[] {
    if (!delegation) return [];
    const { pools, solo = Infinity } = delegation;
    const { coins, delegationDraw } = this.options;
    const operators = new Set(pools.map(({ operator }) => operator));
    for (const { operator, commission } of pools) this.accounts.setCommission(operator, commission);
    const delegators: NodeId[] = [];
    for (let node = 0; node < coins.length; node++) {
      if (operators.has(node) || coins[node]! >= solo || !(coins[node]! > 0)) continue;
      delegators.push(node);
      const pool = pools[Math.floor(delegationDraw.uniform(0, node) * pools.length)]!;
      this.accounts.join(node, pool.operator);
    }
    return delegators;
  }

  /** One delegator goes where a coin earns most, and stays where nothing is better. */
  private revise(height: number): void {
    const { delegation } = this.options.economy;
    if (!delegation?.revisionBlocks || height % delegation.revisionBlocks !== 0 || this.delegators.length === 0) return;
    const place = Math.floor(this.options.delegationDraw.uniform(height, 0) * this.delegators.length);
    const node = this.delegators[place]!;
    const here = this.accounts.operatorOf[node]!;
    let [best, most] = [here, -1];
    for (const { operator, commission } of delegation.pools) {
      const income = (1 - commission) * this.incomePerCoin(operator, node);
      if (income > most || (income === most && operator === here)) [best, most] = [operator, income];
    }
    if (best === here) return;
    this.accounts.join(node, best);
    this.weigh(here);
    this.weigh(best);
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
