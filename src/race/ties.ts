import type { BlockId } from '../contract.js';
import type { KeyedDraw } from '../kernel/keyed-draw.js';
import type { BlockRing } from './block-ring.js';
import type { Withholder } from './withholder.js';

/** Where honest miners build while withholders fight ties that are decided by lottery. */
export class Ties {
  private readonly ring: BlockRing;
  private readonly withholders: readonly Withholder[];
  private readonly draw: KeyedDraw;

  constructor(ring: BlockRing, withholders: readonly Withholder[], draw: KeyedDraw) {
    this.ring = ring;
    this.withholders = withholders;
    this.draw = draw;
  }

  /**
   * The tip of who has found the next block; or, with probability gamma, the branch that a withholder has published against
   * it. Of several such branches each has the odds γ : 1 − γ against the tip, so that the chances are alike where every gamma
   * is 1/2.
   */
  parentFor(tip: BlockId): BlockId {
    const { withholders } = this;
    let odds = 0;
    for (let i = 0; i < withholders.length; i++) odds += this.oddsAgainst(tip, withholders[i]!);
    if (odds === 0) return tip;
    let point = this.draw.uniform(this.ring.next, 0) * (odds + 1);
    for (let i = 0; i < withholders.length; i++) {
      point -= this.oddsAgainst(tip, withholders[i]!);
      if (point < 0) return withholders[i]!.matched;
    }
    return tip;
  }

  private oddsAgainst(tip: BlockId, { matched, options: { gamma } }: Withholder): number {
    if (matched < 0 || gamma.by !== 'lottery' || matched === tip) return 0;
    const { works, mask } = this.ring;
    if (works[matched & mask] !== works[tip & mask]) return 0;
    // Certainty is as good as any odds that a draw of 32 bits cannot tell from it.
    return gamma.gamma / Math.max(1e-12, 1 - gamma.gamma);
  }
}
