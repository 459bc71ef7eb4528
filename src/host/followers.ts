import type { BlockId } from '../contract.js';

/** In the place of a tip: the block breaks the rules. */
export const REFUSED: BlockId = -1;

/**
 * Honest nodes that have heard of nothing but blocks, under a protocol that then only chooses tips (`Protocol.follows`). Their
 * tips stand side by side here, and none of their objects is looked at, or even made, before such a node has to act. Nearly
 * all of them choose between the same two blocks, so a choice is made once and not by each.
 */
export class Followers {
  private readonly choose: (tip: BlockId, block: BlockId) => BlockId;
  /** By endpoint. */
  private readonly tips: Int32Array;
  private readonly following: Uint8Array;
  private lastTip = -1;
  private lastBlock = -1;
  private lastChoice = -1;

  /**
   * @param choose the one of the two that a node goes by, which is a pure function of them; `REFUSED`
   * @param following by endpoint: whether it is such a node
   */
  constructor(choose: (tip: BlockId, block: BlockId) => BlockId, following: Uint8Array) {
    this.choose = choose;
    this.following = following;
    this.tips = new Int32Array(following.length);
  }

  has(endpoint: number): boolean {
    return this.following[endpoint] === 1;
  }

  tip(endpoint: number): BlockId {
    return this.tips[endpoint]!;
  }

  /** The endpoint has adopted a tip by itself. */
  adopt(endpoint: number, tip: BlockId): void {
    this.tips[endpoint] = tip;
  }

  /** The tip that an endpoint chooses at a block: the block, the tip that it had, or `REFUSED`. */
  hear(endpoint: number, block: BlockId): BlockId {
    const tip = this.tips[endpoint]!;
    if (tip !== this.lastTip || block !== this.lastBlock) {
      this.lastTip = tip;
      this.lastBlock = block;
      this.lastChoice = this.choose(tip, block);
    }
    return this.lastChoice;
  }

  /** Whether an endpoint with this tip would adopt a block. */
  adopts(tip: BlockId, block: BlockId): boolean {
    return this.choose(tip, block) === block;
  }

  /** Whether all endpoints but one follow, and have the same tip; that one follows too. */
  agreeOn(tip: BlockId, except: number): boolean {
    return this.tips.every((own, endpoint) => this.following[endpoint] === 1 && (own === tip || endpoint === except));
  }

  /** From now on the endpoint is a node like any other. */
  leave(endpoint: number): void {
    this.following[endpoint] = 0;
  }
}
