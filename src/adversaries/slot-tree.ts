/** Every chain that some stakers could make on top of a block, slot by slot, where nothing is at stake: a tree of thoughts. */
import type { NodeId } from '../contract.js';

/** Of a chain in the tree: its last block, which has been thought of and not made. */
interface Branch {
  readonly draws: unknown;
  readonly parent: Branch | undefined;
  readonly leader: NodeId;
  readonly slot: number;
  readonly depth: number;
}

/** A slot in which one of the stakers leads on top of a branch. */
interface Turn {
  readonly slot: number;
  readonly leader: NodeId;
  readonly branch: Branch;
}

export interface SlotDraws {
  readonly stakers: readonly NodeId[];
  extended(draws: unknown, leader: NodeId, slot: number): unknown;
  turn(draws: unknown, staker: NodeId, least: number): number | undefined;
}

export class SlotTree {
  private readonly rules: SlotDraws;
  private readonly most: number;
  /** Turns to come, the earliest first, by a binary heap. */
  private turns: Turn[] = [];
  private deepest: Branch;

  /**
   * @param draws of the block that the tree stands on
   * @param from the first slot that may be used
   * @param most branches that are kept beside the deepest ones; the shallowest go
   */
  constructor(rules: SlotDraws, draws: unknown, from: number, most: number) {
    this.rules = rules;
    this.most = most;
    this.deepest = { draws, parent: undefined, leader: -1, slot: from - 1, depth: 0 };
    this.await(this.deepest, from);
  }

  get depth(): number {
    return this.deepest.depth;
  }

  /** Of the next block anywhere in the tree; undefined when there will be none. */
  get nextSlot(): number | undefined {
    return this.turns[0]?.slot;
  }

  /** Leaders and slots of the deepest branch, from the root on. */
  get path(): { readonly leader: NodeId; readonly slot: number }[] {
    const path: Branch[] = [];
    for (let at: Branch | undefined = this.deepest; at?.parent; at = at.parent) path.push(at);
    return path.reverse();
  }

  /** Uses every slot up to one. */
  grow(upTo: number): void {
    for (let turn = this.turns[0]; turn && turn.slot <= upTo; turn = this.turns[0]) {
      this.pop();
      const { branch, leader, slot } = turn;
      const draws = this.rules.extended(branch.draws, leader, slot);
      const child = { draws, parent: branch, leader, slot, depth: branch.depth + 1 };
      if (child.depth > this.deepest.depth) this.deepest = child;
      this.awaitOne(branch, leader, slot + 1);
      this.await(child, slot + 1);
      if (this.turns.length > 2 * this.most) this.prune();
    }
  }

  private await(branch: Branch, from: number): void {
    for (const leader of this.rules.stakers) this.awaitOne(branch, leader, from);
  }

  private awaitOne(branch: Branch, leader: NodeId, from: number): void {
    const slot = this.rules.turn(branch.draws, leader, from);
    if (slot !== undefined) this.push({ slot, leader, branch });
  }

  private prune(): void {
    const kept = this.turns.toSorted((a, b) => b.branch.depth - a.branch.depth || a.slot - b.slot);
    kept.length = this.most;
    this.turns = kept.sort((a, b) => a.slot - b.slot);
  }

  private push(turn: Turn): void {
    const { turns } = this;
    let at = turns.push(turn) - 1;
    while (at > 0) {
      const above = (at - 1) >>> 1;
      if (turns[above]!.slot <= turn.slot) break;
      turns[at] = turns[above]!;
      at = above;
    }
    turns[at] = turn;
  }

  private pop(): void {
    const { turns } = this;
    const last = turns.pop()!;
    if (turns.length === 0) return;
    let at = 0;
    for (let below = 1; below < turns.length; below = 2 * at + 1) {
      if (below + 1 < turns.length && turns[below + 1]!.slot < turns[below]!.slot) below++;
      if (turns[below]!.slot >= last.slot) break;
      turns[at] = turns[below]!;
      at = below;
    }
    turns[at] = last;
  }
}
