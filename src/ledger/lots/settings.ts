/** The options of the lot-based proof of stake: two presets, and a switch for each published defect. */
import { z } from 'zod';
import type { ChainFacts, NodeId, Time } from '../../contract.js';
import { cryptoOptions, keyBitsMatter, keyBitsMessage } from '../crypto/crypto.js';
import { lateJoins, requireNodes } from '../late-joins.js';
import { duration, positiveDuration } from '../../quantities.js';
import { minority } from '../quorum.js';
import { flag, presetOption, withNamed } from '../presets.js';

export const lotParams = z
  .object({
    preset: presetOption(),
    ...cryptoOptions(),
    dupBlockRequestsChain: flag('Whether a block that a node has already makes it ask everybody for the chain'),
    forgerTimeout: z
      .union([z.literal('off'), positiveDuration()])
      .optional()
      .describe(
        'Further time until the next-nearest lot may forge; off: only the nearest may (published), 5 s (corrected)',
      ),
    cumulativeCover: flag('Whether payments must be covered by what those before them in the block leave'),
    wipePool: flag('Whether whoever forges drops the transactions that are not covered'),
    spliceSync: flag('Whether the blocks of a longer chain are put on the own chain unchecked'),
    verifyInBlock: flag("Whether the transactions of a block are checked as at a node's door"),
    grindableSeed: flag(
      'Whether lots are drawn from the hash of the last block, or of its forger and the seed before it',
    ),
    openExchange: flag('Whether anyone may bring coins in by EXCHANGE, or the exchange alone'),
    checkAmounts: flag('Whether amounts must be above 0, and stakes whole'),
    unstake: flag('Whether there is a transaction by which a stake becomes a balance again'),
    syncOnJoin: flag('Whether a node that joins asks for the chain, or waits for the next block'),
    singleSeed: flag('Whether nodes find each other through the first node alone, or know the addresses of all'),
    stakes: z
      .enum(['genesis', 'weights'])
      .optional()
      .describe(
        'Who has a stake at the start: the first node one coin (published), or all their weights (corrected), in coins where they are whole, else as shares of 1000',
      ),
    interval: duration()
      .optional()
      .describe('Time from a block until the next may be forged; 0 s (published), 5 s (corrected)'),
    mintThreshold: z.int().min(1).default(1).describe('Covered transactions that call for a block'),
    fee: z
      .number()
      .min(0)
      .default(0)
      .describe(
        'Coins that every transaction but EXCHANGE costs, paid to the forger; block rewards are the economy of the scenario',
      ),
    blockCapacity: z.int().min(1).default(1000).describe('Most transactions in one block'),
    confirmations: z
      .int()
      .min(0)
      .optional()
      .describe(
        'Depth at which a block counts as final, which no vote confirms: deeper than the network is ever split for; 0 (published), 6 (corrected)',
      ),
    joins: lateJoins(),
  })
  .refine(keyBitsMatter, keyBitsMessage);
export type LotParams = z.infer<typeof lotParams>;

/** Every switch with its value, as the preset has it unless it is named. */
export interface LotSettings {
  readonly crypto: 'symbolic' | 'real';
  readonly dupBlockRequestsChain: boolean;
  /** Infinity: nobody but the owner of the nearest lot may forge. */
  readonly forgerTimeout: Time;
  readonly cumulativeCover: boolean;
  readonly wipePool: boolean;
  readonly spliceSync: boolean;
  readonly verifyInBlock: boolean;
  readonly grindableSeed: boolean;
  readonly openExchange: boolean;
  readonly checkAmounts: boolean;
  readonly unstake: boolean;
  readonly syncOnJoin: boolean;
  readonly singleSeed: boolean;
  readonly stakes: 'genesis' | 'weights';
  readonly interval: Time;
  readonly mintThreshold: number;
  readonly fee: number;
  readonly blockCapacity: number;
  readonly confirmations: number;
}

const PRESETS = {
  published: {
    dupBlockRequestsChain: true,
    forgerTimeout: Infinity,
    cumulativeCover: false,
    wipePool: true,
    spliceSync: true,
    verifyInBlock: false,
    grindableSeed: true,
    openExchange: true,
    checkAmounts: false,
    unstake: false,
    syncOnJoin: false,
    singleSeed: true,
    stakes: 'genesis',
    interval: 0,
    confirmations: 0,
  },
  corrected: {
    dupBlockRequestsChain: false,
    forgerTimeout: 5_000_000,
    cumulativeCover: true,
    wipePool: false,
    spliceSync: false,
    verifyInBlock: true,
    grindableSeed: false,
    openExchange: false,
    checkAmounts: true,
    unstake: true,
    syncOnJoin: true,
    singleSeed: false,
    stakes: 'weights',
    interval: 5_000_000,
    confirmations: 6,
  },
} as const;

export function lotSettings({ preset, keyBits: _bits, joins: _joins, ...named }: LotParams): LotSettings {
  return withNamed<LotSettings>(PRESETS[preset], named);
}

/** Coins staked at the start where weights are no numbers of coins. */
const STAKED_COINS = 1000;
/** More lots than these are not worth their hashes. */
const MOST_COINS = 10_000;

/** Whose wallet a node has: that of the first node is the one that the genesis stake belongs to. */
export function walletName(node: NodeId): string {
  return node === 0 ? 'genesis' : `node ${node}`;
}

/** What there is at the start. */
export interface Opening {
  /** By the name of their owner, in whole coins; those without are left out. */
  readonly stakes: readonly (readonly [owner: string, coins: number])[];
  /** Coins that stand for one unit of weight, in which an economy says its rewards. */
  readonly coinsPerWeight: number;
}

export function openingOf({ stakes }: LotSettings, { weights }: Pick<ChainFacts, 'weights'>): Opening {
  if (stakes === 'genesis') return { stakes: [[walletName(0), 1]], coinsPerWeight: 1 };
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const areCoins = total <= MOST_COINS && weights.every(Number.isInteger);
  const coinsPerWeight = areCoins ? 1 : STAKED_COINS / total;
  return {
    stakes: weights
      .map((weight, node) => [walletName(node), Math.round(weight * coinsPerWeight)] as const)
      .filter(([, coins]) => coins > 0),
    coinsPerWeight,
  };
}

/** Keys as PEM files hold them, signatures by PKCS#1 v1.5. */
export const LOT_KEYS = { padding: 'pkcs1', format: 'pem' } as const;

/** As published, the nearest lot's owner is waited for, whoever it is. */
export function mostOff(n: number, params: LotParams): number {
  requireNodes(params.joins, n);
  return lotSettings(params).forgerTimeout === Infinity ? 0 : minority(n);
}
