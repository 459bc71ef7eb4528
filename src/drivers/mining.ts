import { bisectRight } from 'd3-array';
import type { BlockId, NodeId, Time } from '../contract.js';

export interface MiningOptions {
  readonly powers: readonly number[];
  /** Mean time between blocks while all of the genesis power mines at difficulty 1. */
  readonly interval: Time;
  readonly now: () => Time;
  readonly schedule: (time: Time, action: () => void) => void;
  /** Lets a node find a proof of work. */
  readonly found: (node: NodeId) => void;
  /** Draws in [0, 1): one for the waiting times, one for the winners. */
  readonly intervalDraw: () => number;
  readonly winnerDraw: () => number;
  /** Difficulty of the next block on a tip; absent: always 1. */
  readonly difficulty?: ((tip: BlockId) => number) | undefined;
}

/**
 * The proof-of-work race of the whole network as one exponential clock: node i finds blocks at rate
 * power_i / (genesis power · interval · its difficulty), and the winner is drawn in proportion to these rates. The
 * waiting time is an Exp(1) amount of work that the present total rate works off, so a change of a rate in between needs
 * no new draw and is exact (the memoryless property; Lewis & Shedler's time change).
 */
export class MiningDriver {
  private readonly options: MiningOptions;
  private readonly powers: Float64Array;
  private readonly difficulties: Float64Array;
  private readonly cumulative: Float64Array;
  /** Blocks per microsecond. */
  private totalRate = 0;
  private readonly unit: number;
  private workLeft = 0;
  private since: Time = 0;
  private draws = 0;
  private stale = true;

  constructor(options: MiningOptions) {
    this.options = options;
    this.powers = Float64Array.from(options.powers);
    this.difficulties = new Float64Array(options.powers.length).fill(1);
    this.cumulative = new Float64Array(options.powers.length);
    let total = 0;
    for (const power of options.powers) total += power;
    if (!(total > 0)) throw new Error('nobody has hash power');
    this.unit = 1 / (total * options.interval);
  }

  start(): void {
    this.workLeft = -Math.log1p(-this.options.intervalDraw());
    this.since = this.options.now();
    this.arm();
  }

  /** A node now mines on another tip. */
  onAdopt(node: NodeId, tip: BlockId): void {
    const difficulty = this.options.difficulty?.(tip) ?? 1;
    if (difficulty === this.difficulties[node]) return;
    this.change(() => (this.difficulties[node] = difficulty));
  }

  /** A node's power has changed, as by a reward that was put into machines. */
  addPower(node: NodeId, power: number): void {
    this.change(() => (this.powers[node]! += power));
  }

  private change(apply: () => void): void {
    const now = this.options.now();
    this.workLeft = Math.max(0, this.workLeft - this.totalRate * (now - this.since));
    this.since = now;
    apply();
    this.stale = true;
    this.arm();
  }

  private arm(): void {
    this.refresh();
    const draw = ++this.draws;
    const time = Math.round(this.since + this.workLeft / this.totalRate);
    this.options.schedule(Math.max(time, this.options.now()), () => {
      if (draw === this.draws) this.strike();
    });
  }

  private strike(): void {
    const { cumulative, options } = this;
    const last = cumulative.length - 1;
    const winner = Math.min(last, bisectRight(cumulative, options.winnerDraw() * cumulative[last]!));
    this.workLeft = -Math.log1p(-options.intervalDraw());
    this.since = options.now();
    this.arm();
    options.found(winner);
  }

  private refresh(): void {
    if (!this.stale) return;
    let sum = 0;
    for (let i = 0; i < this.powers.length; i++) {
      sum += this.powers[i]! / this.difficulties[i]!;
      this.cumulative[i] = sum;
    }
    this.totalRate = sum * this.unit;
    this.stale = false;
  }
}
