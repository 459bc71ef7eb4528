import type { BlockId, NodeId, Time } from '../contract.js';
import { WeightedChoice } from './weighted-choice.js';

export interface MiningOptions {
  readonly powers: readonly number[];
  /** Mean time between blocks while all of the genesis power mines at difficulty 1. */
  readonly interval: Time;
  /** The mean number of solutions of each puzzle in one interval. */
  readonly puzzles: Readonly<Record<string, number>>;
  readonly now: () => Time;
  /** Asks for a call of `strike` with this number at that time. */
  readonly schedule: (time: Time, draw: number) => void;
  /** Lets a node solve a puzzle. */
  readonly found: (node: NodeId, puzzle: string) => void;
  /** Draws in [0, 1): one for the waiting times, one for the winners, one for the puzzles where there are several. */
  readonly intervalDraw: () => number;
  readonly winnerDraw: () => number;
  readonly puzzleDraw: () => number;
  /** Difficulty of the next block on a tip; absent: always 1. */
  readonly difficulty?: ((tip: BlockId) => number) | undefined;
}

/**
 * The proof-of-work race of the whole network as one exponential clock: node i solves puzzle j at rate
 * power_i · count_j / (genesis power · interval · its difficulty), and winner and puzzle are drawn in proportion to these
 * rates, independently of each other and of the waiting time. That time is an Exp(1) amount of work that the present total
 * rate works off, so a change of a rate in between needs no new draw and is exact (the memoryless property; Lewis &
 * Shedler's time change).
 */
export class MiningDriver {
  private readonly options: MiningOptions;
  private readonly powers: Float64Array;
  private readonly difficulties: Float64Array;
  /** The difficulty of all nodes, as long as it is the same. */
  private common: number | undefined = 1;
  private readonly rates: WeightedChoice;
  private readonly puzzleNames: readonly string[];
  private readonly puzzles: WeightedChoice;
  /** Solutions per microsecond of a node with power 1 at difficulty 1. */
  private readonly unit: number;
  private workLeft = 0;
  private since: Time = 0;
  private draws = 0;

  constructor(options: MiningOptions) {
    this.options = options;
    this.powers = Float64Array.from(options.powers);
    this.difficulties = new Float64Array(options.powers.length).fill(1);
    this.rates = new WeightedChoice(this.powers);
    this.puzzleNames = Object.keys(options.puzzles);
    this.puzzles = new WeightedChoice(Object.values(options.puzzles));
    let total = 0;
    for (const power of options.powers) total += power;
    if (!(total > 0)) throw new Error('nobody has hash power');
    if (!(this.puzzles.total > 0)) throw new Error('there is no puzzle to solve');
    this.unit = this.puzzles.total / (total * options.interval);
  }

  start(): void {
    this.workLeft = -Math.log1p(-this.options.intervalDraw());
    this.since = this.options.now();
    this.arm();
  }

  /** A node now mines on another tip. */
  onAdopt(node: NodeId, tip: BlockId): void {
    const difficulty = this.options.difficulty?.(tip) ?? 1;
    if (difficulty === this.common || difficulty === this.difficulties[node]) return;
    this.common = undefined;
    this.difficulties[node] = difficulty;
    this.change(node);
  }

  /** A node's power has changed, as by a reward that was put into machines. */
  addPower(node: NodeId, power: number): void {
    this.powers[node]! += power;
    this.change(node);
  }

  /** A node's power is another from now on. */
  setPower(node: NodeId, power: number): void {
    this.powers[node] = power;
    this.change(node);
  }

  private change(node: NodeId): void {
    const now = this.options.now();
    this.workLeft = Math.max(0, this.workLeft - this.totalRate * (now - this.since));
    this.since = now;
    this.rates.set(node, this.powers[node]! / this.difficulties[node]!);
    this.arm();
  }

  /** Solutions per microsecond. */
  private get totalRate(): number {
    return this.rates.total * this.unit;
  }

  private arm(): void {
    // A number of 31 bits, as an event carries.
    this.draws = (this.draws + 1) & 0x7fffffff;
    const time = Math.round(this.since + this.workLeft / this.totalRate);
    this.options.schedule(Math.max(time, this.options.now()), this.draws);
  }

  /** The time that was asked for under this number has come; a rate that has changed since has asked for another. */
  strike(draw: number): void {
    if (draw !== this.draws) return;
    const { options, puzzleNames } = this;
    const winner = this.rates.at(options.winnerDraw());
    const puzzle = puzzleNames.length === 1 ? 0 : this.puzzles.at(options.puzzleDraw());
    this.workLeft = -Math.log1p(-options.intervalDraw());
    this.since = options.now();
    this.arm();
    options.found(winner, puzzleNames[puzzle]!);
  }
}
