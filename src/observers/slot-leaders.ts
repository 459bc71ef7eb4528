import type { NodeId, Observer, Time } from '../contract.js';

/** How many leaders slots have had, by the blocks that were made in them, whatever became of these. */
export class SlotLeaders implements Observer {
  /** Slots with one block, and with several. */
  single = 0;
  several = 0;
  /** Blocks that each node has made. */
  readonly made: Int32Array;
  private readonly length: Time;
  private slot = 0;
  private leaders = 0;

  /** @param length of a slot */
  constructor(length: Time, nodes: number) {
    this.length = length;
    this.made = new Int32Array(nodes);
  }

  onMint(time: Time, node: NodeId): void {
    const slot = Math.floor(time / this.length);
    this.made[node]!++;
    if (slot !== this.slot) this.leaders = 0;
    this.slot = slot;
    this.leaders++;
    if (this.leaders === 1) this.single++;
    if (this.leaders !== 2) return;
    this.single--;
    this.several++;
  }

  /** Slots that have begun by a time, genesis not counted. */
  upTo(time: Time): number {
    return Math.floor(time / this.length);
  }
}
