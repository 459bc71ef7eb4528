import { z } from 'zod';
import type { Value } from '../contract.js';
import { KeyedDraw } from '../kernel/keyed-draw.js';
import { normalQuantile } from '../network/normal-quantile.js';

const amount = () => z.number().min(0).max(1e12);

/** What a request pays, in the unit of the reward. */
export const feeSchema = () =>
  z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('constant'),
        amount: amount().describe('What every request pays, in the unit of the reward.'),
      }),
      z.strictObject({
        kind: z.literal('exponential'),
        mean: amount().describe('Mean fee, in the unit of the reward.'),
      }),
      z.strictObject({
        kind: z.literal('lognormal'),
        median: amount().describe('Median fee, in the unit of the reward.'),
        sigma: z
          .number()
          .min(0)
          .max(5)
          .prefault(1)
          .describe('Standard deviation of the natural logarithm of the fee; the mean is median · exp(sigma² / 2).'),
      }),
      z.strictObject({
        kind: z.literal('pareto'),
        least: amount().describe('Least fee, in the unit of the reward.'),
        exponent: z
          .number()
          .gt(1)
          .max(100)
          .prefault(2)
          .describe('Exponent of the tail, above 1; the mean is least · exponent / (exponent − 1).'),
      }),
    ])
    .describe('What each request pays to whoever confirms it, by the rule of the protocol; nothing by default.');

export type FeeLaw = z.output<ReturnType<typeof feeSchema>>;

/** The fee of every request of a run: a fixed draw of the request's number, whatever protocol handles it. */
export function feesOf(law: FeeLaw, seed: string): (request: Value) => number {
  const draw = new KeyedDraw(seed, 'fee');
  const quantile = quantileOf(law);
  return (request) => quantile(draw.uniform(request, 0));
}

function quantileOf(law: FeeLaw): (u: number) => number {
  switch (law.kind) {
    case 'constant':
      return () => law.amount;
    case 'exponential':
      return (u) => -law.mean * Math.log1p(-u);
    case 'lognormal':
      return (u) => law.median * Math.exp(law.sigma * normalQuantile(u));
    case 'pareto':
      return (u) => law.least * Math.exp(-Math.log1p(-u) / law.exponent);
  }
}
