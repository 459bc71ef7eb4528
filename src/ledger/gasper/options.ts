import { z } from 'zod';
import { positiveDuration } from '../../quantities.js';

/** The specification's constants that a study may want otherwise; all others stand where they are used. */
export const options = z.object({
  slot: positiveDuration()
    .prefault('12 s')
    .describe('Length of a slot: attestations are due after a third of it, aggregates after two'),
  slotsPerEpoch: z.int().min(1).max(1024).default(32).describe('Slots in an epoch'),
  validators: z
    .int()
    .min(1)
    .max(4_000_000)
    .optional()
    .describe(
      'Validators of 32 ETH each, dealt out to the nodes by weight (largest remainder); absent: 32 a slot, and no fewer than there are nodes',
    ),
  proposerBoost: z
    .number()
    .min(0)
    .max(100)
    .default(40)
    .describe("Weight that a timely block has while its slot lasts, in percent of a slot's committee"),
  aggregators: z
    .int()
    .min(0)
    .default(16)
    .describe('Validators of a slot whose nodes gather its attestations and publish them; 0: every attester tells all'),
  inactivityPenaltyQuotient: z
    .union([z.literal('none'), z.int().min(1)])
    .default(16_777_216)
    .describe(
      'What a balance times four times the inactivity score is divided by, for what an epoch of the leak takes; none: there is no leak',
    ),
  slashingsVector: z
    .int()
    .min(2)
    .default(8192)
    .describe(
      'Epochs over which slashings add up; half of them after its own, a slashed validator pays for all of them',
    ),
  batch: z.int().min(1).default(100).describe('Most requests in one block'),
});
export type Options = z.infer<typeof options>;
