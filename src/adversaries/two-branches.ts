import type { BlockId, NodeId } from '../contract.js';
import type { Attestation, AttestationData } from '../ledger/gasper/attestations.js';
import type { Store } from '../ledger/gasper/store.js';
import type { AttesterCoalition } from './attester-coalition.js';

export type Side = 0 | 1;
/** What the first branch leads by, in ETH, and who proposes on the branch that is ahead. */
export interface Standing {
  readonly slot: number;
  readonly lead: number;
  readonly ahead: Side;
  /** −1: a member, or nobody. */
  readonly proposer: NodeId;
}
export interface Sway {
  readonly votes: readonly Attestation[];
  /** By how many votes they bring the branch nearer. */
  readonly gain: number;
}
/** ETH of a validator whose balance is whole. */
export const VOTE = 32;

/** Two branches of a chain whose head committees vote for, and what a coalition can reckon and do about who leads. */
export class TwoBranches {
  /** The first block of each. */
  readonly blocks: readonly [BlockId, BlockId];
  /** The slot of these, from which on members' votes are kept back. */
  readonly since: number;
  private readonly coalition: AttesterCoalition;
  /** What is public. */
  private readonly store: Store;
  /** By epoch, members' validators whose votes have been shown. */
  private readonly used = new Map<number, Set<number>>();

  constructor(coalition: AttesterCoalition, store: Store, blocks: readonly [BlockId, BlockId], since: number) {
    this.coalition = coalition;
    this.store = store;
    this.blocks = blocks;
    this.since = since;
  }

  /** The last block of a branch. */
  tip(side: Side): BlockId {
    return this.store.view.blocks.findLast((block) => this.isOn(block, side)) ?? this.blocks[side];
  }

  isOn(block: BlockId, side: Side): boolean {
    const { blocks } = this.coalition.setting;
    const branch = this.blocks[side];
    const height = blocks.height(branch);
    return blocks.height(block) >= height && blocks.ancestor(block, height) === branch;
  }

  /** A branch's committee of a slot; the branches draw their own from the third epoch on. */
  private committee(side: Side, slot: number): Int32Array {
    const { chain, setting, options } = this.coalition;
    const block = chain.blockAt(this.tip(side), slot, setting.blocks);
    return chain.shuffling(block, slot, setting.blocks).committee(slot % options.slotsPerEpoch);
  }

  /** By node outside: what its votes of a slot on a branch add to the lead of the first, as they replace earlier ones. */
  private swings(side: Side, slot: number): Map<NodeId, number> {
    const { chain, setting } = this.coalition;
    const swings = new Map<NodeId, number>();
    for (const validator of this.committee(side, slot)) {
      const owner = chain.validators.ownerOf(validator);
      if (setting.coalition.has(owner)) continue;
      const swing = (side === 0 ? 1 : -1) - this.sideOf(validator);
      swings.set(owner, (swings.get(owner) ?? 0) + VOTE * swing);
    }
    return swings;
  }

  /** Nodes outside by the branch that they are to vote for in a slot, so that the votes come out even. */
  assigned({ slot, lead, ahead, proposer }: Standing): [NodeId[], NodeId[]] {
    const swings = [this.swings(0, slot), this.swings(1, slot)] as const;
    const sides: [NodeId[], NodeId[]] = [[], []];
    let sum = lead;
    const give = (node: NodeId, side: Side) => {
      sides[side].push(node);
      sum += swings[side].get(node) ?? 0;
    };
    if (proposer >= 0) give(proposer, ahead);
    const weight = (node: NodeId) => Math.abs(swings[0].get(node) ?? 0) + Math.abs(swings[1].get(node) ?? 0);
    const others = this.coalition.outsiders().filter((node) => node !== proposer);
    for (const node of others.sort((a, b) => weight(b) - weight(a) || a - b)) {
      const [left, right] = swings.map((of) => Math.abs(sum + (of.get(node) ?? 0))) as [number, number];
      give(node, left < right ? 0 : right < left ? 1 : sides[0].length <= sides[1].length ? 0 : 1);
    }
    return sides;
  }

  honestProposer(tip: BlockId, slot: number): NodeId {
    const { chain, setting } = this.coalition;
    const validator = chain.proposer(tip, slot, setting.blocks);
    const owner = validator < 0 ? -1 : chain.validators.ownerOf(validator);
    return setting.coalition.has(owner) ? -1 : owner;
  }

  /**
   * Votes of members' slots that are over which bring a branch nearer by so many; a vote that replaces one for the other
   * branch counts twice, one that replaces one for the same not at all. Undefined: there are too few.
   */
  taken(count: number, side: Side, before: number): Sway | undefined {
    const { chain, options } = this.coalition;
    const oldest = Math.max(this.since, (chain.epochOf(before) - 1) * options.slotsPerEpoch);
    const tip = this.tip(side);
    const votes: Attestation[] = [];
    let gain = 0;
    for (let slot = oldest; slot < before && gain < count; slot++) {
      const validators: number[] = [];
      for (const validator of this.unused(side, slot)) {
        const more = 1 - (side === 0 ? 1 : -1) * this.sideOf(validator);
        if (more === 0 || gain >= count) continue;
        gain += more;
        validators.push(validator);
      }
      if (validators.length === 0) continue;
      votes.push({ ...this.dataOf(slot, tip), validators: Int32Array.from(validators).sort((a, b) => a - b) });
    }
    if (gain < count) return undefined;
    for (const { slot, validators } of votes) {
      const used = this.usedIn(chain.epochOf(slot));
      for (const validator of validators) used.add(validator);
    }
    return { votes, gain };
  }

  /** Members' validators in a branch's committee of a slot who have not voted in its epoch. */
  private unused(side: Side, slot: number): Int32Array {
    const { chain, setting } = this.coalition;
    const used = this.usedIn(chain.epochOf(slot));
    return this.committee(side, slot).filter(
      (validator) => setting.coalition.has(chain.validators.ownerOf(validator)) && !used.has(validator),
    );
  }

  /** Which branch a validator's latest vote is for: 1 the first, −1 the second, 0 neither. */
  private sideOf(validator: number): number {
    const number = this.store.view.latest[validator]!;
    const root = number < 0 ? 0 : this.coalition.chain.book.data(number).root;
    return this.isOn(root, 0) ? 1 : this.isOn(root, 1) ? -1 : 0;
  }

  private usedIn(epoch: number): Set<number> {
    const used = this.used.get(epoch) ?? new Set<number>();
    this.used.set(epoch, used);
    return used;
  }

  /** What an honest validator of a slot votes for whose head is on the chain of a block. */
  private dataOf(slot: number, tip: BlockId): AttestationData {
    const { chain, setting } = this.coalition;
    const { blocks } = setting;
    const root = chain.blockAt(tip, slot, blocks);
    const epoch = chain.epochOf(slot);
    const { finality } = chain.stateAt(root, slot, blocks);
    return {
      slot,
      root,
      source: finality.currentJustified,
      target: { epoch, root: chain.checkpoint(root, epoch, blocks) },
    };
  }
}
