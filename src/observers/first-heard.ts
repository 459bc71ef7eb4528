import type { BlockId, NodeId, Observer, Time } from '../contract.js';

/** When the first correct node had each of the first blocks of a run: at once where a correct node made it. */
export class FirstHeard implements Observer {
  readonly isPatient = true;
  private readonly times: (Time | undefined)[] = [];
  private readonly correct: readonly boolean[];
  private readonly most: BlockId;

  constructor(correct: readonly boolean[], most: BlockId) {
    this.correct = correct;
    this.most = most;
  }

  onMint(time: Time, node: NodeId, block: BlockId): void {
    this.onReceive(time, node, block);
  }

  onReceive(time: Time, node: NodeId, block: BlockId): void {
    if (block <= this.most && this.correct[node]) this.times[block] ??= time;
  }

  /** Undefined: no correct node ever had it, or it was not watched. */
  time(block: BlockId): Time | undefined {
    return this.times[block];
  }
}
