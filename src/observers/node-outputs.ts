import type { BlockId, NodeId, Observer, Time, Value } from '../contract.js';

/** What each node has put out so far: its tip, and what it has decided, by height from 1. */
export class NodeOutputs implements Observer {
  readonly tips: Int32Array;
  readonly decided: readonly (Value | undefined)[][];

  constructor(n: number) {
    this.tips = new Int32Array(n);
    this.decided = Array.from({ length: n }, () => []);
  }

  onAdopt(_time: Time, node: NodeId, tip: BlockId): void {
    this.tips[node] = tip;
  }

  onDecide(_time: Time, node: NodeId, height: number, value: Value): void {
    this.decided[node]![height - 1] = value;
  }
}
