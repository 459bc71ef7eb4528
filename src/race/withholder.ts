import type { BlockId, NodeId } from '../contract.js';
import type { Fork, Strategy } from '../strategies/index.js';
import type { BlockRing } from './block-ring.js';

/** How far a tie goes the withholder's way. */
export type Gamma =
  /** As the network delivers. */
  | { readonly by: 'network' }
  /** An honest block found in a tie extends its branch with this probability; it hears and is heard at once. */
  | { readonly by: 'lottery'; readonly gamma: number }
  /** It hears at once, and is heard after U(0, spread) microseconds, each message for itself. */
  | { readonly by: 'delays'; readonly spread: number };

export interface WithholderOptions {
  /** Nodes of the coalition, which mine as one and tell each other at once; the first stands for all on the network. */
  readonly nodes: readonly NodeId[];
  readonly strategy: Strategy;
  readonly gamma: Gamma;
}

/** What a withholder does to the world. */
export interface Stage {
  /** Sends a block to everybody else; where ties are decided by lottery, nobody hears it before the block that it is held against. */
  publish(block: BlockId, against: BlockId): void;
  /** It now mines on another block than one that it has just made. */
  turned(tip: BlockId): void;
}

/**
 * A miner that keeps its blocks back and publishes them as its strategy says. Its view is that of Sapirshtein et al. 2016:
 * `base`, where its branch and the best branch of others part; a and h, their lengths. All of it is kept up to date step by
 * step, so that an event costs the same however long the branches are.
 */
export class Withholder {
  readonly options: WithholderOptions;
  /** Where it mines. */
  tip: BlockId = 0;
  /** The end of the best public branch that it knows of. */
  rival: BlockId = 0;
  /** The end of its published branch while a tie is fought, else −1. */
  matched: BlockId = -1;
  /** Honest blocks found while it fought a tie, and those among them that extend its branch. */
  fought = 0;
  won = 0;
  private readonly ring: BlockRing;
  private readonly stage: Stage;
  private readonly competitors: ReadonlySet<NodeId>;
  private base: BlockId = 0;
  private h = 0;
  private fork: Fork = 'irrelevant';
  /** Its branch from above the base: places `from` … `to` − 1; the first `published` of them are public. */
  private branch = new Int32Array(256);
  private from = 0;
  private to = 0;
  private published = 0;

  /** @param competitors nodes of other coalitions that withhold */
  constructor(options: WithholderOptions, ring: BlockRing, stage: Stage, competitors: ReadonlySet<NodeId>) {
    this.options = options;
    this.competitors = competitors;
    this.ring = ring;
    this.stage = stage;
  }

  /** Length of its branch since the fork. */
  get a(): number {
    return this.to - this.from;
  }

  /** It has found a block on its tip, which nobody else has seen. */
  found(block: BlockId): void {
    this.tip = block;
    this.append(block);
    if (this.fork !== 'active') this.fork = 'irrelevant';
    this.act();
  }

  /** Somebody else's block has come; it matters if it makes the public branch longer. */
  hear(block: BlockId): void {
    const { works, parents, mask } = this.ring;
    const more = works[block & mask]! - works[this.rival & mask]!;
    if (more < 0) return;
    if (more === 0) return this.meet(block);
    const parent = parents[block & mask]!;
    if (this.matched >= 0) {
      this.fought++;
      if (parent === this.matched) this.won++;
    }
    if (parent === this.rival) this.h++;
    else if (parent === this.matched) {
      this.drop(this.published);
      this.base = parent;
      this.h = 1;
    } else this.partFrom(block);
    this.rival = block;
    this.matched = -1;
    this.fork = 'relevant';
    this.act();
  }

  /** It has overridden, and so has another withholder in the same moment: two published branches of one length, a tie. */
  private meet(block: BlockId): void {
    const { ring, rival } = this;
    const at = block & ring.mask;
    if (rival !== this.base || rival === block || this.options.gamma.by !== 'lottery') return;
    if (!this.competitors.has(ring.producers[at]!)) return;
    if (!this.options.nodes.includes(ring.producers[rival & ring.mask]!)) return;
    this.partFrom(block);
    this.rival = block;
    this.matched = rival;
    this.fork = 'active';
  }

  private act(): void {
    const { h } = this;
    switch (this.options.strategy.decide(this.a, h, this.fork)) {
      case 'adopt':
        this.from = this.to = this.published = 0;
        this.base = this.tip = this.rival;
        this.h = 0;
        this.fork = 'irrelevant';
        this.matched = -1;
        this.stage.turned(this.tip);
        break;
      case 'override':
        this.publishUpTo(h + 1, -1);
        this.base = this.rival = this.branch[this.from + h]!;
        this.drop(h + 1);
        this.h = 0;
        this.fork = 'irrelevant';
        this.matched = -1;
        break;
      case 'match':
        this.publishUpTo(h, this.rival);
        this.matched = this.branch[this.from + h - 1]!;
        this.fork = 'active';
        break;
      case 'wait':
    }
  }

  private publishUpTo(length: number, against: BlockId): void {
    while (this.published < length) this.stage.publish(this.branch[this.from + this.published++]!, against);
  }

  /** The first blocks of its branch now lie under the base. */
  private drop(count: number): void {
    this.from += count;
    this.published = Math.max(0, this.published - count);
    if (this.from === this.to) this.from = this.to = 0;
  }

  private append(block: BlockId): void {
    if (this.to === this.branch.length) {
      const length = this.to - this.from;
      const room = 2 * length > this.branch.length ? new Int32Array(2 * this.branch.length) : this.branch;
      room.set(this.branch.subarray(this.from, this.to));
      this.branch = room;
      this.from = 0;
      this.to = length;
    }
    this.branch[this.to++] = block;
  }

  /** The public branch has changed to one that parts from its own elsewhere. */
  private partFrom(rival: BlockId): void {
    const { ring } = this;
    this.base = ring.commonAncestor(this.tip, rival);
    this.h = ring.heights[rival & ring.mask]! - ring.heights[this.base & ring.mask]!;
    const own: BlockId[] = [];
    for (let at = this.tip; at !== this.base; at = ring.parents[at & ring.mask]!) own.push(at);
    this.from = this.to = 0;
    for (const block of own.reverse()) this.append(block);
    this.published = own.filter((block) => ring.pending[block & ring.mask]! >= 0).length;
  }
}
