import type { BlockId, NodeId, Time } from '../contract.js';

/** Room at first, because a search makes thousands of runs a second; and the most that is held back. */
const FEWEST = 16;
const MOST = 2048;

/**
 * Words about nodes and blocks that are held back, to be said many at a time to one listener after the other: each of them
 * then has its own numbers in the cache, which thousands of nodes would drive out between two words.
 */
export class HeldBack {
  readonly listeners: ((time: Time, node: NodeId, block: BlockId) => void)[] = [];
  private times = new Float64Array(FEWEST);
  private nodes = new Int32Array(FEWEST);
  private blocks = new Int32Array(FEWEST);
  private count = 0;

  add(time: Time, node: NodeId, block: BlockId): void {
    if (this.listeners.length === 0) return;
    if (this.count === this.nodes.length) this.makeRoom();
    const at = this.count++;
    this.times[at] = time;
    this.nodes[at] = node;
    this.blocks[at] = block;
  }

  /** Says all that is held back. */
  release(): void {
    const { times, nodes, blocks, count } = this;
    if (count === 0) return;
    this.count = 0;
    for (const listener of this.listeners) {
      for (let i = 0; i < count; i++) listener(times[i]!, nodes[i]!, blocks[i]!);
    }
  }

  private makeRoom(): void {
    if (this.nodes.length === MOST) return this.release();
    const room = 2 * this.nodes.length;
    const [times, nodes, blocks] = [new Float64Array(room), new Int32Array(room), new Int32Array(room)];
    times.set(this.times);
    nodes.set(this.nodes);
    blocks.set(this.blocks);
    this.times = times;
    this.nodes = nodes;
    this.blocks = blocks;
  }
}
