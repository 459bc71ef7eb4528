/** What new coins there are, and how coins count where leaders are drawn by stake. */
import type { NodeId } from './plugin.js';

/** New coins for all holders in proportion to what they hold: so many a block, or a rate of all coins. */
export type Inflation =
  | { readonly coins: number }
  | { readonly rate: number; /** Blocks in which all coins grow by the rate. */ readonly blocks: number };

/** Fees that holders pay out of their coins, and that whoever makes the block holds as stake. */
export interface Spending {
  /** Part of their coins that they spend with every block. */
  readonly rate: number;
  /** Who spends; absent: all holders. Whoever makes blocks alone pays itself. */
  readonly by?: readonly NodeId[] | undefined;
}

/** How coins count in a lottery: by their number s, √s, or ln(1 + s). */
export type StakeWeight = 'linear' | 'sqrt' | 'log';

/** An owner who shows itself as several identities, with its coins spread evenly over them (a Sybil attack on the weight). */
export interface StakeSplit {
  readonly owner: NodeId;
  readonly identities: number;
  /** Coins that every identity costs, the first one included; gone before the first block. */
  readonly cost: number;
}

/** From the block after this one on, a node counts in lotteries, counts no more, or has lost a share of its coins. */
export interface StakeChange {
  readonly block: number;
  readonly node: NodeId;
  readonly kind: 'enter' | 'leave' | 'slash';
  /** Of its coins, which are burnt; 0 where nothing is slashed. */
  readonly share: number;
}

/** Holders who do not make blocks themselves, and the pools for which their coins count. */
export interface Delegation {
  readonly pools: readonly {
    /** Who makes the blocks. */
    readonly operator: NodeId;
    /** Share of every reward that it keeps before the rest is shared by coins, its own among them. */
    readonly commission: number;
  }[];
  /** Coins from which on a holder makes blocks itself; absent: only operators do. */
  readonly solo?: number | undefined;
  /** Share of all coins beyond which a pool's coins count for nothing; absent: none. */
  readonly saturation?: number | undefined;
  /** Blocks from one delegator, drawn at random, looking for a better pool to the next; absent: all stay where they are. */
  readonly revisionBlocks?: number | undefined;
}

/** What blocks bring, and what of it counts where lots are drawn or votes are weighed. */
export interface Economy {
  /** New coins that a block on the canonical chain brings, in units of weight. */
  readonly reward: number;
  /** The reward is halved at every height that is a multiple of this number of blocks, as Bitcoin's is; absent: never. */
  readonly halving?: { readonly blocks: number } | undefined;
  /**
   * In place of a constant reward: a block brings a constant part of all coins, so that after `blocks` of them there are
   * 1 + `total` times as many as at genesis; then nothing more. Fanti et al., "Compounding of Wealth in Proof-of-Stake
   * Cryptocurrencies" (FC 2019), section 4.
   */
  readonly geometric?: { readonly total: number; readonly blocks: number } | undefined;
  /** Beside the reward, to all holders with every block; absent: none. */
  readonly inflation?: Inflation | undefined;
  /** Absent: fees move no stake. */
  readonly spending?: Spending | undefined;
  /** Whether new coins add to the weight of whom they are paid to; fees do not. */
  readonly compound: boolean;
  /** Absent: linear. */
  readonly stakeWeight?: StakeWeight | undefined;
  /** In the order of their blocks; a node whose first change is to enter does not count before. Absent: none. */
  readonly changes?: readonly StakeChange[] | undefined;
  /** What whoever is proven guilty by a block loses with each proof: a share of its coins, burnt. Absent: nothing. */
  readonly slashing?: { readonly share: number } | undefined;
  /** Absent: all holders make blocks themselves. */
  readonly delegation?: Delegation | undefined;
  /** Absent: every owner is one identity, at no cost. */
  readonly splits?: readonly StakeSplit[] | undefined;
}
