import { z } from 'zod';
import { positiveDuration } from '../../quantities.js';

/** Producers that one holder may approve of. */
export const MOST_APPROVED = 30;

export const params = z.object({
  producers: z.int().min(1).default(21).describe('Seats (N); all nodes where there are fewer'),
  slot: positiveDuration().prefault('3 s').describe('Length of a slot'),
  inARow: z.int().min(1).default(1).describe('Slots that a producer has one after another'),
  approvals: z
    .int()
    .min(1)
    .max(MOST_APPROVED)
    .default(1)
    .describe('Producers that a holder approves of at the start: itself, then others drawn by their stake'),
  absentRounds: z.int().min(0).default(4).describe('Rounds without a block after which one is passed over; 0: never'),
  batch: z.int().min(1).default(100).describe('Most requests in one block'),
});
export type Params = z.infer<typeof params>;
