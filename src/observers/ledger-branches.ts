import type { LedgerBlock, NodeId, Observer, Time, Value } from '../contract.js';

/** A block as it stood on some node's chain: number, that of the block before it (0: genesis), height, and when it was first there. */
interface Placed {
  readonly id: number;
  readonly parent: number;
  readonly height: number;
  readonly block: LedgerBlock;
  readonly time: Time;
}

/** The chains that correct nodes put together block by block, as one tree: a spliced block stands wherever it was put. */
export class LedgerBranches implements Observer {
  readonly placed: Placed[] = [];
  private readonly correct: readonly boolean[];
  private readonly most: number;
  /** By number of a block, what was put on it. */
  private readonly next: Map<LedgerBlock, number>[] = [new Map()];
  /** By node, then by height: numbers of the blocks of its chain. */
  private readonly chains: number[][];

  constructor(correct: readonly boolean[], most: number) {
    this.correct = correct;
    this.most = most;
    this.chains = correct.map(() => [0]);
  }

  onAppend(time: Time, node: NodeId, height: number, block: LedgerBlock): void {
    const chain = this.chains[node]!;
    const parent = chain[height - 1];
    // Beyond the first blocks nobody looks.
    if (!this.correct[node] || parent === undefined) return;
    let id = this.next[parent]!.get(block);
    if (id === undefined) {
      if (this.placed.length === this.most) return;
      id = this.placed.length + 1;
      this.placed.push({ id, parent, height, block, time });
      this.next[parent]!.set(block, id);
      this.next.push(new Map());
    }
    chain.length = height;
    chain.push(id);
  }

  /** Those whose value is among these are final. */
  final(values: ReadonlySet<Value>): readonly (Placed & { readonly isFinal: boolean })[] {
    return this.placed.map((one) => ({ ...one, isFinal: values.has(one.block.value) }));
  }
}
