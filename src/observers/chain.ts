import type { BlockId, NodeId, Time } from '../contract.js';
import { Buried } from '../ledger/buried.js';
import type { BlockTree } from '../ledger/block-tree.js';
import type { ValueBook } from '../ledger/value-book.js';
import { FinalityTimes } from './finality-times.js';
import type { CanonicalBlock, Outcome, OutcomeListeners, Units } from './outcome.js';
import { Samples } from './samples.js';

export interface ChainOptions {
  readonly tree: BlockTree;
  readonly book: ValueBook;
  readonly correct: readonly boolean[];
  /** Nodes whose finality makes a quorum: all but as many as may be faulty. */
  readonly quorum: number;
  /** Depth at which a block counts as final. */
  readonly confirmations: number;
  readonly target: number;
  readonly listeners: OutcomeListeners;
  /** Whom the rules appoint first on top of a block; absent: who produced it. */
  readonly appointed?: ((parent: BlockId) => NodeId) | undefined;
  /** What counts as work, and what of it a block brings in; absent: the blocks of the chain themselves. */
  readonly unit?:
    { readonly is: (block: BlockId) => boolean; readonly of: (block: BlockId) => readonly BlockId[] } | undefined;
}

/** The outcome of protocols that adopt chains: each correct node's tip, and what is buried deep enough under it. */
export class Chain implements Outcome {
  decisions = 0;
  readonly latencies = new Samples();
  readonly finality: FinalityTimes;
  private readonly options: ChainOptions;
  private readonly buried: Buried;
  /** By node, side by side: its tip, and the height up to which its chain is final to it. */
  private readonly nodes: Int32Array;
  private correctNodes: readonly NodeId[];
  /** By node: 1 while it is correct. */
  private readonly isCorrect: Uint8Array;
  private atTarget = 0;
  /** Blocks of faulty nodes with requests, which no correct node has adopted yet. */
  private readonly unheard = new Set<BlockId>();

  constructor(options: ChainOptions) {
    this.options = options;
    this.buried = new Buried(options.tree, options.confirmations);
    this.finality = new FinalityTimes(options.correct, options.quorum);
    this.nodes = new Int32Array(2 * options.correct.length);
    this.isCorrect = Uint8Array.from(options.correct, Number);
    this.correctNodes = [...options.correct.keys()].filter((node) => options.correct[node]);
  }

  onMint(_time: Time, node: NodeId, block: BlockId): void {
    const { tree, correct, listeners } = this.options;
    const contents = tree.contents(block);
    if (correct[node]) listeners.answered(contents);
    else if (contents.length > 0) this.unheard.add(block);
  }

  onAdopt(time: Time, node: NodeId, tip: BlockId): void {
    const { tree, target, listeners } = this.options;
    if (this.isCorrect[node] === 0) return;
    const before = tree.height(this.nodes[2 * node]!);
    const height = tree.height(tip);
    if (this.unheard.size > 0) this.hear(tip, this.nodes[2 * node]!);
    this.nodes[2 * node] = tip;
    this.settle(time, node, tip, height - this.options.confirmations);
    if (before < target && height >= target) this.atTarget++;
    if (before >= target && height < target) this.atTarget--;
    if (this.atTarget === this.correctNodes.length && this.agreedHeight() >= target) listeners.reached();
  }

  onCorrupt(_time: Time, node: NodeId): void {
    const { tree, target, listeners } = this.options;
    this.isCorrect[node] = 0;
    this.finality.withdraw(this.nodes[2 * node + 1]!);
    this.correctNodes = this.correctNodes.filter((correct) => correct !== node);
    if (tree.height(this.nodes[2 * node]!) >= target) this.atTarget--;
    const all = this.correctNodes.length;
    if (all > 0 && this.atTarget === all && this.agreedHeight() >= target) listeners.reached();
  }

  agreedHeight(): number {
    const [first, ...rest] = this.correctNodes;
    if (first === undefined) return 0;
    return this.options.tree.height(this.agreedTip(first, rest));
  }

  canonical(upTo: number): CanonicalBlock[] {
    const { tree, appointed } = this.options;
    const [first, ...rest] = this.correctNodes;
    if (first === undefined || upTo === 0) return [];
    const blocks: CanonicalBlock[] = [];
    for (let at = tree.ancestor(this.agreedTip(first, rest), upTo); at > 0; at = tree.parent(at)) {
      const producer = tree.producer(at);
      blocks.push({
        id: at,
        height: tree.height(at),
        producer,
        appointed: appointed ? appointed(tree.parent(at)) : producer,
        time: tree.time(at),
      });
    }
    return blocks.reverse();
  }

  /** Blocks up to this height that are not on the agreed chain. */
  stale(upTo: number): NodeId[] {
    const { tree } = this.options;
    const onChain = this.canonicalBlocks();
    const producers: NodeId[] = [];
    for (let block = 1; block < tree.size; block++) {
      if (tree.height(block) > upTo || tree.isBeside(block) || onChain.has(block)) continue;
      producers.push(tree.producer(block));
    }
    return producers;
  }

  units(upTo: number): Units {
    const { tree, unit } = this.options;
    const blocks = this.canonical(upTo);
    if (!unit) return { canonical: blocks, lost: this.stale(upTo) };
    const canonical = blocks.flatMap(({ id: block, height }) =>
      unit.of(block).map((id) => {
        const producer = tree.producer(id);
        return { id, height, producer, appointed: producer, time: tree.time(id) };
      }),
    );
    const counted = new Set(canonical.map(({ id }) => id));
    const lost: NodeId[] = [];
    for (let block = 1; block < tree.size; block++) {
      if (tree.height(block) <= upTo && unit.is(block) && !counted.has(block)) lost.push(tree.producer(block));
    }
    return { canonical, lost };
  }

  /** Whether a block lies on the chain that the correct nodes agree on now. */
  canonicalBlocks(): Set<BlockId> {
    const { tree } = this.options;
    const [first, ...rest] = this.correctNodes;
    const blocks = new Set<BlockId>();
    if (first === undefined) return blocks;
    for (let at = this.agreedTip(first, rest); at >= 0; at = tree.parent(at)) blocks.add(at);
    return blocks;
  }

  /** What a faulty node has put into the chain counts once a correct node stands on it. */
  private hear(tip: BlockId, before: BlockId): void {
    const { tree, listeners } = this.options;
    const shared = tree.commonAncestor(tip, before);
    for (let at = tip; at !== shared; at = tree.parent(at)) {
      if (this.unheard.delete(at)) listeners.answered(tree.contents(at));
    }
  }

  private agreedTip(first: NodeId, rest: readonly NodeId[]): BlockId {
    let tip: BlockId = this.nodes[2 * first]!;
    for (const node of rest) {
      if (this.nodes[2 * node] !== tip) tip = this.options.tree.commonAncestor(tip, this.nodes[2 * node]!);
    }
    return tip;
  }

  private settle(time: Time, node: NodeId, tip: BlockId, height: number): void {
    const { tree } = this.options;
    const before = this.nodes[2 * node + 1]!;
    if (height <= before) return;
    this.nodes[2 * node + 1] = height;
    const newest = this.buried.under(tip);
    if (height === before + 1) return this.finalise(time, newest);
    const fresh: BlockId[] = [];
    for (let at = newest; tree.height(at) > before; at = tree.parent(at)) fresh.push(at);
    for (const block of fresh.reverse()) this.finalise(time, block);
  }

  /** A node takes a block as final. */
  private finalise(time: Time, block: BlockId): void {
    const { tree, listeners } = this.options;
    const height = tree.height(block);
    this.latencies.add(time - this.bornAt(block));
    this.finality.add(time, block, height, tree.time(block));
    if (height <= this.decisions) return;
    this.decisions = height;
    listeners.settled({ id: block, height, producer: tree.producer(block) });
  }

  private bornAt(block: BlockId): Time {
    let earliest = this.options.tree.time(block);
    const contents = this.options.tree.contents(block);
    for (let i = 0; i < contents.length; i++) earliest = Math.min(earliest, this.options.book.time(contents[i]!));
    return earliest;
  }
}
