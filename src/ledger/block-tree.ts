import type { BlockDraft, BlockId, BlockView, NodeId, Time, Value } from '../contract.js';

const NO_CONTENTS: readonly Value[] = [];
const NO_REFERENCES: readonly BlockId[] = [];
const NO_CULPRITS: readonly NodeId[] = [];

/** What is kept of a block's first message, so that whoever has the block can pass it on. */
export interface Carrier {
  readonly kind: number;
  readonly body: unknown;
}

/** Every block of a run, whoever knows of it. Block 0 is genesis, which everybody has seen. */
export class BlockTree {
  private readonly nodes: number;
  private readonly parents: BlockId[] = [-1];
  private readonly heights: number[] = [0];
  private readonly producers: NodeId[] = [-1];
  private readonly works: number[] = [0];
  private readonly times: Time[] = [0];
  private readonly sizes: (number | undefined)[] = [0];
  private readonly contentsOf: (readonly Value[])[] = [NO_CONTENTS];
  private readonly headers: unknown[] = [undefined];
  private readonly referencesOf: (readonly BlockId[])[] = [NO_REFERENCES];
  /** Of the few blocks that name any. */
  private readonly culpritsOf = new Map<BlockId, readonly NodeId[]>();
  private readonly carriers: (Carrier | undefined)[] = [undefined];
  /** One bit a node; undefined once every node has seen the block. */
  private readonly seen: (Uint32Array | undefined)[] = [undefined];
  private readonly seenCount: number[] = [];
  /** Hears of every block that an endpoint has from now on. */
  whenSeen: ((node: number, block: BlockId) => void) | undefined;
  private readonly derived = new Map<string, unknown[]>();

  constructor(nodes: number) {
    this.nodes = nodes;
    this.seenCount.push(nodes);
  }

  get size(): number {
    return this.parents.length;
  }

  /** Adds a block that only its producer has seen, or the one copy of it that made it. */
  add(parent: BlockId, producer: NodeId, time: Time, draft: BlockDraft, maker: number = producer): BlockId {
    const block = this.parents.length;
    this.parents.push(parent);
    this.heights.push(this.heights[parent]! + (draft.beside ? 0 : 1));
    this.producers.push(producer);
    this.works.push(this.works[parent]! + (draft.work ?? 1));
    this.times.push(time);
    this.sizes.push(draft.sizeBytes);
    this.contentsOf.push(draft.contents ?? NO_CONTENTS);
    this.headers.push(draft.header);
    this.referencesOf.push(draft.references ?? NO_REFERENCES);
    if (draft.culprits) this.culpritsOf.set(block, draft.culprits);
    this.carriers.push(undefined);
    this.seen.push(new Uint32Array((this.nodes + 31) >>> 5));
    this.seenCount.push(0);
    this.see(maker, block);
    return block;
  }

  has(node: NodeId, block: BlockId): boolean {
    if (block < 0 || block >= this.parents.length) return false;
    const bits = this.seen[block];
    return bits === undefined || (bits[node >>> 5]! & (1 << (node & 31))) !== 0;
  }

  see(node: NodeId, block: BlockId): void {
    if (this.has(node, block)) return;
    const bits = this.seen[block]!;
    bits[node >>> 5]! |= 1 << (node & 31);
    if (++this.seenCount[block]! === this.nodes) this.seen[block] = undefined;
    this.whenSeen?.(node, block);
  }

  /** Writes `mark` at the place of each node that has seen the block. */
  markSeen(block: BlockId, places: Uint8Array, mark: number): void {
    const bits = this.seen[block];
    if (bits === undefined) {
      places.fill(mark);
      return;
    }
    for (let word = 0; word < bits.length; word++) {
      for (let left = bits[word]!; left !== 0; left &= left - 1)
        places[(word << 5) | (31 - Math.clz32(left & -left))] = mark;
    }
  }

  parent(block: BlockId): BlockId {
    return this.parents[block]!;
  }

  height(block: BlockId): number {
    return this.heights[block]!;
  }

  producer(block: BlockId): NodeId {
    return this.producers[block]!;
  }

  totalWork(block: BlockId): number {
    return this.works[block]!;
  }

  time(block: BlockId): Time {
    return this.times[block]!;
  }

  sizeBytes(block: BlockId): number | undefined {
    return this.sizes[block];
  }

  contents(block: BlockId): readonly Value[] {
    return this.contentsOf[block]!;
  }

  header(block: BlockId): unknown {
    return this.headers[block];
  }

  references(block: BlockId): readonly BlockId[] {
    return this.referencesOf[block]!;
  }

  culprits(block: BlockId): readonly NodeId[] {
    return this.culpritsOf.get(block) ?? NO_CULPRITS;
  }

  /** Whether it hangs on its parent without making the chain longer. */
  isBeside(block: BlockId): boolean {
    return block > 0 && this.heights[block] === this.heights[this.parents[block]!];
  }

  /** The first block, its parent or one that it names, that a node must see before it; −1: there is none. */
  missing(node: NodeId, block: BlockId): BlockId {
    const parent = this.parents[block]!;
    if (!this.has(node, parent)) return parent;
    for (const named of this.referencesOf[block]!) if (!this.has(node, named)) return named;
    return -1;
  }

  carrier(block: BlockId): Carrier | undefined {
    return this.carriers[block];
  }

  setCarrier(block: BlockId, kind: number, body: unknown): void {
    this.carriers[block] ??= { kind, body };
  }

  ancestor(block: BlockId, height: number): BlockId {
    if (height < 0 || height > this.heights[block]!) {
      throw new RangeError(`block ${block} at height ${this.heights[block]} has no ancestor at height ${height}`);
    }
    let at = block;
    while (this.heights[at]! > height) at = this.parents[at]!;
    return at;
  }

  /** The last block that two chains share. */
  commonAncestor(a: BlockId, b: BlockId): BlockId {
    while (a !== b) {
      if (this.heights[a]! >= this.heights[b]!) a = this.parents[a]!;
      else b = this.parents[b]!;
    }
    return a;
  }

  derive<D>(name: string, block: BlockId, compute: (block: BlockId) => D): D {
    let answers = this.derived.get(name);
    if (!answers) this.derived.set(name, (answers = []));
    if (answers[block] === undefined) answers[block] = compute(block);
    return answers[block] as D;
  }

  /** What one node may look at. */
  view(node: NodeId): BlockView {
    return new NodeBlocks(this, node);
  }

  /** What some nodes have seen between them. */
  viewOf(nodes: readonly NodeId[]): BlockView {
    return new SharedBlocks(this, nodes);
  }

  /** Everything, for judges and drivers. */
  whole(): BlockView {
    return new WholeTree(this);
  }
}

/** The tree without a filter. */
class WholeTree implements BlockView {
  protected readonly tree: BlockTree;

  constructor(tree: BlockTree) {
    this.tree = tree;
  }

  /** The place where a node's view refuses what it has not seen. */
  protected checked(block: BlockId): BlockId {
    return block;
  }

  has(block: BlockId): boolean {
    return block >= 0 && block < this.tree.size;
  }

  parent(block: BlockId): BlockId {
    return this.tree.parent(this.checked(block));
  }

  height(block: BlockId): number {
    return this.tree.height(this.checked(block));
  }

  producer(block: BlockId): NodeId {
    return this.tree.producer(this.checked(block));
  }

  totalWork(block: BlockId): number {
    return this.tree.totalWork(this.checked(block));
  }

  time(block: BlockId): Time {
    return this.tree.time(this.checked(block));
  }

  contents(block: BlockId): readonly Value[] {
    return this.tree.contents(this.checked(block));
  }

  header(block: BlockId): unknown {
    return this.tree.header(this.checked(block));
  }

  references(block: BlockId): readonly BlockId[] {
    return this.tree.references(this.checked(block));
  }

  culprits(block: BlockId): readonly NodeId[] {
    return this.tree.culprits(this.checked(block));
  }

  ancestor(block: BlockId, height: number): BlockId {
    return this.tree.ancestor(this.checked(block), height);
  }

  derive<D>(name: string, block: BlockId, compute: (block: BlockId) => D): D {
    return this.tree.derive(name, this.checked(block), compute);
  }
}

class NodeBlocks extends WholeTree {
  private readonly node: NodeId;

  constructor(tree: BlockTree, node: NodeId) {
    super(tree);
    this.node = node;
  }

  protected override checked(block: BlockId): BlockId {
    if (!this.tree.has(this.node, block)) throw new Error(`node ${this.node} has not seen block ${block}`);
    return block;
  }

  override has(block: BlockId): boolean {
    return this.tree.has(this.node, block);
  }
}

class SharedBlocks extends WholeTree {
  private readonly nodes: readonly NodeId[];

  constructor(tree: BlockTree, nodes: readonly NodeId[]) {
    super(tree);
    this.nodes = nodes;
  }

  protected override checked(block: BlockId): BlockId {
    if (!this.has(block)) throw new Error(`none of the nodes ${this.nodes.join(', ')} has seen block ${block}`);
    return block;
  }

  override has(block: BlockId): boolean {
    return this.nodes.some((node) => this.tree.has(node, block));
  }
}
