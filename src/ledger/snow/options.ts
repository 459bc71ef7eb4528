/** Options of Snowman, with the defaults of avalanchego. */
import { z } from 'zod';
import { positiveDuration } from '../../quantities.js';

export const options = z
  .object({
    // Not drawn by searches: Slush promises nothing.
    variant: z
      .union([z.literal('slush'), z.literal('snowflake'), z.literal('snowball')])
      .default('snowflake')
      .describe('What is kept of polls: the colour alone; successes in a row; also all successes'),
    k: z.int().min(1).max(10_000).default(20).describe('Answers asked for in a poll, drawn by stake with replacement'),
    alpha: z.int().min(1).default(15).describe('Answers that change a preference (α): more than half of k'),
    alphaConfidence: z.int().min(1).default(15).describe('Answers that raise the confidence (α_c), at least alpha'),
    beta: z.int().min(1).default(20).describe('Successes in a row that decide (β); slush: polls after which it stops'),
    concurrentPolls: z.int().min(1).max(100).default(4).describe('Polls of a node under way at once'),
    queryTimeout: positiveDuration().prefault('2 s').describe('Time after which missing answers fail a poll'),
    interval: positiveDuration().prefault('1 s').describe('Least time between a block and the next'),
    window: positiveDuration().prefault('5 s').describe('Length of a slot: the time that a proposer has'),
    processing: z.int().min(1).default(10).describe('Undecided blocks beyond which a node builds no more'),
    batch: z.int().min(1).default(100).describe('Most requests in one block'),
  })
  .refine((p) => 2 * p.alpha > p.k && p.alpha <= p.k, { error: 'expected more than k/2, at most k', path: ['alpha'] })
  .refine((p) => p.alphaConfidence >= p.alpha && p.alphaConfidence <= p.k, {
    error: 'expected at least alpha, at most k',
    path: ['alphaConfidence'],
  });

export type Options = z.infer<typeof options>;
