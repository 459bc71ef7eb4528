/** Proofs that somebody has made two blocks in one slot: a block brings them by naming both beside the culprit. */
import type { BlockDraft, BlockId, BlockView, NodeId } from '../contract.js';

/** Proofs in one block. */
const MOST_PROOFS = 16;
/** Slots whose blocks a node remembers. */
const MOST_SLOTS = 512;

interface Proof {
  readonly key: number;
  readonly culprit: NodeId;
  readonly blocks: readonly [BlockId, BlockId];
}

/** A number for somebody's offence in a slot. */
const keyOf = (slot: number, culprit: NodeId, n: number): number => slot * n + culprit;

/** What one node has heard of who made two blocks in a slot, as far back as it remembers. */
export class DoubleBlocks {
  /** By slot and maker: the block heard first. */
  private readonly firsts = new Map<number, BlockId>();
  private readonly proofs = new Map<number, Proof>();
  private readonly n: number;

  constructor(n: number) {
    this.n = n;
  }

  /** Hears of a block; whether it is another one of its maker in its slot. */
  hear(block: BlockId, slot: number, blocks: BlockView): boolean {
    const culprit = blocks.producer(block);
    const key = keyOf(slot, culprit, this.n);
    const first = this.firsts.get(key);
    if (first === undefined) {
      this.firsts.set(key, block);
      if (this.firsts.size > MOST_SLOTS) this.firsts.delete(this.firsts.keys().next().value!);
    }
    if (first === undefined || first === block) return false;
    if (!this.proofs.has(key)) this.proofs.set(key, { key, culprit, blocks: [first, block] });
    return true;
  }

  /** What a block brings of it on top of a chain that holds the proofs of these offences already. */
  unproven(proven: ReadonlySet<number>): Pick<BlockDraft, 'culprits' | 'references'> {
    const fresh = [...this.proofs.values()].filter(({ key }) => !proven.has(key)).slice(0, MOST_PROOFS);
    if (fresh.length === 0) return {};
    return { culprits: fresh.map(({ culprit }) => culprit), references: fresh.flatMap(({ blocks }) => blocks) };
  }
}

/** The offences that a block proves, beside those that its chain has proven; undefined where it proves nothing or names the wrong. */
export function provenBy(
  block: BlockId,
  before: ReadonlySet<number>,
  slotOf: (block: BlockId) => number,
  n: number,
  blocks: BlockView,
): ReadonlySet<number> | undefined {
  const culprits = blocks.culprits(block);
  if (culprits.length === 0) return before;
  const named = blocks.references(block);
  if (culprits.length > MOST_PROOFS || named.length !== 2 * culprits.length) return undefined;
  const proven = new Set(before);
  for (const [index, culprit] of culprits.entries()) {
    const [a, b] = [named[2 * index]!, named[2 * index + 1]!];
    const key = keyOf(slotOf(a), culprit, n);
    const isProof =
      a !== b && slotOf(a) === slotOf(b) && blocks.producer(a) === culprit && blocks.producer(b) === culprit;
    if (!isProof || proven.has(key)) return undefined;
    proven.add(key);
  }
  return proven;
}
