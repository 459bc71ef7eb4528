import type { BlockId, ChainFacts, NodeId } from '../contract.js';
import { type PaidChain, stakesAfter } from './stakes.js';

const GENESIS = -1;
const NOBODY: readonly NodeId[] = [];

/** The stakes of a list of values that are decided for ever, where no block tree tells who made them. A value is its height. */
export class DecidedStakes implements PaidChain {
  private readonly facts: ChainFacts;
  /** By height. */
  private readonly makers: NodeId[] = [GENESIS];
  private readonly proven: (readonly NodeId[])[] = [NOBODY];
  private readonly derived = new Map<string, unknown[]>();

  constructor(facts: ChainFacts) {
    this.facts = facts;
  }

  /** Values decided so far. */
  get decided(): number {
    return this.makers.length - 1;
  }

  /** The value of the next height has been decided. @param culprits whom it proves guilty */
  add(maker: NodeId, culprits: readonly NodeId[] = NOBODY): void {
    this.makers.push(maker);
    this.proven.push(culprits);
  }

  /** Everybody's weight after the value of this height, which has been decided. */
  at(height: number): ArrayLike<number> {
    return stakesAfter(this, height, this.facts);
  }

  height(block: BlockId): number {
    return block;
  }

  parent(block: BlockId): BlockId {
    return block - 1;
  }

  producer(block: BlockId): NodeId {
    return this.makers[block]!;
  }

  culprits(block: BlockId): readonly NodeId[] {
    return this.proven[block]!;
  }

  derive<D>(name: string, block: BlockId, compute: (block: BlockId) => D): D {
    let answers = this.derived.get(name);
    if (!answers) this.derived.set(name, (answers = []));
    return (answers[block] ??= compute(block)) as D;
  }
}
