import type { BlockId, NodeId, Observer, Time } from '../contract.js';
import type { BlockTree } from '../ledger/block-tree.js';

/** A power of two, so that no node's numbers lie in two lines of the cache. */
const STRIDE = 4;
const HEIGHT = 1;
const SINCE = 2;

/**
 * What became of the race: the intervals between mined blocks, whatever became of these, and how long hash power stayed
 * behind. A node is behind while a block exists that is higher than its chain: whatever it finds then is a rival of some
 * block of the same height. That time is booked on the height that the node then mines at.
 */
export class Mining implements Observer {
  intervals = 0;
  intervalSumS = 0;
  intervalSquaresS = 0;
  private before: Time = 0;
  private readonly tree: BlockTree;
  /** Of each node, side by side: its share of the hash power, the height up to which it has come, and when. */
  private readonly nodes: Float64Array;
  /** By height: when its first block was made, and how long nodes mined at it since, by share. */
  private readonly firstAt: Time[] = [0];
  private readonly behind: number[] = [0];

  constructor(tree: BlockTree, weights: readonly number[]) {
    this.tree = tree;
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    this.nodes = new Float64Array(STRIDE * weights.length);
    weights.forEach((weight, node) => (this.nodes[STRIDE * node] = weight / total));
  }

  onMint(time: Time, _node: NodeId, block: BlockId): void {
    const seconds = (time - this.before) / 1_000_000;
    this.before = time;
    this.intervals++;
    this.intervalSumS += seconds;
    this.intervalSquaresS += seconds * seconds;
    if (this.tree.height(block) < this.firstAt.length) return;
    this.firstAt.push(time);
    this.behind.push(0);
  }

  onAdopt(time: Time, node: NodeId, tip: BlockId): void {
    const { nodes } = this;
    const at = STRIDE * node;
    const height = this.tree.height(tip);
    const mined = nodes[at + HEIGHT]! + 1;
    if (height < mined) return;
    this.behind[mined]! += nodes[at]! * (time - Math.max(this.firstAt[mined]!, nodes[at + SINCE]!));
    nodes[at + HEIGHT] = height;
    nodes[at + SINCE] = time;
  }

  /** Time that hash power was behind, per height up to one; in seconds, null for no height. */
  behindS(upTo: number): number | null {
    if (upTo < 1) return null;
    let sum = 0;
    for (let at = 1; at <= upTo; at++) sum += this.behind[at]!;
    return sum / upTo / 1_000_000;
  }
}
