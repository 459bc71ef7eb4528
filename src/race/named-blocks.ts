import type { BlockId, BlockView, NodeId, Time } from '../contract.js';
import type { BlockRing } from './block-ring.js';
import type { Settlement } from './settlement.js';

/** What a protocol whose blocks name others beside their parent makes of that. */
export interface NamingRules {
  /** Work of a block on top of `parent` that is made at this time. */
  work(blocks: BlockView, parent: BlockId, time: Time): number;
  /** Of the blocks off the chain that a miner has heard of, lowest first, then by hearing, those that its block names. */
  names(blocks: BlockView, parent: BlockId, heard: readonly BlockId[], miner: NodeId): readonly BlockId[];
}

const NONE: readonly BlockId[] = [];

/** Which blocks name which others beside their parent, as Ethereum's uncles. A withholder names only what is public. */
export class NamedBlocks {
  private readonly ring: BlockRing;
  private readonly settlement: Settlement;
  private readonly reach: number;
  private readonly rules: NamingRules;
  private readonly named = new Map<BlockId, readonly BlockId[]>();

  /** @param reach heights below a block's parent at which what it names may stand at the lowest */
  constructor(rules: NamingRules, ring: BlockRing, settlement: Settlement, reach: number) {
    this.rules = rules;
    this.ring = ring;
    this.settlement = settlement;
    this.reach = reach;
  }

  of(block: BlockId): readonly BlockId[] {
    return this.named.get(block) ?? NONE;
  }

  /** A block that has been made names what its miner may name. */
  made(block: BlockId, blocks: BlockView, parent: BlockId, miner: number, now: Time): readonly BlockId[] {
    const heard = this.heard(block, parent, miner, now);
    if (heard.length === 0) return NONE;
    const names = this.rules.names(blocks, parent, heard, this.ring.producers[block & this.ring.mask]!);
    if (names.length > 0) this.named.set(block, names);
    return names;
  }

  /** Lets go of what was named by blocks that are no longer held. */
  forget(): void {
    for (const block of this.named.keys()) {
      if (block >= this.ring.oldest) return;
      this.named.delete(block);
    }
  }

  /** Public blocks that a miner has and that are not on the chain which ends in `parent`. */
  private heard(before: BlockId, parent: BlockId, miner: number, now: Time): readonly BlockId[] {
    const { ring, settlement, reach } = this;
    const { parents, heights, pending, arrivals, miners, mask } = ring;
    const lowest = settlement.ancestor(parent, Math.max(0, heights[parent & mask]! - reach));
    let found: BlockId[] | undefined;
    for (let block = before - 1, onChain = parent; block > lowest; block--) {
      while (onChain > block) onChain = parents[onChain & mask]!;
      const at = block & mask;
      if (onChain === block || pending[at]! < 0 || arrivals[at * miners + miner]! > now) continue;
      (found ??= []).push(block);
    }
    if (!found) return NONE;
    const arrival = (block: BlockId) => arrivals[(block & mask) * miners + miner]!;
    const height = (block: BlockId) => heights[block & mask]!;
    return found.sort((a, b) => height(a) - height(b) || arrival(a) - arrival(b) || a - b);
  }
}
