import type { BlockId, NodeId, Observer, Time } from '../contract.js';
import type { BlockTree } from '../ledger/block-tree.js';

/**
 * What became of the race: the intervals between mined blocks, whatever became of these, and how long hash power stayed
 * behind. A node is behind while a block exists that is higher than its chain: whatever it finds then is a rival of some
 * block of the same height. That time is booked on the height that the node then mines at.
 */
export class Mining implements Observer {
  readonly isPatient = true;
  intervals = 0;
  intervalSumS = 0;
  intervalSquaresS = 0;
  private before: Time = 0;
  private readonly tree: BlockTree;
  /** By node: its share of the hash power. */
  private readonly shares: Float64Array;
  /** By node: twice the height up to which it has come, and one more if there was a higher block by then. */
  private readonly standings: Int32Array;
  /** By node: when it came so far, if there was a higher block by then. */
  private readonly since: Float64Array;
  /** By height: when its first block was made, and how long nodes mined at it since, by share. */
  private readonly firstAt: Time[] = [0];
  private readonly behind: number[] = [0];

  constructor(tree: BlockTree, weights: readonly number[]) {
    this.tree = tree;
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    this.shares = Float64Array.from(weights, (weight) => weight / total);
    this.standings = new Int32Array(weights.length);
    this.since = new Float64Array(weights.length);
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
    const { standings, since, firstAt } = this;
    const height = this.tree.height(tip);
    const standing = standings[node]!;
    const mined = (standing >> 1) + 1;
    if (height < mined) return;
    // Only a node that was late before may have come to its height after the next one was begun.
    const from = (standing & 1) === 1 ? Math.max(firstAt[mined]!, since[node]!) : firstAt[mined]!;
    this.behind[mined]! += this.shares[node]! * (time - from);
    const isLate = height + 1 < firstAt.length;
    standings[node] = 2 * height + (isLate ? 1 : 0);
    if (isLate) since[node] = time;
  }

  /** Time that hash power was behind, per height up to one; in seconds, null for no height. */
  behindS(upTo: number): number | null {
    if (upTo < 1) return null;
    let sum = 0;
    for (let at = 1; at <= upTo; at++) sum += this.behind[at]!;
    return sum / upTo / 1_000_000;
  }
}
