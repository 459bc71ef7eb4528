import type { BlockId, BlockView } from '../contract.js';

const UNKNOWN = -1;

/** The newest block under so many others, by the tip they end in; computed once for each tip. */
export class Buried {
  private readonly blocks: Pick<BlockView, 'height' | 'ancestor'>;
  private readonly depth: number;
  private readonly answers: BlockId[] = [];

  constructor(blocks: Pick<BlockView, 'height' | 'ancestor'>, depth: number) {
    this.blocks = blocks;
    this.depth = depth;
  }

  /** Genesis while the chain is too short. */
  under(tip: BlockId): BlockId {
    const answer = this.answers[tip];
    return answer === undefined || answer === UNKNOWN ? this.compute(tip) : answer;
  }

  private compute(tip: BlockId): BlockId {
    const { blocks, answers } = this;
    while (answers.length <= tip) answers.push(UNKNOWN);
    return (answers[tip] = blocks.ancestor(tip, Math.max(0, blocks.height(tip) - this.depth)));
  }
}
