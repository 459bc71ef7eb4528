/** How fees are to be split between the leader that confirms a request and the next one, so that honesty pays. */

export interface LeaderShareBounds {
  /** Below it a leader gains by hiding a microblock and mining on it alone. */
  readonly least: number;
  /** Above it a miner gains by mining past a microblock, whose requests it then confirms itself. */
  readonly most: number;
}

/**
 * Bounds on the leader's share r of the fees against a miner with the share `alpha` of the power (Eyal, Gencer, Sirer & van Renesse,
 * "Bitcoin-NG", NSDI 2016, section 5.1). Hiding wins all with probability α, else the part 1 − r if it finds the block after the
 * next: α + (1 − α) α (1 − r) < r. A miner that builds on the
 * microblock gets 1 − r of its fees; one that skips it confirms the same requests later, for r and, if it leads again, the rest:
 * r + α (1 − r) < 1 − r.
 */
export function leaderShareBounds(alpha: number): LeaderShareBounds {
  return {
    least: 1 - (1 - alpha) / (1 + alpha - alpha * alpha),
    most: (1 - alpha) / (2 - alpha),
  };
}
