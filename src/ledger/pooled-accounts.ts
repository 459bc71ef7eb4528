/**
 * What everybody owns while rewards are staked again, for all holders' inflation and for pools, so that a block changes a few
 * numbers whatever its kind. Coins of node i in the pool of p are `unit` · `share(p)` · `own(i)`: inflation changes the
 * unit, a reward that a pool's members share changes that of the pool. Who is in no pool is a pool of one.
 */
import type { NodeId } from '../contract.js';

const BY_NODE = [
  ...(['operatorOf', 'own', 'share', 'sum', 'members', 'commission'] as const),
  ...(['paid', 'perCoin', 'mark', 'givenMark', 'burnt'] as const),
] as const;

export class PooledAccounts {
  /** By node: who makes the blocks for which its coins count. */
  readonly operatorOf: Int32Array;
  /** All coins. */
  supply = 0;
  /** Coins that were cut of anybody. */
  slashed = 0;
  private unit = 1;
  private readonly genesis: ArrayLike<number>;
  private readonly own: Float64Array;
  /** By operator: what one own coin of a member is worth, and own coins of all members. */
  private readonly share: Float64Array;
  private readonly sum: Float64Array;
  private readonly members: Int32Array;
  private readonly commission: Float64Array;
  private readonly compound: boolean;
  /** What was paid and not staked again: by node up to its mark, and by coin of a pool. */
  private readonly paid: Float64Array;
  private readonly perCoin: Float64Array;
  private readonly mark: Float64Array;
  /** The same of what all holders were given. */
  private givenPerCoin = 0;
  private readonly givenMark: Float64Array;
  /** What was cut of each. */
  private readonly burnt: Float64Array;

  constructor(coins: ArrayLike<number>, compound: boolean) {
    const n = coins.length;
    this.genesis = coins;
    this.compound = compound;
    this.own = Float64Array.from(coins);
    this.sum = Float64Array.from(coins);
    this.share = new Float64Array(n).fill(1);
    this.members = new Int32Array(n).fill(1);
    this.operatorOf = Int32Array.from({ length: n }, (_, node) => node);
    this.commission = new Float64Array(n);
    this.paid = new Float64Array(n);
    this.perCoin = new Float64Array(n);
    this.mark = new Float64Array(n);
    this.givenMark = new Float64Array(n);
    this.burnt = new Float64Array(n);
    for (let node = 0; node < n; node++) this.supply += coins[node]!;
  }

  /** The same to go on with. */
  copy(): PooledAccounts {
    const copy = new PooledAccounts(this.genesis, this.compound);
    copy.supply = this.supply;
    copy.slashed = this.slashed;
    copy.unit = this.unit;
    copy.givenPerCoin = this.givenPerCoin;
    for (const column of BY_NODE) copy[column].set(this[column]);
    return copy;
  }

  /** Coins of a pool over the unit, which all pools have in common. */
  relative(operator: NodeId): number {
    return this.share[operator]! * this.sum[operator]!;
  }

  /** All coins over the unit. */
  get relativeSupply(): number {
    return this.supply / this.unit;
  }

  coinsOf(node: NodeId): number {
    return this.unit * this.share[this.operatorOf[node]!]! * this.own[node]!;
  }

  setCommission(operator: NodeId, commission: number): void {
    this.commission[operator] = commission;
  }

  /** The node's coins count for this operator from now on. */
  join(node: NodeId, operator: NodeId): void {
    const before = this.operatorOf[node]!;
    if (before === operator) return;
    this.settle(node);
    const relative = this.share[before]! * this.own[node]!;
    this.sum[before]! -= this.own[node]!;
    if (--this.members[before]! === 0) this.sum[before] = 0;
    this.operatorOf[node] = operator;
    this.own[node] = relative / this.share[operator]!;
    this.sum[operator]! += this.own[node]!;
    this.members[operator]!++;
    this.mark[node] = this.perCoin[operator]!;
  }

  /** The part of what a pool is paid that its operator keeps before the rest is shared by coins. */
  kept(operator: NodeId): number {
    const alone = this.members[operator] === 1 || this.sum[operator] === 0;
    return alone ? 1 : this.commission[operator]!;
  }

  /** Pays a pool: the commission to its operator, the rest by coins. */
  pay(operator: NodeId, reward: number): void {
    const alone = this.members[operator] === 1 || this.sum[operator] === 0;
    const kept = reward * this.kept(operator);
    if (this.compound) return this.stake(operator, kept, reward - kept);
    this.paid[operator]! += kept;
    if (!alone) this.perCoin[operator]! += (reward - kept) / (this.unit * this.relative(operator));
  }

  /** Gives all holders so many coins by what they hold. */
  giveAll(coins: number): void {
    if (this.compound) {
      this.unit *= 1 + coins / this.supply;
      this.supply += coins;
      return;
    }
    this.givenPerCoin += coins / this.supply;
  }

  /** Burns a share of the coins that count for a node: its own, and those of who has delegated to it. */
  cut(node: NodeId, share: number): void {
    const operator = this.operatorOf[node]!;
    for (let other = 0; other < this.own.length; other++) {
      if (other !== node && this.operatorOf[other] !== node) continue;
      this.settle(other);
      this.burnt[other]! += this.coinsOf(other) * share;
      this.slashed += this.coinsOf(other) * share;
      this.supply -= this.coinsOf(other) * share;
      this.sum[operator]! -= this.own[other]! * share;
      this.own[other]! *= 1 - share;
    }
  }

  /** Coins now. */
  coins(): Float64Array {
    return Float64Array.from(this.own, (_, node) => this.coinsOf(node));
  }

  /** What was paid to each. */
  rewards(): Float64Array {
    for (let node = 0; node < this.own.length; node++) this.settle(node);
    return Float64Array.from(this.own, (_, node) => this.earned(node));
  }

  private stake(operator: NodeId, kept: number, shared: number): void {
    const members = this.unit * this.relative(operator);
    this.supply += kept + shared;
    if (shared > 0) this.share[operator]! *= 1 + shared / members;
    const own = kept / (this.unit * this.share[operator]!);
    this.own[operator]! += own;
    this.sum[operator]! += own;
  }

  /** Puts down what a node's coins have earned since they last changed hands or worth. */
  private settle(node: NodeId): void {
    if (this.compound) return;
    const perCoin = this.perCoin[this.operatorOf[node]!]!;
    const earned = perCoin - this.mark[node]! + this.givenPerCoin - this.givenMark[node]!;
    if (earned !== 0) this.paid[node]! += earned * this.coinsOf(node);
    this.mark[node] = perCoin;
    this.givenMark[node] = this.givenPerCoin;
  }

  private earned(node: NodeId): number {
    return this.paid[node]! + this.coinsOf(node) + this.burnt[node]! - this.genesis[node]!;
  }
}
