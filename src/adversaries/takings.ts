import type { Time } from '../contract.js';

export interface TakingsResults {
  readonly [column: string]: number | { readonly why: string };
}

/** Columns of what coalitions that withhold blocks made of their power. */
export const TAKINGS_COLUMNS = {
  attacker_share: "Share of the main chain that selfish miners made, their captives' blocks included",
  attacker_revenue_per_interval:
    'Blocks of theirs on the main chain per target interval of time: what they earn before the difficulty follows',
  attacker_blocks_stale: 'Blocks of selfish miners that are not on the main chain, up to its height',
  honest_blocks_stale: 'Blocks of all others that are not on the main chain, up to its height',
  attacker_break_even_s:
    'From when on selfish miners have earned more than their share of the power would have, one block per target interval',
  selfish_gamma: 'Share of the honest blocks found in a tie that extend the branch of a selfish miner',
} as const;

/** Counts blocks as they turn out to be on the chain or not, those of the coalitions and those of others. */
export class Takings {
  private readonly share: number;
  private readonly interval: Time;
  private own = 0;
  private height = 0;
  private ownStale = 0;
  private otherStale = 0;
  private behindUntil: Time = 0;
  private behind = false;

  /**
   * @param share of the hash power that the coalitions have
   * @param interval between blocks, as the protocol aims at it
   */
  constructor(share: number, interval: Time) {
    this.share = share;
    this.interval = interval;
  }

  /** The next block of the chain. */
  canonical(isOwn: boolean, time: Time): void {
    this.height++;
    if (isOwn) this.own++;
    // Honest miners of this power would have earned so much by now.
    this.behind = this.own < (this.share * time) / this.interval;
    if (this.behind) this.behindUntil = time;
  }

  stale(isOwn: boolean): void {
    if (isOwn) this.ownStale++;
    else this.otherStale++;
  }

  /** @param ties honest blocks found in a tie, and those among them that extended a coalition's branch */
  results(end: Time, ties: { readonly fought: number; readonly won: number }): TakingsResults {
    const { height, own, interval } = this;
    const none = { why: 'no block became canonical' };
    return {
      attacker_share: height > 0 ? own / height : none,
      attacker_revenue_per_interval: end > 0 ? (own * interval) / end : none,
      attacker_blocks_stale: this.ownStale,
      honest_blocks_stale: this.otherStale,
      attacker_break_even_s: this.behind
        ? { why: 'censored: it did not happen within the run' }
        : this.behindUntil / 1e6,
      selfish_gamma: ties.fought > 0 ? ties.won / ties.fought : { why: 'no honest block was found in a tie' },
    };
  }
}
