import type { BlockId, BlockView } from '../../contract.js';
import type { BeaconChain } from './beacon-chain.js';
import type { View } from './fork-choice.js';

const NONE = -1;
/** Branches younger than so many epochs stay, whether anybody votes for them or not. */
const YOUNG_EPOCHS = 2;

/**
 * The part of the block tree in which the head is looked for: without branches that nobody votes for beside one that has
 * votes, and without the trunk below the first fork that is left. So it stays small however long nothing is finalized. What
 * is left out comes back when a block or a vote needs it.
 */
export class Trunk {
  private readonly chain: BeaconChain;

  constructor(chain: BeaconChain) {
    this.chain = chain;
  }

  /** Whether a block is among these, which ascend. */
  holds(known: readonly BlockId[], block: BlockId): boolean {
    let [low, high] = [0, known.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (known[middle]! < block) low = middle + 1;
      else high = middle;
    }
    return known[low] === block;
  }

  /** With a block, and what connects it with the others; as they were, if it is below them all. */
  joined(known: readonly BlockId[], block: BlockId, blocks: BlockView): readonly BlockId[] {
    const added: BlockId[] = [];
    let lowest = known[0]!;
    for (let at = block; at !== lowest && !this.holds(known, at);) {
      if (blocks.height(at) > blocks.height(lowest)) {
        added.push(at);
        at = blocks.parent(at);
      } else {
        lowest = blocks.parent(lowest);
        added.push(lowest);
      }
    }
    if (lowest === block) return known;
    return [...known, ...added].sort((a, b) => a - b);
  }

  /** What is to be kept at the start of an epoch. */
  trimmed({ epoch, blocks: known, latest, justified }: View, blocks: BlockView): readonly BlockId[] {
    const { chain } = this;
    const places = new Map(known.map((block, place) => [block, place]));
    const voters = new Int32Array(known.length);
    for (const number of latest) {
      const place = number === NONE ? undefined : places.get(chain.book.data(number).root);
      if (place !== undefined) voters[place]!++;
    }
    const since = (epoch - YOUNG_EPOCHS) * chain.slotsPerEpoch;
    const isKept = new Uint8Array(known.length);
    const parents = known.map((block) => (block === 0 ? NONE : (places.get(blocks.parent(block)) ?? NONE)));
    /** Whether some child has votes, or is young. */
    const isBuiltOn = new Uint8Array(known.length);
    for (let i = known.length - 1; i >= 0; i--) {
      const block = known[i]!;
      const isYoung = chain.slotOf(block, blocks) >= since;
      if (voters[i]! > 0 || isYoung || isBuiltOn[i] === 1 || block === justified.root) isKept[i] = 1;
      const parent = parents[i]!;
      if (parent === NONE) continue;
      voters[parent]! += voters[i]!;
      if (isKept[i] === 1) isBuiltOn[parent] = 1;
    }
    return this.aboveTrunk(known, parents, isKept, isBuiltOn);
  }

  /** Leaves out what is not kept where something beside it is, and all below the first fork. */
  private aboveTrunk(
    known: readonly BlockId[],
    parents: readonly number[],
    isKept: Uint8Array,
    isBuiltOn: Uint8Array,
  ): readonly BlockId[] {
    const children = new Int32Array(known.length);
    const heir = new Int32Array(known.length).fill(NONE);
    isKept[0] = 1;
    for (let i = 1; i < known.length; i++) {
      const parent = parents[i]!;
      // Where nothing has votes, everything stays; and below what is left out nothing does.
      if (isKept[i] === 0) isKept[i] = isBuiltOn[parent] === 0 && isKept[parent] === 1 ? 1 : 0;
      if (isKept[i] === 0) continue;
      children[parent]!++;
      heir[parent] = i;
    }
    let first = 0;
    while (children[first] === 1) first = heir[first]!;
    return known.filter((_block, place) => place >= first && isKept[place] === 1);
  }
}
