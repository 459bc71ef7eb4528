import type { BlockId, BlockView, NodeId, Time, Value } from '../contract.js';
import type { BlockRing } from './block-ring.js';
import type { NamedBlocks } from './named-blocks.js';
import type { Settlement } from './settlement.js';

const NOTHING: readonly Value[] = [];

/** The blocks of the race as a protocol's difficulty rule wants to look at them: all of the world, as far back as it is kept. */
export class RaceBlocks implements BlockView {
  private readonly ring: BlockRing;
  private readonly settlement: Settlement;
  private readonly named: NamedBlocks | undefined;
  private readonly derived = new Map<string, Map<BlockId, unknown>>();

  constructor(ring: BlockRing, settlement: Settlement, named?: NamedBlocks) {
    this.named = named;
    this.ring = ring;
    this.settlement = settlement;
  }

  has(block: BlockId): boolean {
    return block >= this.ring.oldest && block < this.ring.next;
  }

  parent(block: BlockId): BlockId {
    return this.ring.parents[this.placeOf(block)]!;
  }

  height(block: BlockId): number {
    return this.ring.heights[this.placeOf(block)]!;
  }

  producer(block: BlockId): NodeId {
    return this.ring.producers[this.placeOf(block)]!;
  }

  totalWork(block: BlockId): number {
    return this.ring.works[this.placeOf(block)]!;
  }

  time(block: BlockId): Time {
    return this.ring.times[this.placeOf(block)]!;
  }

  contents(): readonly Value[] {
    return NOTHING;
  }

  header(): undefined {
    return undefined;
  }

  references(block: BlockId): readonly BlockId[] {
    return this.named?.of(block) ?? NOTHING;
  }

  culprits(): readonly NodeId[] {
    return NOTHING;
  }

  ancestor(block: BlockId, height: number): BlockId {
    return this.settlement.ancestor(block, height);
  }

  derive<D>(name: string, block: BlockId, compute: (block: BlockId) => D): D {
    let answers = this.derived.get(name);
    if (!answers) this.derived.set(name, (answers = new Map()));
    let answer = answers.get(block) as D | undefined;
    if (answer === undefined) {
      answer = compute(block);
      answers.set(block, answer);
    }
    return answer;
  }

  /** Lets go of what was derived of blocks that are no longer held. */
  forget(): void {
    const { oldest } = this.ring;
    for (const answers of this.derived.values()) {
      // Answers are asked for as blocks are made.
      for (const block of answers.keys()) {
        if (block >= oldest) break;
        answers.delete(block);
      }
    }
  }

  private placeOf(block: BlockId): number {
    const { ring } = this;
    if (block < ring.oldest || block >= ring.next) throw new RangeError(`block ${block} is no longer held`);
    return block & ring.mask;
  }
}
