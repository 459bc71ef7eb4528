import type { NodeId, Observer, Time } from '../contract.js';
import type { Simulator } from '../kernel/simulator.js';

export interface StallOptions {
  readonly simulator: Simulator;
  readonly correct: readonly boolean[];
  /** Longest time that a correct node may go without progress. */
  readonly bound: Time;
  /** From when on progress is owed. */
  readonly healedAt: Time;
  /** Whether anything is asked of the protocol now. */
  readonly hasDemand: () => boolean;
  /** Has patient observers told all that they have not heard yet. */
  readonly release: () => void;
}

/** So many bounds without any output of any correct node, while something is asked of them, and the run is over. */
const PATIENCE = 10;

/**
 * Ends a run that has come to a standstill, long after the liveness bound has been broken: protocols whose timers only
 * start other timers would go on for ever where the scenario sets no time. It looks once a bound, and does not keep a world alive that is otherwise idle.
 */
export class StallWatch implements Observer {
  readonly isPatient = true;
  /** Whether it has ended the run. */
  stalled = false;
  private readonly options: StallOptions;
  private outputs = 0;
  private seen = 0;
  private quiet = 0;

  constructor(options: StallOptions) {
    this.options = options;
  }

  onAdopt(_time: Time, node: NodeId): void {
    if (this.options.correct[node]) this.outputs++;
  }

  onDecide(_time: Time, node: NodeId): void {
    if (this.options.correct[node]) this.outputs++;
  }

  start(): void {
    const { simulator, bound, healedAt } = this.options;
    if (Number.isFinite(healedAt + bound)) simulator.schedule(healedAt + bound, () => this.look());
  }

  private look(): void {
    const { simulator, bound, hasDemand, release } = this.options;
    release();
    this.quiet = this.outputs === this.seen && hasDemand() ? this.quiet + 1 : 0;
    this.seen = this.outputs;
    if (this.quiet === PATIENCE) {
      this.stalled = true;
      simulator.stop();
    } else if (simulator.pending > 0) {
      simulator.schedule(simulator.now + bound, () => this.look());
    }
  }
}
