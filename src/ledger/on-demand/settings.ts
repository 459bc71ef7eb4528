/** The options of on-demand proof of work: two presets, and a switch for each published defect. */
import { z } from 'zod';
import { positiveDuration } from '../../quantities.js';
import { cryptoOptions, keyBitsMatter, keyBitsMessage } from '../crypto/crypto.js';
import { flag, presetOption, withNamed } from '../presets.js';

export const onDemandParams = z
  .object({
    preset: presetOption(),
    ...cryptoOptions(),
    adoptLastPeer: flag('Whether the chain of the last peer asked is taken once that of any is longer and valid'),
    trustPeerDifficulty: flag("Whether a peer's chain is held to the difficulty that the peer claims"),
    consensusOnMine: flag('Whether other chains are looked at only after mining a block oneself'),
    returnOrphanedTx: flag('Whether the transactions of blocks that are given up wait again'),
    oneWayPeers: flag('Whether nobody but the node that it registers with hears of a newcomer'),
    deleteFirstTx: flag('Whether a block takes the first transaction from a pool, whichever it confirms'),
    quoteSwap: flag('Whether blocks are sent as text in which an apostrophe breaks them'),
    txChecks: flag('Whether transactions are signed, of amounts above 0 that their sender has'),
    mining: z
      .enum(['command', 'waiting'])
      .optional()
      .describe(
        'Whether a node mines when it is told to (published), or whenever transactions wait with it (corrected)',
      ),
    registered: flag('Whether all nodes register with node 0 at the start, or by command'),
    dummyTransactions: z
      .int()
      .min(0)
      .optional()
      .describe('Transactions that wait with each node from the start; 15 (published), 0 (corrected)'),
    difficulty: z.int().min(0).max(8).default(3).describe('Hexadecimal zeros that the hash of a block begins with'),
    hashRate: z.number().gt(0).default(4096).describe('Hashes per second of a node of weight 1'),
    replyTimeout: positiveDuration().prefault('5 s').describe('How long a peer is waited for'),
    refresh: positiveDuration()
      .prefault('30 s')
      .describe('Time until what may be lost is said or asked for again; as corrected only'),
    funds: z.number().min(0).default(1000).describe('Coins of the wallet of each node at the start'),
    confirmations: z.int().min(0).default(2).describe('Depth at which a block counts as final'),
  })
  .refine(keyBitsMatter, keyBitsMessage)
  .refine(({ preset, adoptLastPeer, consensusOnMine = preset === 'published' }) => !adoptLastPeer || consensusOnMine, {
    error: 'adoptLastPeer has an effect only where peers are asked after mining: with consensusOnMine',
    path: ['adoptLastPeer'],
  });
export type OnDemandParams = z.infer<typeof onDemandParams>;

/** Every switch with its value, as the preset has it unless it is named. */
export interface OnDemandSettings extends Pick<
  OnDemandParams,
  'crypto' | 'difficulty' | 'hashRate' | 'replyTimeout' | 'refresh' | 'funds' | 'confirmations'
> {
  readonly adoptLastPeer: boolean;
  readonly trustPeerDifficulty: boolean;
  readonly consensusOnMine: boolean;
  readonly returnOrphanedTx: boolean;
  readonly oneWayPeers: boolean;
  readonly deleteFirstTx: boolean;
  readonly quoteSwap: boolean;
  readonly txChecks: boolean;
  readonly mining: 'command' | 'waiting';
  readonly registered: boolean;
  readonly dummyTransactions: number;
}

const PRESETS = {
  published: {
    adoptLastPeer: true,
    trustPeerDifficulty: true,
    consensusOnMine: true,
    returnOrphanedTx: false,
    oneWayPeers: true,
    deleteFirstTx: true,
    quoteSwap: true,
    txChecks: false,
    mining: 'command',
    registered: false,
    dummyTransactions: 15,
  },
  corrected: {
    adoptLastPeer: false,
    trustPeerDifficulty: false,
    consensusOnMine: false,
    returnOrphanedTx: true,
    oneWayPeers: false,
    deleteFirstTx: false,
    quoteSwap: false,
    txChecks: true,
    mining: 'waiting',
    registered: true,
    dummyTransactions: 0,
  },
} as const;

export function onDemandSettings({ preset, keyBits: _bits, ...named }: OnDemandParams): OnDemandSettings {
  return withNamed<OnDemandSettings>(PRESETS[preset], named);
}

/** Keys as PEM files hold them. */
export const ON_DEMAND_KEYS = { padding: 'pkcs1', format: 'pem' } as const;
