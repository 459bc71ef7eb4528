/** Options of Algorand's agreement, and the clock that they set. */
import { z } from 'zod';
import type { Time } from '../../contract.js';
import { duration, positiveDuration } from '../../quantities.js';
import { NEXT } from './bundles.js';

const MOST_SEATS = 1_000_000;

const committee = (size: number, threshold: number, what: string) =>
  z
    .strictObject({
      size: z.int().min(1).max(MOST_SEATS).default(size).describe('Seats on average'),
      threshold: z.int().min(1).default(threshold).describe('Seats that make a bundle'),
    })
    .refine((c) => c.threshold <= c.size, { error: 'expected at most the size', path: ['threshold'] })
    .prefault({})
    .describe(`Committee of the ${what}`);

export const options = z
  .object({
    proposers: z.int().min(1).max(MOST_SEATS).default(20).describe('Seats of proposers on average'),
    soft: committee(2990, 2267, 'soft step'),
    cert: committee(1500, 1112, 'cert step'),
    next: committee(5000, 3838, 'next steps'),
    late: committee(500, 320, 'late step of the fast recovery'),
    redo: committee(2400, 1768, 'redo step of the fast recovery'),
    down: committee(6000, 4560, 'down step of the fast recovery'),
    stake: z
      .int()
      .min(MOST_SEATS)
      .max(1e15)
      .default(1e10)
      .describe('Units of stake that all weights together stand for'),
    balanceLookback: z
      .int()
      .min(1)
      .default(320)
      .describe('Rounds back (δ_b) to the stakes by which the committees of a round are drawn'),
    filterTimeout: positiveDuration().prefault('3 s').describe('How long period 0 waits for proposals (2λ₀)'),
    deadlineTimeout: positiveDuration().prefault('4 s').describe('When votes to give period 0 up begin (Λ₀)'),
    lambda: positiveDuration()
      .prefault('2 s')
      .describe(
        'λ: later periods wait 2λ for proposals; the k-th vote to give one up comes about 2^k λ after the first',
      ),
    bigLambda: positiveDuration().prefault('17 s').describe('When votes to give a later period up begin (Λ)'),
    fastRecovery: positiveDuration().prefault('5 min').describe('Time between attempts at fast recovery (λ_f)'),
    assembly: duration().prefault('0 s').describe('How long a proposer gathers requests before it proposes'),
    blockTransactions: z.int().min(1).default(1000).describe('Most requests in one block'),
  })
  .refine((p) => p.filterTimeout < p.deadlineTimeout, {
    error: 'expected more than filterTimeout',
    path: ['deadlineTimeout'],
  })
  .refine((p) => 2 * p.lambda < p.bigLambda, { error: 'expected more than twice lambda', path: ['bigLambda'] });

export type Options = z.infer<typeof options>;

/** FilterTimeout(p) and DeadlineTimeout(p), from the beginning of the period. */
export const filterTimeout = (p: Options, period: number): Time => (period === 0 ? p.filterTimeout : 2 * p.lambda);
export const deadlineTimeout = (p: Options, period: number): Time => (period === 0 ? p.deadlineTimeout : p.bigLambda);

/**
 * When the next vote after step s is due, from the beginning of the period: for next_k at the deadline + 2^k λ + a random
 * part of 2^k λ. The doubling ends at λ_f; from there on the votes come about one λ_f apart.
 * @param uniform a draw in [0, 1)
 */
export function nextTimeout(p: Options, period: number, step: number, uniform: number): Time {
  let from = 2 * p.lambda;
  let span = from;
  for (let at = NEXT; at < step; at++) {
    from += span;
    span = Math.min(2 * span, Math.max(p.fastRecovery, span));
  }
  return deadlineTimeout(p, period) + from + Math.floor(uniform * span);
}

/** When the next fast recovery is due, from the beginning of the period: at k λ_f + a random part of λ_f, k ≥ 1. */
export function fastTimeout(p: Options, elapsed: Time, uniform: number): Time {
  const k = Math.floor(elapsed / p.fastRecovery) + 1;
  return Math.floor((k + uniform) * p.fastRecovery);
}
