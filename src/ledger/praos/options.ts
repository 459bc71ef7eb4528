import { z } from 'zod';
import { positiveDuration } from '../../quantities.js';
import { type BlockSize, blockSize } from '../block-sizes.js';
import { epochSlots, type SlotOptions } from './draws.js';

export interface Options extends SlotOptions {
  readonly ties: 'first-seen' | 'lower-output';
  readonly rule: 'maxvalid-mc' | 'maxvalid-bg';
  readonly listenSlots: number;
  readonly confirmations: number;
  readonly blockSize: BlockSize;
  readonly blockTransactions: number;
}

export const options = z
  .object({
    f: z.number().gt(0).lt(1).default(0.05).describe('Probability that a slot has a leader, all stake being there'),
    k: z.int().min(1).default(2160).describe('Most blocks that are ever rolled back'),
    slot: positiveDuration().prefault('1 s').describe('Length of a slot'),
    epochSlots: z.int().min(1).optional().describe('R, slots of an epoch; absent: 10 k/f'),
    frozenSlots: z
      .int()
      .min(0)
      .optional()
      .describe('Slots at the end of an epoch that give nothing to the next nonce; absent: 4 k/f, or what there is'),
    randomness: z
      .enum(['epoch', 'block'])
      .default('epoch')
      .describe('What renews the randomness of the lottery: an epoch, or every block (Bagaria et al., c = 1)'),
    rule: z
      .enum(['maxvalid-mc', 'maxvalid-bg'])
      .default('maxvalid-mc')
      .describe('Of chains that part more than k blocks ago: the own one, or the denser one after the fork (Genesis)'),
    listenSlots: z
      .int()
      .min(0)
      .default(0)
      .describe('Slots for which who comes with nothing but genesis hears of chains before it takes one for its own'),
    s: z.int().min(1).optional().describe('Slots after a fork whose blocks maxvalid-bg counts; absent: k/(4 f)'),
    ties: z
      .enum(['first-seen', 'lower-output'])
      .default('first-seen')
      .describe('Between chains of one length: the own one, or that whose last leader drew less'),
    confirmations: z.int().min(0).default(6).describe('Depth at which a block counts as final'),
    blockSize: blockSize()
      .prefault('20 kB')
      .describe('Size of a block on the wire, beside the requests of a workload: the same for all, or `sampled`'),
    blockTransactions: z.int().min(0).default(1000).describe('Most requests in one block'),
  })
  .refine((p) => p.s === undefined || p.rule === 'maxvalid-bg', {
    error: 'expected nothing under maxvalid-mc, which counts no blocks',
    path: ['s'],
  })
  .refine((p) => p.frozenSlots === undefined || p.randomness === 'epoch', {
    error: 'expected nothing where every block renews the randomness',
    path: ['frozenSlots'],
  })
  .refine((p) => p.frozenSlots === undefined || p.frozenSlots < epochSlots(p), {
    error: 'expected fewer than the slots of an epoch',
    path: ['frozenSlots'],
  });
