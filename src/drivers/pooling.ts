import type { NodeId, Time } from '../contract.js';

export interface Pool {
  /** Who runs it, and makes the blocks that its members find. */
  readonly operator: NodeId;
  /** Share of the rewards that it keeps. */
  readonly fee: number;
}

export interface PoolingOptions {
  readonly pools: readonly Pool[];
  /** ρ: what a unit of variance costs, in units of the mean; both of income in block rewards. */
  readonly riskAversion: number;
  /** Mean time between two revisions of one miner. */
  readonly revision: Time;
  readonly powers: readonly number[];
  readonly now: () => Time;
  /** Asks for a call of `revise` at that time. */
  readonly schedule: (time: Time) => void;
  readonly setPower: (node: NodeId, power: number) => void;
  /** Draws in [0, 1). */
  readonly draw: () => number;
}

const ALONE = -1;

/**
 * Miners who join pools because income varies less there (the trade-off of Rosenfeld 2011, "Analysis of Bitcoin Pooled Mining
 * Reward Systems", and of Cong, He, Li 2021, "Decentralized Mining in Centralized Pools"). At the times of a Poisson process
 * one miner looks around and goes where mean − ρ · variance of its income is greatest. In an interval between blocks a miner
 * with a share h of the power earns h on average with variance h alone, and in a pool of share H (its own included) that
 * keeps a fee φ and pays in proportion, (1 − φ) h with variance (1 − φ)² h² / H: rewards are a Poisson process, and so the
 * choice does not depend on how long a period one looks at. Its power then works for the pool's operator, who makes the
 * blocks. Left out: costs of moving, beliefs about sizes, other ways to pay.
 */
export class Pooling {
  /** By node: the pool that it mines for, by number; −1: for itself. */
  readonly memberOf: Int32Array;
  private readonly options: PoolingOptions;
  private readonly total: number;
  private readonly miners: readonly NodeId[];

  constructor(options: PoolingOptions) {
    this.options = options;
    const { powers, pools } = options;
    this.memberOf = new Int32Array(powers.length).fill(ALONE);
    this.total = powers.reduce((sum, power) => sum + power, 0);
    pools.forEach(({ operator }, pool) => (this.memberOf[operator] = pool));
    this.miners = [...powers.keys()].filter((node) => this.memberOf[node] === ALONE && powers[node]! > 0);
  }

  start(): void {
    if (this.miners.length > 0) this.arm();
  }

  /** Its time has come: one miner goes where it is best off, and stays where it is when nothing is better. */
  revise(): void {
    const { draw, powers } = this.options;
    const node = this.miners[Math.floor(draw() * this.miners.length)]!;
    const here = this.memberOf[node]!;
    let best = here;
    let most = this.utility(node, here);
    for (let pool = ALONE; pool < this.options.pools.length; pool++) {
      const utility = pool === here ? -Infinity : this.utility(node, pool);
      if (utility > most) [best, most] = [pool, utility];
    }
    if (best !== here) {
      this.memberOf[node] = best;
      if (here === ALONE) this.options.setPower(node, 0);
      else this.report(here);
      if (best === ALONE) this.options.setPower(node, powers[node]!);
      else this.report(best);
    }
    this.arm();
  }

  /** Power that mines for a pool, its operator's included. */
  sizeOf(pool: number): number {
    const { powers } = this.options;
    let size = 0;
    for (let node = 0; node < powers.length; node++) if (this.memberOf[node] === pool) size += powers[node]!;
    return size;
  }

  private utility(node: NodeId, pool: number): number {
    const { pools, powers, riskAversion } = this.options;
    const own = powers[node]! / this.total;
    if (pool === ALONE) return own - riskAversion * own;
    const kept = (1 - pools[pool]!.fee) * own;
    const size = this.sizeOf(pool) / this.total + (this.memberOf[node] === pool ? 0 : own);
    return kept - (riskAversion * kept * kept) / size;
  }

  private report(pool: number): void {
    this.options.setPower(this.options.pools[pool]!.operator, this.sizeOf(pool));
  }

  private arm(): void {
    const { now, schedule, revision, draw } = this.options;
    const wait = (-Math.log1p(-draw()) * revision) / this.miners.length;
    schedule(now() + Math.max(1, Math.round(wait)));
  }
}
