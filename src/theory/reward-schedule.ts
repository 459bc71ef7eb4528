/** What becomes of a share under any schedule of rewards that are staked again, by a martingale's own recursion. */
import { requireIn, requireWhole } from './domain.js';

/** Variances after n blocks. */
export interface ScheduledShare {
  /** Of the share of all coins. */
  readonly ofCoins: number;
  /** Of the share of the blocks. */
  readonly ofBlocks: number;
}

/**
 * A staker with a share a at the start, whose share is a martingale s: block i goes to it (X_i = 1) with chance s, and
 * s moves by ρ_i (X_i − s), where ρ_i is the part of all coins after the block that its reward is. What all holders are
 * given by what they hold moves nobody's share. Then
 * Var s_i = Var s_{i−1} (1 − ρ_i²) + ρ_i² a(1 − a), and Var ΣX = n a(1 − a) + 2 Σ_j (n − j) Cov(X_j, s_j) with
 * Cov(X_j, s_j) = (1 − ρ_j) Var s_{j−1} + ρ_j a(1 − a). Derived; a constant reward makes it Pólya's urn, a constant ρ the
 * geometric reward of Fanti et al. (FC 2019), inflation beside a constant reward C-PoS (Huang et al., SIGMOD 2021).
 * @param partOf ρ_i by the block's height, 1 … n; asked for in order
 */
export function scheduledShare(a: number, blocks: number, partOf: (height: number) => number): ScheduledShare {
  requireIn('a', a, 0, 1);
  requireWhole('blocks', blocks, 1, 1_000_000_000);
  const one = a * (1 - a);
  let coins = 0;
  let covariances = 0;
  for (let height = 1; height <= blocks; height++) {
    const part = partOf(height);
    covariances += (blocks - height) * ((1 - part) * coins + part * one);
    coins += part * part * (one - coins);
  }
  return { ofCoins: coins, ofBlocks: one / blocks + (2 * covariances) / blocks / blocks };
}
