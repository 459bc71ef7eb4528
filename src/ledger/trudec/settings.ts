/** The options of TruDeC as a whole system: two presets, and a switch for each published defect. */
import { z } from 'zod';
import type { NodeId, Time } from '../../contract.js';
import { lateJoins } from '../late-joins.js';
import { positiveDuration } from '../../quantities.js';
import { cryptoOptions, keyBitsMatter, keyBitsMessage } from '../crypto/crypto.js';
import type { ElectionRule } from '../election.js';
import { flag, presetOption, withNamed } from '../presets.js';

export const trudecParams = z
  .object({
    preset: presetOption(),
    ...cryptoOptions(),
    eqNoneCrash: flag('Whether the retarget fails on every head past genesis, and with it all elections'),
    fractionalC: flag('Whether C may fall below 1, and must be met exactly'),
    trackSpent: flag('Whether an output can be spent once only, and a confirmed transaction is refused'),
    walletIndexBug: flag("Whether the wallet names the first output of a transaction whatever output is the owner's"),
    signVotes: flag('Whether votes are signed, and count for the head and round that they name'),
    dedupeVotes: flag('Whether a voter counts once'),
    ownVoteLost: flag('Whether a node does not hear its own vote'),
    verifyElection: flag('Whether a block must carry the votes that elected its maker'),
    verifyMerkle: flag("Whether a block's merkle root must be that of its transactions"),
    wipePool: flag('Whether a block clears the pool and all votes'),
    minterAppends: flag('Whether whoever makes a block has it, or waits until a peer sends it back'),
    forkChoice: flag('Whether a block that is not on the own head is looked into, or refused'),
    verifySync: flag('Whether a chain that is downloaded is checked'),
    singleSeed: flag('Whether nodes find each other through the first node alone, or know the addresses of all'),
    rule: z
      .enum(['published', 'strict', 'plurality'])
      .optional()
      .describe('Which votes elect: C/2 (published), more than half of the nodes, or the most in a window (corrected)'),
    onePerSender: flag('Whether one pooled transaction of each sender counts and is confirmed at a time'),
    electionTimeout: z
      .union([z.literal('off'), positiveDuration()])
      .optional()
      .describe('Time without a block until all vote again; off (published), 30 s (corrected)'),
    window: positiveDuration().prefault('2 s').describe('Time from the first vote to the count under plurality'),
    puzzle: positiveDuration().prefault('1 s').describe('Mean time of the puzzle, equal for all'),
    zeros: z
      .int()
      .min(0)
      .max(6)
      .optional()
      .describe('Hexadecimal zeros that the hash of a header begins with under crypto: real; 4 by default'),
    genesis: z
      .enum(['first', 'all'])
      .optional()
      .describe('Who has the 50 coins: the first node (published), or all nodes in turn a coin each (corrected)'),
    confirmations: z.int().min(0).optional().describe('Depth at which a block is final; 0 (published), 6 (corrected)'),
    joins: lateJoins(),
  })
  .refine(keyBitsMatter, keyBitsMessage)
  .refine(({ crypto, zeros }) => crypto === 'real' || zeros === undefined, {
    error: 'zeros have an effect only with crypto: real',
    path: ['zeros'],
  });
export type TrudecParams = z.infer<typeof trudecParams>;

/** Every switch with its value, as the preset has it unless it is named. */
export interface TrudecSettings {
  readonly eqNoneCrash: boolean;
  readonly fractionalC: boolean;
  readonly trackSpent: boolean;
  readonly walletIndexBug: boolean;
  readonly signVotes: boolean;
  readonly dedupeVotes: boolean;
  readonly ownVoteLost: boolean;
  readonly verifyElection: boolean;
  readonly verifyMerkle: boolean;
  readonly wipePool: boolean;
  readonly minterAppends: boolean;
  readonly forkChoice: boolean;
  readonly verifySync: boolean;
  readonly singleSeed: boolean;
  readonly rule: ElectionRule;
  readonly onePerSender: boolean;
  /** Infinity: nobody votes again. */
  readonly electionTimeout: Time;
  readonly window: Time;
  readonly puzzle: Time;
  readonly zeros: number;
  readonly genesis: 'first' | 'all';
  readonly confirmations: number;
}

const PRESETS = {
  published: {
    eqNoneCrash: true,
    fractionalC: true,
    trackSpent: false,
    walletIndexBug: true,
    signVotes: false,
    dedupeVotes: false,
    ownVoteLost: true,
    verifyElection: false,
    verifyMerkle: false,
    wipePool: true,
    minterAppends: false,
    forkChoice: false,
    verifySync: false,
    singleSeed: true,
    rule: 'published',
    onePerSender: false,
    electionTimeout: Infinity,
    genesis: 'first',
    confirmations: 0,
    zeros: 4,
  },
  corrected: {
    eqNoneCrash: false,
    fractionalC: false,
    trackSpent: true,
    walletIndexBug: false,
    signVotes: true,
    dedupeVotes: true,
    ownVoteLost: false,
    verifyElection: true,
    verifyMerkle: true,
    wipePool: false,
    minterAppends: true,
    forkChoice: true,
    verifySync: true,
    singleSeed: false,
    rule: 'plurality',
    onePerSender: false,
    electionTimeout: 30_000_000,
    genesis: 'all',
    confirmations: 6,
    zeros: 4,
  },
} as const;

export function trudecSettings(params: TrudecParams): TrudecSettings {
  const { preset, keyBits: _bits, joins: _joins, crypto: _crypto, ...named } = params;
  return withNamed<TrudecSettings>(PRESETS[preset], named);
}

/** The wallet that a node runs. */
export const walletOf = (node: NodeId): string => `node ${node}`;

/** Keys as hex digits, signatures by PKCS#1 v1.5. */
export const TRUDEC_KEYS = { padding: 'pkcs1', format: 'der-hex' } as const;
